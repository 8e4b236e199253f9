using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Moderation;

namespace Parley.Core.Tests.Moderation;

public sealed class UrgencyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void More_harm_a_longer_wait_and_more_who_read_it_never_come_later() =>
        Prop.ForAll(
            (from facts in Facts() from more in Gen.Choose(1, 50) select (facts, more)).ToArbitrary(),
            pair =>
            {
                var (facts, more) = pair;
                var before = Urgency.Of(facts, Now).Total;
                return Urgency.Of(facts with { Harm = facts.Harm + more }, Now).Total >= before
                    && Urgency.Of(facts with { Since = facts.Since - TimeSpan.FromHours(more) }, Now).Total >= before
                    && Urgency.Of(facts with { Answers = facts.Answers + more }, Now).Total >= before
                    && Urgency.Of(facts with { IsRead = true }, Now).Total >= Urgency.Of(facts with { IsRead = false }, Now).Total;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_starves_whatever_waits_long_enough_comes_before_whatever_is_new() =>
        Prop.ForAll(
            (from old in Facts() from fresh in Facts() select (old, fresh)).ToArbitrary(),
            pair =>
            {
                var urgent = Urgency.Of(pair.fresh with { Since = Now }, Now).Total;
                return Urgency.Of(pair.old with { Since = Now - (Urgency.HalfDay * (urgent + 1)) }, Now).Total > urgent;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Readers_who_disagree_make_it_more_urgent_than_as_many_who_agree()
    {
        var torn = new QueueFacts(Now, 2, For: 10, Against: 10, IsRead: true);
        Assert.True(Urgency.Of(torn, Now).Total > Urgency.Of(torn with { For = 20, Against = 0 }, Now).Total);
        Assert.Equal(Urgency.MostDisagreement, Urgency.Of(torn, Now).Disagreement);
        // Two who disagree are no disagreement of readers yet.
        Assert.True(Urgency.Of(torn with { For = 1, Against = 1 }, Now).Disagreement < 0.5);
    }

    [Fact]
    public void What_nobody_reads_reaches_nobody() => Assert.Equal(0, Urgency.Of(new QueueFacts(Now, 9, 100, 100, 3), Now).Reach);

    [Fact]
    public void A_threat_weighs_twice_what_an_insult_does_and_a_held_word_three_times_a_look()
    {
        Assert.Equal(2 * Urgency.HarmOf(1, ReasonClass.Insult), Urgency.HarmOf(1, ReasonClass.Threat));
        Assert.Equal(Urgency.MostOfFlags, Urgency.HarmOf(1_000, ReasonClass.Threat));
        Assert.Equal(3, Urgency.HarmOf([Found(WordList.Held)]));
        Assert.Equal(1, Urgency.HarmOf([Found(WordList.Look)]));
        Assert.Equal(0.5, Urgency.HarmOf([Found(WordList.Look, isNear: true)]));
        Assert.Equal(9, Urgency.HarmOf(Enumerable.Repeat(Found(WordList.Held), 50)));
        Assert.Equal(5, Urgency.HarmOf([HoldReason.Flood, HoldReason.Words], [Found(WordList.Held)]));
        Assert.All(Enum.GetValues<HoldReason>(), r => Assert.True(Urgency.HarmOf([r], []) >= 0));
        Assert.True(Urgency.HarmOf(RestrictionLevel.Removed) > Urgency.HarmOf(RestrictionLevel.Slowed));
        Assert.True(Urgency.HarmOf(RestrictionLevel.Slowed) > Urgency.HarmOf((RestrictionLevel?)null));
    }

    private static Finding Found(WordList list, bool isNear = false) => new(0, 1, list, "x", null, isNear);

    private static Gen<QueueFacts> Facts() =>
        from harm in Gen.Choose(0, 40)
        from hours in Gen.Choose(0, 400)
        from answers in Gen.Choose(0, 500)
        from up in Gen.Choose(0, 500)
        from down in Gen.Choose(0, 500)
        from isRead in Gen.Elements(true, false)
        select new QueueFacts(Now - TimeSpan.FromHours(hours), harm / 4.0, answers, up, down, isRead);
}
