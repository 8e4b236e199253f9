namespace Parley.Core.Moderation;

/// <summary>What a moderator wrote down about a comment and its writer, for whoever moderates after them; only ever added.</summary>
public sealed class Note
{
    /// <summary>The most characters of a <see cref="Text"/>.</summary>
    public const int MaximumText = 1_000;

    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    public Guid CommentId { get; set; }

    /// <summary>Whose comment it is: beside each of them the note is read.</summary>
    public Guid CommenterId { get; set; }

    public Guid ByAccountId { get; set; }

    /// <summary>Plain text.</summary>
    public string Text { get; set; } = "";

    public DateTimeOffset At { get; set; }
}

/// <summary>That a moderator looks at a comment now: another who does, too, sees it.</summary>
public sealed class Looker
{
    /// <summary>How long somebody counts as looking after they were last heard of: three of the page's signs of life.</summary>
    public static readonly TimeSpan StaysFor = TimeSpan.FromSeconds(60);

    public Guid CommentId { get; set; }

    public Guid AccountId { get; set; }

    public DateTimeOffset At { get; set; }
}
