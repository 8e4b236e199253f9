namespace Parley.Core.Commenters;

/// <summary>Why no copy can be asked for.</summary>
public enum ExportRefusal
{
    /// <summary>One is being made already.</summary>
    BeingMade,

    /// <summary><see cref="Export.MostADay"/> were asked for within a day.</summary>
    TooMany,
}

/// <summary>A copy of everything an account has here, made for its owner as one file.</summary>
public sealed class Export
{
    /// <summary>How long a finished copy can be fetched.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>How many may be asked for within a day: each reads all that somebody ever wrote.</summary>
    public const int MostADay = 3;

    public Guid Id { get; set; }

    public Guid AccountId { get; set; }

    public DateTimeOffset AskedAt { get; set; }

    /// <summary>When it was finished; null while it is being made.</summary>
    public DateTimeOffset? ReadyAt { get; set; }

    /// <summary>In bytes, once it is finished.</summary>
    public long Size { get; set; }

    /// <summary>Until when it can be fetched; null while it is being made.</summary>
    public DateTimeOffset? GoodUntil => ReadyAt + KeptFor;

    /// <summary>Whether it can be fetched.</summary>
    public bool IsGood(DateTimeOffset now) => now < GoodUntil;

    /// <summary>Why another cannot be asked for now, by those there are; null if it can.</summary>
    public static ExportRefusal? Refuse(IReadOnlyCollection<Export> exports, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(exports);
        if (exports.Any(e => e.ReadyAt is null)) return ExportRefusal.BeingMade;

        return exports.Count(e => now - e.AskedAt < TimeSpan.FromDays(1)) >= MostADay ? ExportRefusal.TooMany : null;
    }
}
