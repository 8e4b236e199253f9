using Parley.Core.Comments;

namespace Parley.Core.Moderation;

/// <summary>Something that counts against somebody's words, and what it weighs.</summary>
/// <param name="At">When it was decided, or when flags had stood undecided for as long as that takes.</param>
/// <param name="IsUndecided">Whether it is readers' flags that no moderator has looked at yet: it weighs half, and goes where they are dismissed.</param>
public sealed record LadderEvent(DateTimeOffset At, ReasonClass Reason, bool IsUndecided = false)
{
    /// <summary>From how many places flags must come to count before a moderator has looked.</summary>
    public const int Places = 3;

    /// <summary>How long they must have stood undecided.</summary>
    public static readonly TimeSpan Undecided = TimeSpan.FromHours(6);

    /// <summary>The event that open flags on one comment are; null where they come from too few places. One place counts once, by its first flag.</summary>
    public static LadderEvent? Of(IEnumerable<Flag> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        var flags = open.OrderBy(f => f.At).ToList();
        var places = flags.GroupBy(f => f.NetworkHash is { } network ? Convert.ToHexString(network) : Id.Text(f.Id), StringComparer.Ordinal)
            .Select(place => place.First().At).Order().ToList();
        if (places.Count < Places) return null;

        var reason = flags.GroupBy(f => f.Reason).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        return new LadderEvent(places[Places - 1] + Undecided, reason, IsUndecided: true);
    }
}

/// <summary>What of one person on one site the ladder looks at.</summary>
public sealed record LadderHistory
{
    /// <summary>Decisions against their comments that stand, in any order; what was taken back is not among them.</summary>
    public IReadOnlyList<LadderEvent> Events { get; init; } = [];

    /// <summary>When they were reminded.</summary>
    public IReadOnlyList<DateTimeOffset> Reminders { get; init; } = [];

    /// <summary>Restrictions there were and are, of the whole site and of its parts.</summary>
    public IReadOnlyList<Restriction> Restrictions { get; init; } = [];

    /// <summary>How many comments they wrote within <see cref="Ladder.Recent"/>.</summary>
    public int WroteLately { get; init; }

    /// <summary>How many of their newest decided comments were published, one after the other.</summary>
    public int ApprovedInARow { get; init; }
}

/// <summary>A step that is proposed to a moderator, or taken where the site lets the ladder take it.</summary>
/// <param name="Level">The level; null for a reminder, which is no restriction.</param>
/// <param name="For">How long; zero for a reminder.</param>
/// <param name="Points">The points it rests on.</param>
/// <param name="Reason">The class of reasons that weighs most among them.</param>
/// <param name="IsShare">Whether it is the share of refused comments that it rests on, and not the points.</param>
public sealed record LadderStep(RestrictionLevel? Level, TimeSpan For, double Points, ReasonClass Reason, bool IsShare);

/// <summary>How one step follows from what a person did: graded, always ending, down again by itself (ladder.md, §3.1).</summary>
/// <remarks>
/// Points fade by half every <see cref="HalfLife"/>. Only what a moderator decided counts; what a program or a crowd of
/// readers says gives none. By itself the ladder takes one step in <see cref="Calm"/> at most, none without a reminder within
/// <see cref="Memory"/>, and none past <see cref="RestrictionLevel.Held"/>.
/// </remarks>
public static class Ladder
{
    /// <summary>After which time an event weighs half.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(14);

    /// <summary>How long a reminder is one, and a restriction before makes the next one longer.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(90);

    /// <summary>The least time between two steps that the ladder takes by itself.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromHours(24);

    /// <summary>The time over which the share of refused comments is looked at.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <summary>The points from which a level is proposed: three, six and nine.</summary>
    public static double EntryOf(RestrictionLevel level) => level switch
    {
        RestrictionLevel.Slowed => 3,
        RestrictionLevel.Quieted => 6,
        RestrictionLevel.Held => 9,
        // By people alone.
        RestrictionLevel.Suspended or RestrictionLevel.Removed => double.PositiveInfinity,
    };

    /// <summary>What an event weighs when it happens.</summary>
    /// <remarks>Hatred, threats and what belongs to a private life are harassment; an insult is a rejection like others.</remarks>
    public static double WeightOf(ReasonClass reason) => reason switch
    {
        ReasonClass.Illegal => 5,
        ReasonClass.Hatred or ReasonClass.Threat or ReasonClass.PrivateDetails => 3,
        ReasonClass.Spam => 2,
        ReasonClass.OffTopic or ReasonClass.Insult or ReasonClass.Other => 1,
    };

    /// <summary>The shortest and first duration of a level, after which the ladder may also come down from it.</summary>
    public static TimeSpan ShortestOf(RestrictionLevel level) => level switch
    {
        RestrictionLevel.Slowed => TimeSpan.FromHours(24),
        RestrictionLevel.Quieted => TimeSpan.FromHours(72),
        RestrictionLevel.Held or RestrictionLevel.Suspended => TimeSpan.FromDays(7),
        RestrictionLevel.Removed => LongestOf(RestrictionLevel.Removed),
    };

    /// <summary>The longest a level lasts where the ladder takes it by itself; zero where it never does.</summary>
    public static TimeSpan LongestAutomaticOf(RestrictionLevel level) => level switch
    {
        RestrictionLevel.Slowed => TimeSpan.FromHours(72),
        RestrictionLevel.Quieted => TimeSpan.FromDays(7),
        RestrictionLevel.Held => TimeSpan.FromDays(14),
        RestrictionLevel.Suspended or RestrictionLevel.Removed => TimeSpan.Zero,
    };

