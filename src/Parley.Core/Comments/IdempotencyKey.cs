namespace Parley.Core.Comments;

/// <summary>What was answered to an unsafe request, so that its repetition gets the same answer and does nothing.</summary>
public sealed class IdempotencyKey
{
    /// <summary>The most characters a key may have.</summary>
    public const int MaximumLength = 128;

    /// <summary>How long an answer is kept for repetitions with a key of the client's own.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(2);

    /// <summary>How long the same text by the same browser or address under the same parent is the same comment.</summary>
    public static readonly TimeSpan SameFormFor = TimeSpan.FromMinutes(10);

    public Guid SiteId { get; set; }

    /// <summary>The client's key, or one derived from a form that has none; unique within the site.</summary>
    public required string Key { get; set; }

    /// <summary>SHA-256 of the request, to tell a repetition from another request under the same key.</summary>
    public required byte[] RequestHash { get; set; }

    /// <summary>The comment that the request made.</summary>
    public Guid CommentId { get; set; }

    public DateTimeOffset At { get; set; }
}
