using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Commenters;

namespace Parley.Core.Tests.Commenters;

public sealed class StandingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Everybody_begins_as_a_newcomer_and_is_told_what_a_member_is()
    {
        var now = StandingRule.Of(CommenterHistory.None, Start);
        Assert.Equal(Standing.Newcomer, now.Standing);
        Assert.Equal(new ToMember(TimeSpan.FromDays(3), 5, 3), now.ToMember with { Time = TimeSpan.FromDays(Math.Round(now.ToMember.Time.TotalDays)) });
        Assert.Equal(new ToTrusted(50, 20, 10, 5, TimeSpan.Zero), now.ToTrusted);
    }

    [Fact]
    public void Three_days_five_comments_and_three_people_make_a_member_and_nothing_less_does()
    {
        var history = new CommenterHistory
        {
            FirstCommentAt = Start,
            Comments = [.. Enumerable.Range(0, 5).Select(i => Start.AddHours(i))],
            Answers = [new(Start.AddHours(1), Person(1)), new(Start.AddHours(2), Person(2)), new(Start.AddHours(3), Person(2))],
            Endorsements = [new(Start.AddHours(4), Person(3))],
        };
        Assert.Equal(Standing.Member, StandingRule.Of(history, Start.AddDays(3)).Standing);
        Assert.Equal(Standing.Newcomer, StandingRule.Of(history, Start.AddDays(3).AddSeconds(-1)).Standing);
        Assert.Equal(Standing.Newcomer, StandingRule.Of(history with { Comments = [.. history.Comments.Skip(1)] }, Start.AddDays(3)).Standing);
        Assert.Equal(Standing.Newcomer, StandingRule.Of(history with { Endorsements = [new(Start, Person(2))] }, Start.AddDays(3)).Standing);
        Assert.Equal(1, StandingRule.Of(history with { Endorsements = [] }, Start.AddDays(3)).ToMember.People);
    }

    [Fact]
    public void Half_a_season_and_many_who_find_it_good_make_somebody_trusted()
    {
        Assert.Equal(Standing.Trusted, StandingRule.Of(Lively(50), Start.AddDays(99)).Standing);
        Assert.Equal(1, StandingRule.Of(Lively(49), Start.AddDays(99)).ToTrusted.Days);
        Assert.Equal(Standing.Member, StandingRule.Of(Lively(49), Start.AddDays(99)).Standing);
        Assert.Equal(Standing.Member, StandingRule.Of(Lively(50, people: 9), Start.AddDays(99)).Standing);
        Assert.Equal(Standing.Member, StandingRule.Of(Lively(50) with { Sanctions = [Start.AddDays(-90)] }, Start.AddDays(88)).Standing);
        Assert.Equal(Standing.Trusted, StandingRule.Of(Lively(50) with { Sanctions = [Start.AddDays(-90)] }, Start.AddDays(91)).Standing);
    }

    [Fact]
    public void Trust_outlasts_a_fortnight_below_nine_tenths_and_not_a_day_longer_and_says_how_long_it_has()
    {
        // Active on days 0 to 49. On day 105 the first six are out of sight: 44 of the 45 that nine tenths are.
        var history = Lively(50);
        Assert.Null(StandingRule.Of(history, Start.AddDays(104)).DaysLeft);
        Assert.Equal((Standing.Trusted, 14), Left(history, 105));
        Assert.Equal((Standing.Trusted, 1), Left(history, 118));
        Assert.Equal(Standing.Member, StandingRule.Of(history, Start.AddDays(119)).Standing);

        // Whoever comes back before keeps it.
        var back = history with { TookPart = [.. history.TookPart, .. Enumerable.Range(90, 15).Select(d => Start.AddDays(d))] };
        Assert.Equal(Standing.Trusted, StandingRule.Of(back, Start.AddDays(119)).Standing);
    }

    [Fact]
    public void A_restriction_ends_trust_at_once() =>
        Assert.Equal(Standing.Member, StandingRule.Of(Lively(80) with { Sanctions = [Start.AddDays(98)] }, Start.AddDays(99)).Standing);

    [Fact]
    public void What_is_to_come_changes_nothing() => Check.One(Generated.Cases(300), Prop.ForAll(Histories(), Moments(), (history, now) =>
        Assert.Equal(StandingRule.Of(history, now), StandingRule.Of(Until(history, now), now))));

    [Fact]
    public void Two_who_ask_are_told_the_same_whatever_the_order_of_what_they_know() => Check.One(Generated.Cases(300), Prop.ForAll(Histories(), Moments(), (history, now) =>
        Assert.Equal(StandingRule.Of(history, now), StandingRule.Of(
            history with
            {
                Comments = [.. history.Comments.Reverse()],
                TookPart = [.. history.TookPart.Reverse()],
                Endorsements = [.. history.Endorsements.Reverse()],
                Answers = [.. history.Answers.Reverse()],
            },
            now))));

    [Fact]
    public void Nothing_good_ever_lowers_a_standing_and_no_restriction_ever_raises_one() => Check.One(Generated.Cases(500), Prop.ForAll(
        Histories(), Moments(), Histories(), (history, now, more) =>
        {
            var better = history with
            {
                Comments = [.. history.Comments, .. more.Comments],
                TookPart = [.. history.TookPart, .. more.TookPart],
                Endorsements = [.. history.Endorsements, .. more.Endorsements],
                Answers = [.. history.Answers, .. more.Answers],
            };
            Assert.True(StandingRule.Of(better, now).Standing >= StandingRule.Of(history, now).Standing);
            var worse = history with { Sanctions = [.. history.Sanctions, .. more.Sanctions] };
            Assert.True(StandingRule.Of(worse, now).Standing <= StandingRule.Of(history, now).Standing);
        }));

    private static (Standing Standing, int? DaysLeft) Left(CommenterHistory history, int day)
    {
        var now = StandingRule.Of(history, Start.AddDays(day));
        return (now.Standing, now.DaysLeft);
    }

    /// <summary>Somebody who takes part on so many days in a row, and is endorsed all along.</summary>
    private static CommenterHistory Lively(int days, int people = 10) => new()
    {
        FirstCommentAt = Start.AddDays(-100),
        Comments = [.. Enumerable.Range(0, 5).Select(i => Start.AddDays(-90 + i))],
        TookPart = [.. Enumerable.Range(0, days).Select(d => Start.AddDays(d))],
        Endorsements = [.. Enumerable.Range(0, 400).Select(i => new Endorsement(Start.AddDays(i % 200), Person((i / 2) % people)))],
        Answers = [.. Enumerable.Range(0, 3).Select(i => new Endorsement(Start.AddDays(-80), Person(i)))],
    };

    private static CommenterHistory Until(CommenterHistory history, DateTimeOffset now) => new()
    {
        FirstCommentAt = history.FirstCommentAt > now ? null : history.FirstCommentAt,
        Comments = [.. history.Comments.Where(at => at <= now)],
        Answers = [.. history.Answers.Where(e => e.At <= now)],
        Endorsements = [.. history.Endorsements.Where(e => e.At <= now)],
        TookPart = [.. history.TookPart.Where(at => at <= now)],
        Sanctions = [.. history.Sanctions.Where(at => at <= now)],
    };

    private static Arbitrary<DateTimeOffset> Moments() => Gen.Choose(0, 24 * 400).Select(h => Start.AddHours(h)).ToArbitrary();

    // Lively ones too: those who do little never come near a line.
    private static Arbitrary<CommenterHistory> Histories() => (
        from hours in Gen.Choose(1, 400)
        from took in Gen.Choose(0, 24 * 400).ListOf(hours)
        from endorsed in Gen.Choose(0, 24 * 400).ListOf(hours / 2)
        from people in Gen.Choose(1, 14)
        from comments in Gen.Choose(0, 24 * 200).ListOf(8)
        from sanctions in Gen.Choose(0, 24 * 400).ListOf(1)
        from isClean in Gen.Choose(0, 3)
        select new CommenterHistory
        {
            FirstCommentAt = Start,
            Comments = [.. comments.Select(h => Start.AddHours(h))],
            TookPart = [.. took.Select(h => Start.AddHours(h))],
            Endorsements = [.. endorsed.Select((h, i) => new Endorsement(Start.AddHours(h), Person(i % people)))],
            Sanctions = isClean > 0 ? [] : [.. sanctions.Select(h => Start.AddHours(h))],
        }).ToArbitrary();

    private static Guid Person(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}
