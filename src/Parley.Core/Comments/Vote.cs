namespace Parley.Core.Comments;

/// <summary>One commenter's yes or no to one comment; taking it back leaves none.</summary>
public sealed class Vote
{
    public Guid CommentId { get; set; }

    public Guid CommenterId { get; set; }

    /// <summary>The comment's story, so that a reader's own votes on a page are one look-up.</summary>
    public Guid StoryId { get; set; }

    /// <summary>1 for, -1 against; nothing else is stored.</summary>
    public int Value { get; set; }

    /// <summary>Whether a guest cast it: a browser, not an account; see <see cref="Sites.Site.GuestVoteWeight"/>.</summary>
    public bool IsGuest { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>
    /// A keyed hash of the comment and of the network it was cast from, so that votes on two comments cannot be told to
    /// come from one place; forgotten like every address. Null where it is not kept; see <see cref="Moderation.OnePlace"/>.
    /// </summary>
    public byte[]? NetworkHash { get; set; }

    /// <summary>Whether <paramref name="value"/> can be asked for: for (1), against (-1), or back to none (0).</summary>
    public static bool IsValue(int value) => value is 1 or 0 or -1;
}
