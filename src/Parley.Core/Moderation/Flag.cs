using Parley.Core.Commenters;

namespace Parley.Core.Moderation;

/// <summary>What became of a flag.</summary>
public enum FlagOutcome
{
    /// <summary>A moderator acted on the comment.</summary>
    Upheld,

    /// <summary>A moderator looked, and the comment stays.</summary>
    Dismissed,
}

/// <summary>A reader's objection to a comment: one each, with a reason. It asks a moderator to look, and changes nothing by itself.</summary>
public sealed class Flag
{
    /// <summary>The most characters of a <see cref="Note"/>.</summary>
    public const int MaximumNote = 500;

    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    public Guid CommentId { get; set; }

    /// <summary>Which of its texts was read; see <see cref="Comments.Comment.Revision"/>.</summary>
    public int Revision { get; set; }

    /// <summary>Whose flag it is: an account's, or a browser's.</summary>
    public Guid CommenterId { get; set; }

    public ReasonClass Reason { get; set; }

    /// <summary>What they add, in plain text; empty for nothing.</summary>
    public string Note { get; set; } = "";

    public DateTimeOffset At { get; set; }

    /// <summary>A keyed hash of the comment and of the network the flag came from; null where that is not kept.</summary>
    public byte[]? NetworkHash { get; set; }

    /// <summary>What became of it; null as long as nobody has looked.</summary>
    public FlagOutcome? Outcome { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Whether a reader may flag for a reason: what the law forbids is given notice of, in a form of its own.</summary>
    public static bool IsReason(ReasonClass reason) => reason != ReasonClass.Illegal;
}

/// <summary>A flag with what its weight follows from.</summary>
/// <param name="Standing">Its reader's standing; null for a guest.</param>
/// <param name="Upheld">How many of their flags before were acted on.</param>
/// <param name="Dismissed">How many of them were not.</param>
public sealed record WeighedFlag(Flag Flag, Standing? Standing, int Upheld, int Dismissed)
{
    /// <summary>From how many dismissed flags on, more than were acted on, somebody's flags are shown as often unfounded.</summary>
    public const int OftenUnfounded = 3;

    /// <summary>Whether most of what they flagged before stays.</summary>
    public bool IsOftenUnfounded => Dismissed >= OftenUnfounded && Dismissed > Upheld;

    /// <summary>How much it weighs: a guest's half, an account's 1, a trusted one's 2; the less, the more of their flags before were unfounded.</summary>
    /// <remarks>
    /// The share of flags that were acted on, with two as if they had been (P.-S. Laplace's rule of succession, for a reader of whom
    /// nothing is known): never nothing, so that whoever cried wolf is still heard when it comes.
    /// </remarks>
    public double Weight => (Standing switch { null => 0.5, Commenters.Standing.Trusted => 2, _ => 1 }) * (Upheld + 2) / (Upheld + Dismissed + 2);
}

/// <summary>How urgently readers ask that a comment is looked at.</summary>
/// <remarks>Flags from one place weigh as the heaviest of them: many browsers of one network are heard as one. It orders a list, and decides nothing.</remarks>
public static class FlagWeight
{
    public static double Of(IEnumerable<WeighedFlag> flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return flags.GroupBy(f => f.Flag.NetworkHash is { } network ? Convert.ToHexString(network) : Id.Text(f.Flag.Id), StringComparer.Ordinal)
            .Sum(place => place.Max(f => f.Weight));
    }

    /// <summary>How many of them came from a place from which another came, too.</summary>
    public static int FromOnePlace(IEnumerable<Flag> flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return flags.Where(f => f.NetworkHash is not null).GroupBy(f => Convert.ToHexString(f.NetworkHash!), StringComparer.Ordinal)
            .Where(place => place.Count() > 1).Sum(place => place.Count());
    }
}
