using Parley.Core.Commenters;
using Parley.Core.Sites;

namespace Parley.Core.Moderation;

/// <summary>What is asked of every comment before anybody reads it, new or changed: an ordered list of checks.</summary>
/// <remarks>
/// The checks run in their order. The first that refuses ends it; all reasons to wait are collected. The same facts and
/// moment always give the same verdict. A check that could not be made is a reason to wait.
/// </remarks>
public static class Screening
{
    /// <summary>Within which time nobody says the same twice on a site.</summary>
    public static readonly TimeSpan RepetitionWithin = TimeSpan.FromHours(24);

    /// <summary>Within which time the same from several people is a flood.</summary>
    public static readonly TimeSpan FloodWithin = TimeSpan.FromHours(1);

    /// <summary>From how many others on: two friends may share a sentence, three copies are a campaign.</summary>
    public const int Flood = 2;

    /// <summary>How many links somebody who is no newcomer may set unseen.</summary>
    public const int MostLinks = 3;

    private static readonly IReadOnlyList<Func<ScreeningFacts, DateTimeOffset, Outcome?>> Checks =
    [
        StoryIsOpen,
        WriterMayWrite,
        WriterIsNotHeld,
        PaceOfStandingIsKept,
        PaceOfTheRoomIsKept,
        IsNoRepetition,
        IsNoFlood,
        HasNoBannedWords,
        HasNoHeldWords,
        HasFewLinks,
        IsByNoNewcomer,
        IsByNoGuest,
        RoomIsNotHeld,
        IsWhatWasApproved,
    ];

    /// <summary>Screens a draft, or a change of a comment, at <paramref name="now"/>.</summary>
    public static Verdict Screen(ScreeningFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var findings = facts.Text.Findings ?? [];
        var reasons = new List<HoldReason>();
        foreach (var check in Checks)
        {
            if (check(facts, now) is not { } outcome) continue;
            if (outcome.Refusal is { } why) return new Verdict.Refuse(why, outcome.Until, findings);
            if (outcome.Reason is { } reason) reasons.Add(reason);
        }

        return reasons.Count == 0 ? new Verdict.Publish(findings) : new Verdict.Hold(reasons, findings);
    }

    private static Outcome? StoryIsOpen(ScreeningFacts facts, DateTimeOffset now) =>
        // Whoever may still change their comment may do so in a discussion that has closed meanwhile.
        facts.Room.IsOpen || facts.IsEdit ? null : Refuse(Refusal.StoryClosed);

    private static Outcome? WriterMayWrite(ScreeningFacts facts, DateTimeOffset now)
    {
        if (facts.Restricted is not { } writer) return null;

        var limit = facts.IsEdit ? Limits.OfChange(writer.Restriction, facts.Text.Links) : Limits.OfComment(writer, facts.Text.Links, now);
        return limit is { } found ? Refuse(found.Why, found.Until) : null;
    }

    private static Outcome? WriterIsNotHeld(ScreeningFacts facts, DateTimeOffset now) =>
        facts.Restricted is { } writer && Limits.Holding(writer.Restriction.Level, facts.Text.Links) is { } reason ? Hold(reason) : null;

    private static Outcome? PaceOfStandingIsKept(ScreeningFacts facts, DateTimeOffset now)
    {
        if (facts.IsEdit || facts.Badge != Badge.None || facts.Recently is not { } recently) return null;

        return StandingLimits.OfComment(facts.Standing, recently, now) is { } found ? Refuse(found.Why, found.Until) : null;
    }

    private static Outcome? PaceOfTheRoomIsKept(ScreeningFacts facts, DateTimeOffset now)
    {
        if (facts.IsEdit || !facts.IsPaced || facts.Badge != Badge.None || facts.Room.Pace == 0) return null;

        return facts.LastHereAt?.AddSeconds(facts.Room.Pace) is { } next && now < next ? Refuse(Refusal.TooSoon, next) : null;
    }

    private static Outcome? IsNoRepetition(ScreeningFacts facts, DateTimeOffset now) =>
        facts.IsRepeated && !facts.IsEdit ? Refuse(Refusal.Repeated) : null;

    private static Outcome? IsNoFlood(ScreeningFacts facts, DateTimeOffset now) =>
        facts.OthersWhoSaidTheSame >= Flood ? Hold(HoldReason.Flood) : null;

    private static Outcome? HasNoBannedWords(ScreeningFacts facts, DateTimeOffset now)
    {
        if (facts.Text.Findings is not { } findings) return Hold(HoldReason.CheckFailed);

        // What only looks like a word is a hint for moderators, and no ground for anything.
        return findings.Any(f => f is { List: WordList.Banned, IsNear: false }) ? Refuse(Refusal.BannedWords) : null;
    }

    private static Outcome? HasNoHeldWords(ScreeningFacts facts, DateTimeOffset now) =>
        facts.Text.Findings?.Any(f => f is { List: WordList.Held, IsNear: false }) == true ? Hold(HoldReason.Words) : null;

    private static Outcome? HasFewLinks(ScreeningFacts facts, DateTimeOffset now)
    {
        var most = facts.Badge != Badge.None || facts.Standing != Standing.Newcomer ? Math.Max(MostLinks, facts.NewcomersLinks) : facts.NewcomersLinks;
        // Somebody slowed waits for it already.
        return facts.Text.Links > most && facts.Restricted?.Restriction.Level != RestrictionLevel.Slowed ? Hold(HoldReason.Links) : null;
    }

    private static Outcome? IsByNoNewcomer(ScreeningFacts facts, DateTimeOffset now) =>
        facts is { Badge: Badge.None, Standing: Standing.Newcomer } && (facts.HoldsNewcomers || facts.Room.Is(Mode.NewcomersHeld))
            ? Hold(HoldReason.Newcomer)
            : null;

    private static Outcome? IsByNoGuest(ScreeningFacts facts, DateTimeOffset now) =>
        !facts.HasAccount && facts.Guests == GuestRule.Held ? Hold(HoldReason.Guest) : null;

    private static Outcome? RoomIsNotHeld(ScreeningFacts facts, DateTimeOffset now) =>
        facts.Room.Is(Mode.AllHeld) && facts.Badge == Badge.None ? Hold(HoldReason.Room) : null;

    // An approval is for one text: a letter may be mended, not the sense.
    private static Outcome? IsWhatWasApproved(ScreeningFacts facts, DateTimeOffset now) =>
        facts.IsUnlikeApproved ? Hold(HoldReason.Approved) : null;

    private static Outcome Refuse(Refusal why, DateTimeOffset? until = null) => new(why, until, null);

    private static Outcome Hold(HoldReason reason) => new(null, null, reason);

    private sealed record Outcome(Refusal? Refusal, DateTimeOffset? Until, HoldReason? Reason);
}
