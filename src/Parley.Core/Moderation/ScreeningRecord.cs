namespace Parley.Core.Moderation;

/// <summary>What screening saw in one revision of a comment; kept only where it saw anything.</summary>
public sealed class ScreeningRecord
{
    public Guid CommentId { get; set; }

    /// <summary>Which text it saw; see <see cref="Comments.Comment.Revision"/>.</summary>
    public int Revision { get; set; }

    /// <summary>Why it waited: names of <see cref="HoldReason"/> with commas between; empty where it was published at once.</summary>
    public string Reasons { get; set; } = "";

    /// <summary>What the word lists found, as a JSON array of <see cref="Finding"/>.</summary>
    public string Findings { get; set; } = "[]";

    public DateTimeOffset At { get; set; }
}

/// <summary>The fingerprint of a comment's text, kept for a few days to recognize repetitions and floods.</summary>
public sealed class Print
{
    /// <summary>For how long: what comes again later is no flood.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(2);

    public Guid CommentId { get; set; }

    public Guid SiteId { get; set; }

    public Guid CommenterId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>See <see cref="Fingerprint.Of"/>.</summary>
    public long Value { get; set; }
}
