namespace Parley.Core.Moderation;

/// <summary>Why something waits for moderators.</summary>
public enum QueueKind
{
    /// <summary>A comment, or a change of one, that nobody reads until somebody has looked.</summary>
    Held,

    /// <summary>A comment that readers object to.</summary>
    Flagged,

    /// <summary>A comment that everybody reads, with words that the lists ask to look at.</summary>
    Marked,

    /// <summary>A legal notice.</summary>
    Notice,

    /// <summary>An appeal.</summary>
    Appeal,
}

/// <summary>What the place of something that waits follows from.</summary>
/// <param name="Since">Since when it waits.</param>
/// <param name="Harm">How much harm it may do, from 0; see <see cref="Urgency"/>.</param>
/// <param name="Answers">How many answers hang on it, each of which somebody wrote who had read it.</param>
/// <param name="For">How many votes are for it.</param>
/// <param name="Against">How many are against it, flags included.</param>
/// <param name="IsRead">Whether everybody reads it while it waits.</param>
public sealed record QueueFacts(DateTimeOffset Since, double Harm, int Answers = 0, int For = 0, int Against = 0, bool IsRead = false);

/// <summary>How urgent something is that waits, by whose sum moderators are shown it: the parts of its place, each from 0.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><term>Harm</term><description>what screening, readers or a notice say it may do, by the sums below;</description></item>
/// <item><term>Reach</term><description>a quarter of the harm for each doubling of those who have reacted to it, and none
/// where nobody reads it;</description></item>
/// <item><term>Age</term><description>one for each <see cref="HalfDay"/>, without end: whatever is less urgent comes first
/// one day, so nothing starves;</description></item>
/// <item><term>Disagreement</term><description>up to <see cref="MostDisagreement"/> where as many are for it as against
/// it: there a person's look settles most.</description></item>
/// </list>
/// It orders a list for people, and decides nothing.
/// </remarks>
public sealed record Urgency(double Harm, double Reach, double Age, double Disagreement)
{
    /// <summary>How long something waits to become as much more urgent as one flag of a member makes it.</summary>
    public static readonly TimeSpan HalfDay = TimeSpan.FromHours(12);

    /// <summary>The most that disagreement counts: as much as a day and a half of waiting.</summary>
    public const double MostDisagreement = 3;

    /// <summary>The most that flags count together: beyond, more of them say nothing new.</summary>
    public const double MostOfFlags = 12;

    /// <summary>The harm of a legal notice: more than words on a list, and less than many heavy flags.</summary>
    public const double OfNotice = 8;

    /// <summary>The harm of a trusted flagger's notice, which the law wants looked at with priority (Regulation (EU) 2022/2065, Article 22): more than anything that is not one.</summary>
    public const double OfTrustedNotice = 24;

    /// <summary>From so many reactions on their disagreement counts in full.</summary>
    private const double Many = 20;

    /// <summary>What the queue is sorted by.</summary>
    public double Total => Harm + Reach + Age + Disagreement;

    /// <summary>How urgent something is at <paramref name="now"/>.</summary>
    public static Urgency Of(QueueFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var votes = facts.For + facts.Against;
        var reach = facts.IsRead ? facts.Harm / 4 * Math.Log2(1 + facts.Answers + votes) : 0;
        var split = votes == 0 ? 0 : 1 - (Math.Abs(facts.For - facts.Against) / (double)votes);
        return new Urgency(
            facts.Harm, reach, Math.Max(0, (now - facts.Since) / HalfDay),
            facts.IsRead ? MostDisagreement * split * Math.Min(1, votes / Many) : 0);
    }

    /// <summary>The harm that screening sees in a text: its reasons, and the words it found.</summary>
    public static double HarmOf(IEnumerable<HoldReason> reasons, IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        return reasons.Sum(HarmOf) + HarmOf(findings);
    }

    /// <summary>The harm of words found: 3 for each of the held, 1 for each to look at, half where it only looks like one; 9 at most.</summary>
    public static double HarmOf(IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return Math.Min(9, findings.Sum(f => (f.List == WordList.Look ? 1 : 3) * (f.IsNear ? 0.5 : 1)));
    }

    /// <summary>The harm of flags of a weight, twice as much where most of them tell of a threat, of hatred or of private details.</summary>
    public static double HarmOf(double weight, ReasonClass reason) => Math.Min(
        MostOfFlags, weight * (reason is ReasonClass.Threat or ReasonClass.Hatred or ReasonClass.PrivateDetails ? 2 : 1));

    /// <summary>The harm of a wrong that an appeal contests: the deeper, the more of a person's voice it takes; 1 for a comment.</summary>
    public static double HarmOf(RestrictionLevel? level) => level is { } deep ? 2 + (int)deep - (int)RestrictionLevel.Slowed : 1;

    private static double HarmOf(HoldReason reason) => reason switch
    {
        HoldReason.CheckFailed or HoldReason.Flood => 2,
        // The words themselves are counted.
        HoldReason.Words => 0,
        HoldReason.Links or HoldReason.Approved or HoldReason.Restricted => 1,
        // Nothing was seen in it: it waits because of a rule.
        HoldReason.Newcomer or HoldReason.Guest or HoldReason.Room => 0,
    };
}
