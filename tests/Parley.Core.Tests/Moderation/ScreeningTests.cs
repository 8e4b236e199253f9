using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Sites;

namespace Parley.Core.Tests.Moderation;

public sealed class ScreeningTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly ScreeningFacts Plain = new()
    {
        Text = new ScreenedText([], 0, null),
        Room = new Room(true, [], null, null),
        HasAccount = true,
        Standing = Standing.Member,
    };

    [Fact]
    public void What_nothing_speaks_against_is_published() => Assert.IsType<Verdict.Publish>(Screening.Screen(Plain, Now));

    [Fact]
    public void A_closed_room_takes_nothing_new_but_lets_what_is_there_be_mended()
    {
        var closed = Plain with { Room = new Room(false, [], null, null) };
        Assert.Equal(Refusal.StoryClosed, Assert.IsType<Verdict.Refuse>(Screening.Screen(closed, Now)).Why);
        Assert.IsType<Verdict.Publish>(Screening.Screen(closed with { IsEdit = true }, Now));
    }

    [Fact]
    public void All_reasons_to_wait_are_collected_in_the_order_of_the_checks()
    {
        var facts = Plain with
        {
            Text = new ScreenedText([Found(WordList.Held)], 9, null),
            Standing = Standing.Newcomer,
            HasAccount = false,
            Guests = GuestRule.Held,
            HoldsNewcomers = true,
            OthersWhoSaidTheSame = 2,
            Room = new Room(true, [Measure(Mode.AllHeld)], null, null),
        };
        Assert.Equal(
            [HoldReason.Flood, HoldReason.Words, HoldReason.Links, HoldReason.Newcomer, HoldReason.Guest, HoldReason.Room],
            Assert.IsType<Verdict.Hold>(Screening.Screen(facts, Now)).Reasons);
    }

    [Fact]
    public void The_first_refusal_ends_it()
    {
        var facts = Plain with { Text = new ScreenedText([Found(WordList.Banned), Found(WordList.Held)], 9, null), IsRepeated = true };
        Assert.Equal(Refusal.Repeated, Assert.IsType<Verdict.Refuse>(Screening.Screen(facts, Now)).Why);
        Assert.Equal(Refusal.BannedWords, Assert.IsType<Verdict.Refuse>(Screening.Screen(facts with { IsRepeated = false }, Now)).Why);
    }

    [Fact]
    public void A_check_that_fails_publishes_nothing()
    {
        var facts = Plain with { Text = new ScreenedText(null, 0, null) };
        Assert.Equal([HoldReason.CheckFailed], Assert.IsType<Verdict.Hold>(Screening.Screen(facts, Now)).Reasons);
    }

    [Theory]
    [InlineData(WordList.Banned)]
    [InlineData(WordList.Held)]
    [InlineData(WordList.Look)]
    public void What_only_looks_like_a_word_decides_nothing(WordList list)
    {
        var found = Found(list) with { IsNear = true };
        Assert.Equal([found], Assert.IsType<Verdict.Publish>(Screening.Screen(Plain with { Text = new ScreenedText([found], 0, null) }, Now)).Findings);
    }

    [Fact]
    public void Words_to_look_at_are_published_and_marked() =>
        Assert.Single(Assert.IsType<Verdict.Publish>(Screening.Screen(Plain with { Text = new ScreenedText([Found(WordList.Look)], 0, null) }, Now)).Findings);

    [Theory]
    [InlineData(Standing.Newcomer, Badge.None, 0, 0, true)]
    [InlineData(Standing.Newcomer, Badge.None, 0, 1, false)]
    [InlineData(Standing.Newcomer, Badge.None, 2, 2, true)]
    [InlineData(Standing.Newcomer, Badge.None, 2, 3, false)]
    [InlineData(Standing.Member, Badge.None, 0, 3, true)]
    [InlineData(Standing.Member, Badge.None, 0, 4, false)]
    [InlineData(Standing.Member, Badge.None, 5, 5, true)]
    [InlineData(Standing.Newcomer, Badge.Author, 0, 3, true)]
    public void Links_wait_beyond_what_the_standing_allows(Standing standing, Badge badge, int newcomers, int links, bool isPublished)
    {
        var facts = Plain with { Standing = standing, Badge = badge, NewcomersLinks = newcomers, Text = new ScreenedText([], links, null) };
        Assert.Equal(isPublished, Screening.Screen(facts, Now) is Verdict.Publish);
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void In_a_slow_room_everybody_waits_their_pace_to_the_second(int seconds, bool isTaken)
    {
        var facts = Plain with { Room = new Room(true, [Measure(Mode.Slow, 60), Measure(Mode.Slow, 30)], null, null), LastHereAt = Now.AddSeconds(-seconds) };
        var verdict = Screening.Screen(facts, Now);
        Assert.Equal(isTaken, verdict is Verdict.Publish);
        if (!isTaken) Assert.Equal((Refusal.TooSoon, Now.AddSeconds(1)), (((Verdict.Refuse)verdict).Why, ((Verdict.Refuse)verdict).Until));
        Assert.IsType<Verdict.Publish>(Screening.Screen(facts with { IsPaced = false }, Now));
        Assert.IsType<Verdict.Publish>(Screening.Screen(facts with { Badge = Badge.Staff }, Now));
        Assert.IsType<Verdict.Publish>(Screening.Screen(facts with { IsEdit = true }, Now));
    }

    [Fact]
    public void Newcomers_alone_wait_where_newcomers_are_looked_at()
    {
        var facts = Plain with { Room = new Room(true, [Measure(Mode.NewcomersHeld)], null, null) };
        Assert.IsType<Verdict.Publish>(Screening.Screen(facts, Now));
        Assert.Equal([HoldReason.Newcomer], Assert.IsType<Verdict.Hold>(Screening.Screen(facts with { Standing = Standing.Newcomer }, Now)).Reasons);
        Assert.IsType<Verdict.Publish>(Screening.Screen(facts with { Standing = Standing.Newcomer, Badge = Badge.Expert }, Now));
    }

    [Fact]
    public void An_approval_is_for_one_text() =>
        Assert.Equal([HoldReason.Approved], Assert.IsType<Verdict.Hold>(Screening.Screen(Plain with { IsEdit = true, IsUnlikeApproved = true }, Now)).Reasons);

    [Fact]
    public void One_other_with_the_same_words_is_no_flood_and_two_are()
    {
        Assert.IsType<Verdict.Publish>(Screening.Screen(Plain with { OthersWhoSaidTheSame = 1 }, Now));
        Assert.Equal([HoldReason.Flood], Assert.IsType<Verdict.Hold>(Screening.Screen(Plain with { OthersWhoSaidTheSame = 2 }, Now)).Reasons);
    }

    private static Finding Found(WordList list) => new(0, 4, list, "word", null, false);

    private static RoomMeasure Measure(Mode mode, int pace = 0) => new() { Mode = mode, Pace = pace, Reason = "A quarrel", BeginsAt = Now, EndsAt = Now.AddHours(1) };
}
