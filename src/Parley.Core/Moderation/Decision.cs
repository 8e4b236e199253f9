namespace Parley.Core.Moderation;

/// <summary>What a moderator decided about a comment.</summary>
public enum DecisionKind
{
    /// <summary>It has its place for everybody to read.</summary>
    Publish,

    /// <summary>It waited, and is not published.</summary>
    Refuse,

    /// <summary>It was read, and its text is taken away; its place and its replies stay.</summary>
    Remove,

    /// <summary>It was removed, and is read again.</summary>
    Restore,
}

/// <summary>The class of reasons for which a comment is not to be read; its writer is told.</summary>
public enum ReasonClass
{
    /// <summary>It has nothing to do with the story.</summary>
    OffTopic,

    /// <summary>It advertises, or says the same everywhere.</summary>
    Spam,

    /// <summary>It attacks a person instead of what they say.</summary>
    Insult,

    /// <summary>It stirs up hatred against people for what they are.</summary>
    Hatred,

    /// <summary>It threatens.</summary>
    Threat,

    /// <summary>It tells what belongs to somebody's private life.</summary>
    PrivateDetails,

    /// <summary>The law forbids it.</summary>
    Illegal,

    /// <summary>Something else that the publication's rules name.</summary>
    Other,
}

/// <summary>An act of moderation, only ever added.</summary>
public sealed class Decision
{
    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    public Guid CommentId { get; set; }

    /// <summary>Which of its texts was looked at; see <see cref="Comments.Comment.Revision"/>.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>Whose act it was.</summary>
    public Guid ByAccountId { get; set; }

    public DecisionKind Kind { get; set; }

    /// <summary>Why; null where the comment is published.</summary>
    public ReasonClass? Reason { get; set; }

    public DateTimeOffset At { get; set; }
}
