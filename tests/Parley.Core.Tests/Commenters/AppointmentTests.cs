using Parley.Core.Commenters;

namespace Parley.Core.Tests.Commenters;

public sealed class AppointmentTests
{
    private static readonly string[] Some = ["chess", "harbour", "politics"];

    [Fact]
    public void The_highest_role_that_holds_everywhere_counts_and_otherwise_the_sections_does()
    {
        Assert.Null(Appointment.Of([]));
        Assert.Equal(RoleKind.Editor, Appointment.Of([RoleOf(RoleKind.Moderator), RoleOf(RoleKind.Editor)])!.Kind);
        var mixed = Appointment.Of([RoleOf(RoleKind.Editor, "chess"), RoleOf(RoleKind.Moderator)])!;
        Assert.Equal((RoleKind.Moderator, true), (mixed.Kind, mixed.Reach.IsEverywhere));
        var section = Appointment.Of([RoleOf(RoleKind.Editor, "chess"), RoleOf(RoleKind.Flagger)])!;
        Assert.Equal((RoleKind.Editor, "chess"), (section.Kind, section.Reach.ToString()));
        Assert.Equal(RoleKind.Flagger, Appointment.Of([RoleOf(RoleKind.Flagger)])!.Kind);
    }

    [Fact]
    public void Nobody_gives_a_role_as_high_as_their_own_or_where_their_own_does_not_hold()
    {
        var kinds = Enum.GetValues<RoleKind>();
        foreach (var (own, other) in kinds.SelectMany(_ => kinds, (own, other) => (own, other)))
        {
            foreach (var (here, there) in Reaches().SelectMany(_ => Reaches(), (here, there) => (here, there)))
            {
                var may = new Appointment(own, here).MayChange(other, there);
                Assert.Equal(own >= RoleKind.Editor && other < own && here.Covers(there), may);
            }
        }
    }

    [Fact]
    public void One_reach_covers_another_exactly_where_it_covers_every_story_of_it()
    {
        foreach (var (one, other) in Reaches().SelectMany(_ => Reaches(), (one, other) => (one, other)))
        {
            string?[] stories = [null, .. Some, "elsewhere"];
            Assert.Equal(stories.Where(other.Covers).All(one.Covers), one.Covers(other));
            Assert.Equal(one.Sections, Reach.Read(one.ToString()).Sections);
        }
    }

    private static IEnumerable<Reach> Reaches() => Enumerable.Range(0, 8).Select(bits => Reach.Of(Some.Where((_, i) => (bits & (1 << i)) != 0)));

    private static Role RoleOf(RoleKind kind, string sections = "") => new() { Kind = kind, Sections = sections };
}
