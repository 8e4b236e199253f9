using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Parley.Tests.Moderation.Guarantees;

/// <summary>What the room is promised, held against ten thousand rooms, and each promise against a reality that breaks it.</summary>
public sealed class GuaranteeTests
{
    [Fact]
    public void No_restriction_of_one_person_costs_anybody_else_anything_in_ten_thousand_rooms()
    {
        // Printed with what failed, so that the same room can be looked at again.
        var config = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_261_126, 1), null)));
        Prop.ForAll(
            Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var room = RandomRoom.Of(seed);
                var broken = Promises.Broken(new Reality(), room, room.RestrictionOf(seed));
                return (broken.Count == 0).Label($"The room of seed {seed} was promised {string.Join(", ", broken)}.");
            }).Check(config);
    }

    [Fact]
    public void It_would_prove_nothing_if_the_rooms_had_nothing_in_them()
    {
        var rooms = Enumerable.Range(1, 500).Select(seed => (Room: RandomRoom.Of(seed), Restriction: RandomRoom.Of(seed).RestrictionOf(seed))).ToList();
        Assert.True(rooms.Count(r => r.Restriction.Level == Core.Moderation.RestrictionLevel.Quieted && r.Room.Comments.Any(c => c.CommenterId == r.Room.Person)) > 100);
        Assert.True(rooms.Count(r => r.Room.Comments.Any(c => r.Room.Comments.Any(p => p.Id == c.ParentId && p.CommenterId == r.Room.Person && c.CommenterId != p.CommenterId))) > 100);
        Assert.Contains(rooms, r => r.Room.Comments.Count > 100);
        Assert.Contains(rooms, r => r.Room.Authors.Count > 20);
    }

    public static TheoryData<string> All() => [.. Broken.All.Select(b => b.Promise)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_reality_that_breaks_a_promise_is_caught(string promise)
    {
        var broken = Broken.All.Single(b => b.Promise == promise);
        Assert.True(
            Enumerable.Range(1, 1_000).Any(seed =>
            {
                var room = RandomRoom.Of(seed);
                return Promises.Broken(broken.Reality, room, room.RestrictionOf(seed)).Contains(promise);
            }),
            $"{promise}: {broken.How}, and nobody noticed.");
    }
}
