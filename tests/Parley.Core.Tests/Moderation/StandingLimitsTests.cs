using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Commenters;
using Parley.Core.Moderation;

namespace Parley.Core.Tests.Moderation;

public sealed class StandingLimitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whoever_said_nothing_lately_may_speak_whatever_their_standing()
    {
        foreach (var (standing, isReply) in from standing in Enum.GetValues<Standing>() from isReply in (bool[])[false, true] select (standing, isReply))
            Assert.Null(StandingLimits.OfComment(standing, new Recently(isReply, HasBegunHere: false, []), Now));
    }

    [Fact]
    public void A_newcomer_begins_one_branch_beneath_a_story_and_answers_all_the_same()
    {
        Assert.Equal((Refusal.BegunHere, null), StandingLimits.OfComment(Standing.Newcomer, new Recently(false, HasBegunHere: true, []), Now));
        Assert.Null(StandingLimits.OfComment(Standing.Newcomer, new Recently(true, HasBegunHere: true, []), Now));
        Assert.Null(StandingLimits.OfComment(Standing.Member, new Recently(false, HasBegunHere: true, []), Now));
    }

    [Theory]
    [InlineData(Standing.Newcomer, false, 1, 119, 120)]
    [InlineData(Standing.Newcomer, false, 3, 86_399, 86_400)]
    [InlineData(Standing.Newcomer, true, 10, 86_399, 86_400)]
    [InlineData(Standing.Member, false, 10, 3_599, 3_600)]
    [InlineData(Standing.Member, true, 30, 3_599, 3_600)]
    [InlineData(Standing.Trusted, false, 60, 3_599, 3_600)]
    [InlineData(Standing.Trusted, true, 60, 3_599, 3_600)]
    public void The_first_of_too_many_opens_the_way_again_when_it_is_long_enough_ago(Standing standing, bool isReply, int many, int tooSoon, int enough)
    {
        var (at, later) = (Said(TimeSpan.FromSeconds(tooSoon)), Said(TimeSpan.FromSeconds(enough)));
        Assert.Equal((Refusal.PaceOfStanding, Now.AddSeconds(1)), StandingLimits.OfComment(standing, at, Now));
        Assert.Null(StandingLimits.OfComment(standing, later, Now));

        // The first of them is the oldest; the others are a little younger, but not so that a newcomer's pace counts.
        Recently Said(TimeSpan ago) => new(isReply, false, [.. Enumerable.Range(0, many).Select(i => (Now - ago + (many > 1 ? TimeSpan.FromSeconds(i) : TimeSpan.Zero), isReply))]);
    }

    [Fact]
    public void A_higher_standing_never_limits_what_a_lower_one_lets_through() => Prop.ForAll(
        Lately(),
        recently =>
        {
            var passed = Enum.GetValues<Standing>().Order().Select(s => StandingLimits.OfComment(s, recently, Now) is null).ToList();
            return (!passed[0] || passed[1]) && (!passed[1] || passed[2]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void When_it_says_it_would_be_taken_it_is_taken() => Prop.ForAll(
        Lately(),
        recently => Enum.GetValues<Standing>().All(s => StandingLimits.OfComment(s, recently, Now) is not ({ }, { } until)
            || StandingLimits.OfComment(s, recently, until) is null)).QuickCheckThrowOnFailure();

    [Fact]
    public void Whoever_wears_a_badge_and_whoever_mends_what_is_there_is_not_counted()
    {
        var busy = new ScreeningFacts
        {
            Text = new ScreenedText([], 0, null),
            Room = new Room(true, [], null, null),
            HasAccount = true,
            Recently = new Recently(false, HasBegunHere: true, [(Now, false)]),
        };
        Assert.Equal(Refusal.BegunHere, Assert.IsType<Verdict.Refuse>(Screening.Screen(busy, Now)).Why);
        Assert.IsType<Verdict.Publish>(Screening.Screen(busy with { IsEdit = true }, Now));
        Assert.IsType<Verdict.Publish>(Screening.Screen(busy with { Badge = Badge.Author }, Now));
        Assert.IsType<Verdict.Publish>(Screening.Screen(busy with { Recently = null }, Now));
    }

    private static Arbitrary<Recently> Lately()
    {
        var said = from ago in Gen.Choose(0, 90_000) from isReply in Gen.Elements(false, true) select (Now - TimeSpan.FromSeconds(ago), isReply);
        return (
            from count in Gen.Choose(0, 70)
            from all in said.ListOf(count)
            from isReply in Gen.Elements(false, true)
            from hasBegun in Gen.Elements(false, true)
            select new Recently(isReply, hasBegun, [.. all])).ToArbitrary();
    }
}
