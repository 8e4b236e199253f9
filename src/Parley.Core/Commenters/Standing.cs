namespace Parley.Core.Commenters;

/// <summary>What a commenter's history on a site says: how much is let through without asking.</summary>
public enum Standing
{
    /// <summary>Where everybody begins.</summary>
    Newcomer,

    /// <summary>Stayed a few days, wrote a few comments, and was answered or endorsed.</summary>
    Member,

    /// <summary>Took part on half the days of a season, and was endorsed by many.</summary>
    Trusted,
}

/// <summary>Somebody found a comment good: a vote for it, by whom and when.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who: the commenter, on the same site.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct Endorsement(DateTimeOffset At, Guid By);

/// <summary>What is known of a commenter on one site, as far as their standing follows from it.</summary>
/// <remarks>
/// It holds what stands now: a comment that was taken away, or a vote that was taken back, is in none of the lists.
/// Moments after the one that is asked about do not matter. Nobody's own votes or answers to themselves are in it, and
/// people are accounts: a guest is a browser, and browsers are cheap (docs/decisions/0015-standing.md).
/// </remarks>
public sealed record CommenterHistory
{
    /// <summary>Nothing yet.</summary>
    public static CommenterHistory None { get; } = new();

    /// <summary>When they first wrote a comment, whatever became of it; null for never.</summary>
    public DateTimeOffset? FirstCommentAt { get; init; }

    /// <summary>When each comment was written that everybody can read now; the earliest <see cref="StandingRule.MemberComments"/> suffice.</summary>
    public IReadOnlyList<DateTimeOffset> Comments { get; init; } = [];

    /// <summary>Who answered, and when first; the earliest <see cref="StandingRule.MemberPeople"/> suffice.</summary>
    public IReadOnlyList<Endorsement> Answers { get; init; } = [];

    /// <summary>Votes for their comments.</summary>
    public IReadOnlyList<Endorsement> Endorsements { get; init; } = [];

    /// <summary>Moments at which they took part: wrote a comment that stands, or voted.</summary>
    public IReadOnlyList<DateTimeOffset> TookPart { get; init; } = [];

    /// <summary>Moments at which a restriction began, or was in force, that a moderator or the ladder put on them.</summary>
    public IReadOnlyList<DateTimeOffset> Sanctions { get; init; } = [];
}

/// <summary>How far somebody is from <see cref="Standing.Member"/>: what is still missing, zero where nothing is.</summary>
/// <param name="Time">Time since the first comment.</param>
/// <param name="Comments">Comments that stand.</param>
/// <param name="People">People who answered or endorsed.</param>
public sealed record ToMember(TimeSpan Time, int Comments, int People)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsReached => Time <= TimeSpan.Zero && Comments == 0 && People == 0;
}

/// <summary>How far somebody is from <see cref="Standing.Trusted"/>: what is still missing, zero where nothing is.</summary>
/// <param name="Days">Days of taking part, among the last <see cref="StandingRule.Season"/>.</param>
/// <param name="Endorsements">Endorsements, in the same time.</param>
/// <param name="People">People who endorsed, in the same time.</param>
/// <param name="EndorsedDays">Days on which somebody endorsed, in the same time.</param>
/// <param name="Unrestricted">Time until the last restriction is far enough away.</param>
public sealed record ToTrusted(int Days, int Endorsements, int People, int EndorsedDays, TimeSpan Unrestricted)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsReached => Days == 0 && Endorsements == 0 && People == 0 && EndorsedDays == 0 && Unrestricted <= TimeSpan.Zero;
}

/// <summary>A commenter's standing at a moment, and what comes next.</summary>
/// <param name="Standing">The standing.</param>
/// <param name="ToMember">What is missing to be a member.</param>
/// <param name="ToTrusted">What is missing to be trusted.</param>
/// <param name="DaysLeft">For somebody trusted who has fallen below nine tenths of a line: the days after which trust ends; null otherwise.</param>
public sealed record StandingNow(Standing Standing, ToMember ToMember, ToTrusted ToTrusted, int? DaysLeft);

