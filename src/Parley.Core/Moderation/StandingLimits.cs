using Parley.Core.Commenters;

namespace Parley.Core.Moderation;

/// <summary>What somebody said on a site lately, as far as their standing's limits follow from it.</summary>
/// <param name="IsReply">Whether what they say now answers somebody.</param>
/// <param name="HasBegunHere">Whether a top-level comment of theirs stands, or waits, beneath this story.</param>
/// <param name="Said">When they wrote within <see cref="Limits.Day"/> on the site, and whether it was a reply; the newest <see cref="StandingLimits.AnHour"/> and one suffice.</param>
public sealed record Recently(bool IsReply, bool HasBegunHere, IReadOnlyList<(DateTimeOffset At, bool IsReply)> Said);

/// <summary>How much somebody says who is not restricted, by their <see cref="Standing"/>, where a site wants it (ladder.md, §3, levels 0 to 2).</summary>
/// <remarks>
/// <list type="bullet">
/// <item><term>Newcomer</term><description>one top-level comment beneath a story, three a day, ten replies a day, one comment in two minutes;</description></item>
/// <item><term>Member</term><description>ten top-level comments and thirty replies an hour;</description></item>
/// <item><term>Trusted</term><description>sixty comments an hour, as everybody.</description></item>
/// </list>
/// They limit new acts alone: whatever is there stays, and stands where it stood, when somebody's standing changes. Lines:
/// Discourse's trust level 0, which limits replies, links and mentions of the new. Whoever wears a badge has none of them.
/// </remarks>
public static class StandingLimits
{
    /// <summary>Between two comments of a newcomer.</summary>
    public static readonly TimeSpan NewcomersPace = TimeSpan.FromMinutes(2);

    /// <summary>How many top-level comments a newcomer writes in a day.</summary>
    public const int NewcomersTopLevel = 3;

    /// <summary>How many replies a newcomer writes in a day.</summary>
    public const int NewcomersReplies = 10;

    /// <summary>How many top-level comments a member writes in an hour.</summary>
    public const int MembersTopLevel = 10;

    /// <summary>How many replies a member writes in an hour.</summary>
    public const int MembersReplies = 30;

    /// <summary>How many comments anybody writes in an hour.</summary>
    public const int AnHour = 60;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Why a comment is not taken now, and when it would be; null where it is.</summary>
    public static (Refusal Why, DateTimeOffset? Until)? OfComment(Standing standing, Recently recently, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(recently);
        if (standing == Standing.Newcomer && recently is { IsReply: false, HasBegunHere: true }) return (Refusal.BegunHere, null);

        var all = recently.Said.Select(s => s.At).OrderDescending().ToList();
        var same = recently.Said.Where(s => s.IsReply == recently.IsReply).Select(s => s.At).OrderDescending().ToList();
        DateTimeOffset?[] next = standing switch
        {
            Standing.Newcomer => [After(all, 1, NewcomersPace), After(same, recently.IsReply ? NewcomersReplies : NewcomersTopLevel, Limits.Day), After(all, AnHour, Hour)],
            Standing.Member => [After(same, recently.IsReply ? MembersReplies : MembersTopLevel, Hour), After(all, AnHour, Hour)],
            Standing.Trusted => [After(all, AnHour, Hour)],
        };
        return next.Max() is { } until && now < until ? (Refusal.PaceOfStanding, until) : null;
    }

    /// <summary>How many names that a comment calls are told of it: 2, 3 or 5.</summary>
    public static int Mentions(Standing standing) => standing switch
    {
        Standing.Newcomer => 2,
        Standing.Member => 3,
        Standing.Trusted => Notifications.Mentions.Most,
    };

    // So many within a time: the next when the first of them is that long ago.
    private static DateTimeOffset? After(List<DateTimeOffset> newestFirst, int most, TimeSpan within) =>
        newestFirst.Count >= most ? newestFirst[most - 1] + within : null;
}
