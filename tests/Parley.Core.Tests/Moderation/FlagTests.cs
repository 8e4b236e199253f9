using Parley.Core.Commenters;
using Parley.Core.Moderation;

namespace Parley.Core.Tests.Moderation;

public sealed class FlagTests
{
    [Theory]
    [InlineData(null, 0, 0, 0.5)]
    [InlineData(Standing.Newcomer, 0, 0, 1)]
    [InlineData(Standing.Member, 0, 0, 1)]
    [InlineData(Standing.Trusted, 0, 0, 2)]
    [InlineData(Standing.Member, 0, 2, 0.5)]
    [InlineData(Standing.Member, 0, 6, 0.25)]
    [InlineData(Standing.Member, 6, 2, 0.8)]
    public void A_flag_weighs_by_who_its_reader_is_and_how_often_they_were_right(Standing? standing, int upheld, int dismissed, double weight) =>
        Assert.Equal(weight, Of(standing, upheld, dismissed).Weight, 9);

    [Fact]
    public void However_often_somebody_was_wrong_they_are_still_heard() => Assert.True(Of(null, 0, 10_000).Weight > 0);

    [Fact]
    public void Many_from_one_place_are_heard_as_one()
    {
        var crowd = Enumerable.Range(0, 50).Select(_ => Of(null, 0, 0, 7)).ToList();
        Assert.Equal(0.5, FlagWeight.Of(crowd), 9);
        Assert.Equal(50, FlagWeight.FromOnePlace(crowd.Select(f => f.Flag)));
        Assert.Equal(2.5, FlagWeight.Of([.. crowd, Of(Standing.Trusted, 0, 0, 8)]), 9);
        // Where it is not kept where they came from, each is one.
        var apart = Enumerable.Range(0, 3).Select(_ => Of(Standing.Member, 0, 0)).ToList();
        Assert.Equal(3, FlagWeight.Of(apart), 9);
        Assert.Equal(0, FlagWeight.FromOnePlace(apart.Select(f => f.Flag)));
    }

    [Theory]
    [InlineData(0, 2, false)]
    [InlineData(0, 3, true)]
    [InlineData(3, 3, false)]
    public void Whoever_is_mostly_wrong_is_seen_to_be(int upheld, int dismissed, bool isOften) =>
        Assert.Equal(isOften, Of(null, upheld, dismissed).IsOftenUnfounded);

    [Fact]
    public void Flags_from_three_places_that_stand_for_six_hours_count_half_and_three_of_one_place_do_not()
    {
        var now = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        Flag At(int hour, byte? network = null) => new() { Id = Guid.NewGuid(), At = now.AddHours(hour), Reason = ReasonClass.Insult, NetworkHash = network is { } n ? [n] : null };
        Assert.Null(LadderEvent.Of([At(0), At(1)]));
        Assert.Null(LadderEvent.Of([At(0, 1), At(1, 1), At(2, 1), At(3, 2)]));
        var due = LadderEvent.Of([At(0, 1), At(1, 2), At(2), At(5)])!;
        Assert.Equal((now.AddHours(8), ReasonClass.Insult, true), (due.At, due.Reason, due.IsUndecided));
        Assert.Equal(0.5, Ladder.PointsOf([due], due.At), 9);
        Assert.Equal(0, Ladder.PointsOf([due], due.At.AddSeconds(-1)), 9);
    }

    private static WeighedFlag Of(Standing? standing, int upheld, int dismissed, byte? network = null) =>
        new(new Flag { Id = Guid.NewGuid(), NetworkHash = network is { } n ? [n] : null }, standing, upheld, dismissed);
}