/// <summary>How standing follows from a history.</summary>
/// <remarks>
/// <para>Member: three days since the first comment, five comments that stand, answers or endorsements from three
/// different people. Trusted: a member who in the last 100 days took part on 50, and had 20 endorsements from 10 people
/// on 5 days, without a restriction in 180 days. Trust ends when any of these four has been below nine tenths of its
/// line at the end of 14 days in a row, and at once with a restriction or with membership.</para>
/// <para>Taking part is writing a comment that stands, or voting: days of mere reading are not known, and finding out
/// would mean to watch readers. A day is a day in UTC. The last <see cref="Horizon"/> are looked at.</para>
/// <para>Lines and grace: Discourse's trust levels 1 to 3, which count visits where this counts taking part. Better than
/// a sum of points: it cannot be bought by volume, it fades, and each line can be said in words.</para>
/// <para>It limits only what its owner does next. Nobody's place, votes or visibility ever follow from it.</para>
/// </remarks>
public static class StandingRule
{
    /// <summary>How long after the first comment somebody can be a member.</summary>
    public static readonly TimeSpan MemberAfter = TimeSpan.FromDays(3);

    /// <summary>How many comments of a member stand.</summary>
    public const int MemberComments = 5;

    /// <summary>How many different people answered or endorsed a member.</summary>
    public const int MemberPeople = 3;

    /// <summary>How many days the lines of trust look back.</summary>
    public const int Season = 100;

    /// <summary>On how many of them somebody trusted took part.</summary>
    public const int TrustedDays = 50;

    /// <summary>How many endorsements they had in that time.</summary>
    public const int TrustedEndorsements = 20;

    /// <summary>From how many people.</summary>
    public const int TrustedPeople = 10;

    /// <summary>On how many different days.</summary>
    public const int TrustedEndorsedDays = 5;

    /// <summary>How long after a restriction somebody can be trusted.</summary>
    public static readonly TimeSpan Unrestricted = TimeSpan.FromDays(180);

    /// <summary>How many days in a row below nine tenths of a line end trust.</summary>
    public const int Grace = 14;

    /// <summary>How many days are looked at: trust that was not once whole within them is not known any more.</summary>
    /// <remarks>It bounds what has to be read for somebody who has been here for decades.</remarks>
    public const int Horizon = 730;

    /// <summary>The standing at <paramref name="now"/>. The same history and moment always give the same.</summary>
    public static StandingNow Of(CommenterHistory history, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(history);
        var season = new SeasonWindow(history, now);
        var (isTrusted, faded) = (false, 0);
        for (var day = season.First; day < season.Today; day++)
        {
            season.MoveTo(day);
            if (!MayBeTrusted(history, SeasonWindow.EndOf(day))) (isTrusted, faded) = (false, 0);
            else if (season.Missing.IsReached) (isTrusted, faded) = (true, 0);
            else if (isTrusted) faded = season.IsFaded ? faded + 1 : 0;
            if (faded >= Grace) (isTrusted, faded) = (false, 0);
        }

        // A day that is not over can still be mended: it gives trust, and ends none by what it lacks so far.
        season.MoveTo(season.Today);
        var end = now + TimeSpan.FromTicks(1);
        isTrusted = MayBeTrusted(history, end) && (isTrusted || season.Missing.IsReached);
        var toMember = MissingToMember(history, end);
        return new StandingNow(
            isTrusted ? Standing.Trusted : toMember.IsReached ? Standing.Member : Standing.Newcomer,
            toMember, season.Missing with { Unrestricted = MissingUnrestricted(history, end) },
            isTrusted && season.IsFaded ? Grace - faded : null);
    }

    private static bool MayBeTrusted(CommenterHistory history, DateTimeOffset end) =>
        MissingToMember(history, end).IsReached && MissingUnrestricted(history, end) == TimeSpan.Zero;

    private static ToMember MissingToMember(CommenterHistory history, DateTimeOffset end)
    {
        var time = history.FirstCommentAt is { } first && first < end ? end - first : TimeSpan.Zero;
        var people = history.Answers.Concat(history.Endorsements).Where(e => e.At < end).Select(e => e.By).Distinct().Take(MemberPeople).Count();
        return new ToMember(
            Positive(MemberAfter - time), Math.Max(0, MemberComments - history.Comments.Count(at => at < end)), MemberPeople - people);
    }

    private static TimeSpan MissingUnrestricted(CommenterHistory history, DateTimeOffset end)
    {
        var last = history.Sanctions.Where(at => at < end).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        return last == DateTimeOffset.MinValue ? TimeSpan.Zero : Positive(last + Unrestricted - end);
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