    /// <summary>The longest a level lasts by a moderator's hand.</summary>
    /// <remarks>Even a removal ends: after five years somebody decides anew, or nobody wants to.</remarks>
    public static TimeSpan LongestOf(RestrictionLevel level) => level switch
    {
        RestrictionLevel.Slowed => TimeSpan.FromDays(14),
        RestrictionLevel.Quieted => TimeSpan.FromDays(30),
        RestrictionLevel.Held => TimeSpan.FromDays(60),
        RestrictionLevel.Suspended => TimeSpan.FromDays(365),
        RestrictionLevel.Removed => TimeSpan.FromDays(5 * 365),
    };

    /// <summary>The points of a history at <paramref name="now"/>: each event's weight, halved every <see cref="HalfLife"/>.</summary>
    public static double PointsOf(IEnumerable<LadderEvent> events, DateTimeOffset now) =>
        events.Where(e => e.At <= now).Sum(e => WeightOf(e.Reason) * (e.IsUndecided ? 0.5 : 1) * Math.Pow(2, -((now - e.At) / HalfLife)));

    /// <summary>The next step that is proportionate at <paramref name="now"/>; null where none is.</summary>
    public static LadderStep? Propose(LadderHistory history, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(history);
        var known = history.Events.Where(e => e.At <= now).ToList();
        if (known.Count == 0) return null;

        var points = PointsOf(known, now);
        var reason = known.GroupBy(e => e.Reason).OrderByDescending(g => PointsOf(g, now)).ThenBy(g => g.Key).First().Key;
        var isShare = IsMuchRefused(history, now);
        if (!history.Reminders.Any(r => r <= now && r > now - Memory))
            // An event that has faded to next to nothing is no occasion any more, and whoever is restricted was told more than a reminder tells.
            return points >= 0.5 && !history.Restrictions.Any(r => r.HoldsAt(now)) ? new LadderStep(null, TimeSpan.Zero, points, reason, false) : null;

        var level = points >= EntryOf(RestrictionLevel.Held) || isShare ? RestrictionLevel.Held
            : points >= EntryOf(RestrictionLevel.Quieted) ? RestrictionLevel.Quieted
            : points >= EntryOf(RestrictionLevel.Slowed) ? RestrictionLevel.Slowed
            : (RestrictionLevel?)null;
        var current = history.Restrictions.Where(r => r.HoldsAt(now)).Select(r => (RestrictionLevel?)r.Level).Max();
        if (level is not { } wanted || current >= wanted) return null;

        // What was answered by a step is not answered twice: without anything new nobody is restricted again.
        var last = known.Max(e => e.At);
        if (history.Restrictions.Any(r => r.Level >= wanted && r.BeginsAt >= last)) return null;

        return new LadderStep(wanted, DurationOf(wanted, history, now), points, reason, isShare && points < EntryOf(RestrictionLevel.Held));
    }

    /// <summary>Whether the ladder may take a step by itself at <paramref name="now"/>: not twice within <see cref="Calm"/>, neither up nor down.</summary>
    public static bool IsCalm(LadderHistory history, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(history);
        return !history.Reminders.Concat(history.Restrictions.Select(r => r.BeginsAt)).Concat(history.Restrictions.Select(r => r.LiftedAt).OfType<DateTimeOffset>())
            .Any(t => t <= now && t > now - Calm);
    }

    /// <summary>Whether an automatic restriction is to give way to the level below it, or to none below the lowest.</summary>
    public static bool IsToComeDown(Restriction restriction, LadderHistory history, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(restriction);
        ArgumentNullException.ThrowIfNull(history);
        if (!restriction.IsAutomatic || !restriction.HoldsAt(now) || now < restriction.BeginsAt + ShortestOf(restriction.Level)) return false;

        // Down at half the way up: what goes up and down at one line does so all the time.
        return PointsOf(history.Events, now) < EntryOf(restriction.Level) / 2
            && (restriction.Level != RestrictionLevel.Held || history.ApprovedInARow >= ApprovalsToComeDown);
    }

    /// <summary>How many comments in a row a moderator approves before somebody held comes down.</summary>
    public const int ApprovalsToComeDown = 5;

    /// <summary>How long a level lasts: its shortest, doubled for each time before within <see cref="Memory"/>, up to the longest automatic one.</summary>
    private static TimeSpan DurationOf(RestrictionLevel level, LadderHistory history, DateTimeOffset now)
    {
        var before = history.Restrictions.Count(r => r.Level >= level && r.BeginsAt > now - Memory);
        var wanted = ShortestOf(level) * Math.Pow(2, Math.Min(before, 10));
        return wanted < LongestAutomaticOf(level) ? wanted : LongestAutomaticOf(level);
    }

    // Coral looks at the share alone; of three comments two refused says little, so the lower bound of the share must be high too.
    private static bool IsMuchRefused(LadderHistory history, DateTimeOffset now)
    {
        var refused = history.Events.Count(e => !e.IsUndecided && e.At <= now && e.At > now - Recent);
        var all = Math.Max(history.WroteLately, refused);
        if (refused < 3) return false;

        return (double)refused / all >= 0.30 && Ranking.LowerBound(refused, all) >= 0.15;
    }
}
