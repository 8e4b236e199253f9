namespace Parley.Core.Commenters;

/// <summary>A copy of everything an account has here, made for its owner as one file.</summary>
public sealed class Export
{
    /// <summary>How long a finished copy can be fetched.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public Guid Id { get; set; }

    public Guid AccountId { get; set; }

    public DateTimeOffset AskedAt { get; set; }

    /// <summary>When it was finished; null while it is being made.</summary>
    public DateTimeOffset? ReadyAt { get; set; }

    /// <summary>In bytes, once it is finished.</summary>
    public long Size { get; set; }
}
