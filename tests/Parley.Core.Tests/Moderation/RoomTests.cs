using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Core.Tests.Moderation;

public sealed class RoomTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly Site Times = new() { Key = "times", Name = "The Times" };

    private static readonly Story Bridge = new() { Id = Guid.NewGuid(), Key = "bridge", Title = "The bridge", Section = "town", PublishedAt = Now.AddDays(-10) };

    [Fact]
    public void A_measure_holds_from_its_beginning_until_and_not_at_its_end()
    {
        var measure = Measure(Mode.Closed);
        Assert.True(Room.Of(Bridge, Times, [measure], Now.AddTicks(-1)).IsOpen);
        Assert.False(Room.Of(Bridge, Times, [measure], Now).IsOpen);
        Assert.False(Room.Of(Bridge, Times, [measure], measure.EndsAt.AddTicks(-1)).IsOpen);
        Assert.True(Room.Of(Bridge, Times, [measure], measure.EndsAt).IsOpen);
    }

    [Fact]
    public void A_measure_that_was_lifted_holds_no_more()
    {
        var measure = Measure(Mode.AllHeld);
        measure.LiftedAt = Now.AddMinutes(1);
        Assert.Empty(Room.Of(Bridge, Times, [measure], Now.AddMinutes(2)).Measures);
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("town", false, true)]
    [InlineData("sport", false, false)]
    [InlineData(null, true, false)]
    public void Outside_its_place_a_measure_changes_nothing(string? section, bool isOtherStory, bool holds)
    {
        var measure = Measure(Mode.Slow, 60);
        (measure.Section, measure.StoryId) = (section, isOtherStory ? Guid.NewGuid() : null);
        var room = Room.Of(Bridge, Times, [measure], Now);
        Assert.Equal((holds ? 60 : 0, holds ? (DateTimeOffset?)measure.EndsAt : null), (room.Pace, room.Until));
    }

    [Fact]
    public void What_changes_next_is_known_to_the_moment()
    {
        var (now, later) = (Measure(Mode.Slow, 30), Measure(Mode.Closed));
        (later.BeginsAt, later.EndsAt) = (Now.AddMinutes(10), Now.AddMinutes(20));
        Assert.Equal(Now.AddMinutes(10), Room.Of(Bridge, Times, [now, later], Now).Until);
        Assert.Equal(Now.AddMinutes(20), Room.Of(Bridge, Times, [now, later], Now.AddMinutes(10)).Until);
        Assert.Null(Room.Of(Bridge, Times, [now, later], Now.AddHours(2)).Until);
    }

    [Theory]
    [InlineData(null, 10, false)]
    [InlineData(null, 11, true)]
    [InlineData(-1, null, false)]
    [InlineData(1, null, true)]
    [InlineData(1, 1, true)]
    public void A_discussion_closes_by_its_own_time_or_by_its_sites_rule(int? hours, int? days, bool isOpen)
    {
        var site = new Site { Key = "times", Name = "The Times", ClosesAfterDays = days };
        var story = new Story { Key = "bridge", Title = "The bridge", PublishedAt = Now.AddDays(-10), ClosesAt = hours is { } h ? Now.AddHours(h) : null };
        var room = Room.Of(story, site, [], Now);
        Assert.Equal(isOpen, room.IsOpen);
        Assert.Equal(isOpen, room.ClosesAt is not null && room.Until == room.ClosesAt);
    }

    [Fact]
    public void What_asks_most_is_said_first() =>
        Assert.Equal([Mode.AllHeld, Mode.Slow], Room.Of(Bridge, Times, [Measure(Mode.Slow, 60), Measure(Mode.AllHeld)], Now).Measures.Select(m => m.Mode));

    private static RoomMeasure Measure(Mode mode, int pace = 0) => new() { Mode = mode, Pace = pace, Reason = "A quarrel", BeginsAt = Now, EndsAt = Now.AddHours(1) };
}
