namespace Parley.Core.Moderation;

/// <summary>What of a restricted writer their limits follow from.</summary>
/// <param name="Restriction">The restriction that holds where they write.</param>
/// <param name="IsReply">Whether they answer somebody.</param>
/// <param name="IsAnswered">Whether whom they answer has answered them here before.</param>
/// <param name="Lately">When they wrote within <see cref="Limits.Day"/> where the restriction holds, and whether it was a reply.</param>
/// <param name="Waiting">How many of their comments wait on the site.</param>
public sealed record RestrictedWriter(
    Restriction Restriction, bool IsReply, bool IsAnswered, IReadOnlyList<(DateTimeOffset At, bool IsReply)> Lately, int Waiting);

/// <summary>What each level leaves possible: limits on new acts of one person, and nothing else (ladder.md, §3).</summary>
public static class Limits
{
    /// <summary>The time over which acts are counted.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Between two comments of somebody slowed or quieted: long enough to read an answer before one answers it.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(15);

    /// <summary>Between two top-level comments of somebody slowed.</summary>
    public static readonly TimeSpan SlowedTopLevel = TimeSpan.FromHours(1);

    /// <summary>How many replies a <see cref="Day"/> somebody slowed or quieted writes.</summary>
    public const int Replies = 6;

    /// <summary>How many comments of somebody held may wait: more would only make moderators wade.</summary>
    public const int Waiting = 5;

    /// <summary>How long a comment of somebody held waits at most: then it goes back to its writer, who may send it again.</summary>
    public static readonly TimeSpan Returned = TimeSpan.FromHours(72);

    /// <summary>Why a writer's next comment is not taken now, and when it would be; null where it is.</summary>
    /// <param name="links">How many links it has.</param>
    public static (Refusal Why, DateTimeOffset? Until)? OfComment(RestrictedWriter writer, int links, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var until = writer.Restriction.EndsAt;
        switch (writer.Restriction.Level)
        {
            case RestrictionLevel.Slowed or RestrictionLevel.Quieted:
                if (writer.Restriction.Level == RestrictionLevel.Quieted)
                {
                    if (links > 0) return (Refusal.TextOnly, until);
                    if (writer is { IsReply: true, IsAnswered: false }) return (Refusal.OnlyWhoAnswered, until);
                }

                return NextAt(writer, now) is { } next && now < next ? (Refusal.TooOften, next < until ? next : until) : null;
            case RestrictionLevel.Held:
                return writer.Waiting >= Waiting ? (Refusal.TooManyWaiting, null) : null;
            case RestrictionLevel.Suspended or RestrictionLevel.Removed:
                return (Refusal.Suspended, until);
            default:
                return null;
        }
    }

    /// <summary>The same of a change of what is there, which no pace bounds.</summary>
    public static (Refusal Why, DateTimeOffset? Until)? OfChange(Restriction restriction, int links)
    {
        ArgumentNullException.ThrowIfNull(restriction);
        return restriction.Level switch
        {
            RestrictionLevel.Quieted when links > 0 => (Refusal.TextOnly, restriction.EndsAt),
            RestrictionLevel.Suspended or RestrictionLevel.Removed => (Refusal.Suspended, restriction.EndsAt),
            _ => null,
        };
    }

    /// <summary>Why a comment that is taken waits; null where it does not.</summary>
    public static HoldReason? Holding(RestrictionLevel level, int links) => level switch
    {
        RestrictionLevel.Slowed when links > 0 => HoldReason.Links,
        RestrictionLevel.Held => HoldReason.Restricted,
        _ => null,
    };

    /// <summary>Whether votes count that are cast from now on. Those cast before stay (ladder.md, G2).</summary>
    public static bool MayVote(RestrictionLevel? level) => level is null or RestrictionLevel.Slowed;

    /// <summary>Whether anybody is told of what they write by mail or on a page: all, those who answered them first, or nobody.</summary>
    public static Audience AudienceOf(RestrictionLevel? level) => level switch
    {
        null or RestrictionLevel.Held => Audience.Everybody,
        RestrictionLevel.Slowed => Audience.WhoAnswered,
        _ => Audience.Nobody,
    };

    private static DateTimeOffset? NextAt(RestrictedWriter writer, DateTimeOffset now)
    {
        var lately = writer.Lately.Where(l => l.At > now - Day).OrderByDescending(l => l.At).ToList();
        if (lately.Count == 0) return null;

        var next = lately[0].At + Pace;
        var same = lately.Where(l => l.IsReply == writer.IsReply).Select(l => l.At).ToList();
        if (writer.IsReply)
        {
            if (same.Count >= Replies) next = Later(next, same[Replies - 1] + Day);
        }
        else if (same.Count > 0)
        {
            next = Later(next, same[0] + (writer.Restriction.Level == RestrictionLevel.Slowed ? SlowedTopLevel : Day));
        }

        return next;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>Who is told of what somebody writes.</summary>
public enum Audience
{
    /// <summary>Whoever is answered, called by name, or follows the story.</summary>
    Everybody,

    /// <summary>Of those, only who answered them before.</summary>
    WhoAnswered,

    /// <summary>Nobody.</summary>
    Nobody,
}
