using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;

namespace Parley.Tests.Moderation.Guarantees;

/// <summary>A reality in which one promise is broken: what other systems do, or what a slip would.</summary>
/// <param name="Promise">The promise that it breaks.</param>
internal sealed record Broken(string Promise, string How, Reality Reality)
{
    public static IReadOnlyList<Broken> All { get; } =
    [
        new("G1", "whoever answered a quieted person is collapsed, too", new CollapsesAnswers()),
        new("G2", "others' branches are ordered anew", new OrdersAnew()),
        new("G3", "what hangs under a quieted comment goes with it", new TakesTheBranch()),
        new("G4", "a quieted person's comments are not counted", new CountsOtherwise()),
        new("G5", "the room closes for one person", new ClosesTheRoom()),
        new("G6", "whoever answered gets points", new SharesPoints()),
        new("G7", "nobody hears of what is said in the room", new SilencesTheRoom()),
        new("G8", "votes that were cast are annulled", new AnnulsVotes()),
        new("G9", "a quotation of the person is taken out of others' words", new CensorsQuotations()),
        new("G10", "what others wrote goes out under another state", new MarksOthers()),
        new("G11", "nobody is told", new TellsNobody()),
        new("G12", "it holds on after its end", new NeverEnds()),
        new("G13", "it holds on after it was lifted", new IsNeverLifted()),
        new("G14", "it holds everywhere", new HoldsEverywhere()),
        new("G16", "a decision about one becomes a measure for all", new MeasuresTheRoom()),
        new("G17", "standing orders what is there", new OrdersByStanding()),
    ];

    private static bool IsLimited(RandomRoom room, DateTimeOffset now) => room.Restrictions.Any(r => r.HoldsAt(now) && r.Covers(room.Story.Id, room.Story.Section));

    private static bool IsQuieted(RandomRoom room) => room.Restrictions.Any(r => r.Level == RestrictionLevel.Quieted);

    private sealed class CollapsesAnswers : Reality
    {
        public override IReadOnlyDictionary<Guid, NamePlate> PlatesOf(RandomRoom room, Room inside)
        {
            var plates = base.PlatesOf(room, inside).ToDictionary(p => p.Key, p => p.Value);
            var quieted = room.Comments.Where(c => inside.Quieted.ContainsKey(c.CommenterId)).Select(c => (Guid?)c.Id).ToHashSet();
            foreach (var answer in room.Comments.Where(c => quieted.Contains(c.ParentId)))
                plates[answer.CommenterId] = plates[answer.CommenterId] with { Quieting = inside.Quieted.Values.First() };
            return plates;
        }
    }

    private sealed class OrdersAnew : Reality
    {
        public override IReadOnlyList<PlacedComment> BranchesOf(RandomRoom room, Room inside, Order order)
        {
            var branches = base.BranchesOf(room, inside, order);
            return inside.Quieted.Count == 0 ? branches : [.. branches.Reverse()];
        }
    }

    private sealed class TakesTheBranch : Reality
    {
        public override IReadOnlyList<Comment> CommentsOf(RandomRoom room, Room inside)
        {
            var gone = new HashSet<Guid>();
            foreach (var comment in room.Comments)
            {
                if (inside.Quieted.ContainsKey(comment.CommenterId) || (comment.ParentId is { } parent && gone.Contains(parent))) _ = gone.Add(comment.Id);
            }

            return [.. room.Comments.Where(c => !gone.Contains(c.Id))];
        }
    }

    private sealed class CountsOtherwise : Reality
    {
        public override int CountOf(RandomRoom room, Room inside) => room.Comments.Count(c => !inside.Quieted.ContainsKey(c.CommenterId));
    }

    private sealed class ClosesTheRoom : Reality
    {
        public override Room RoomOf(RandomRoom room, DateTimeOffset now) => IsLimited(room, now) ? base.RoomOf(room, now) with { IsOpen = false } : base.RoomOf(room, now);
    }

    private sealed class SharesPoints : Reality
    {
        public override double PointsOf(RandomRoom room, Guid author, DateTimeOffset now) => base.PointsOf(room, author, now) + (IsLimited(room, now) ? 1 : 0);
    }

    private sealed class SilencesTheRoom : Reality
    {
        public override Audience AudienceOf(RandomRoom room, Guid author, DateTimeOffset now) => IsLimited(room, now) ? Audience.Nobody : base.AudienceOf(room, author, now);
    }

    private sealed class AnnulsVotes : Reality
    {
        public override IReadOnlyList<Comment> CommentsOf(RandomRoom room, Room inside) =>
            inside.Quieted.Count == 0 ? room.Comments : [.. room.Comments.Select(c => Copy(c, x => (x.UpVotes, x.Rank) = (0, Ranking.Unvoted)))];
    }

    private sealed class CensorsQuotations : Reality
    {
        public override IReadOnlyList<Comment> CommentsOf(RandomRoom room, Room inside) => inside.Quieted.Count == 0
            ? room.Comments
            : [.. room.Comments.Select(c => Copy(c, x => x.Html = x.Html.Replace("Person 0 said so", "…", StringComparison.Ordinal)))];
    }

    private sealed class MarksOthers : Reality
    {
        public override IReadOnlyDictionary<Guid, NamePlate> PlatesOf(RandomRoom room, Room inside) => inside.Quieted.Count == 0
            ? base.PlatesOf(room, inside)
            : base.PlatesOf(room, inside).ToDictionary(p => p.Key, p => p.Value with { Badge = Badge.Staff });
    }

    private sealed class TellsNobody : Reality
    {
        public override string? NoticeOf(RandomRoom room, Restriction restriction) => null;
    }

    private sealed class NeverEnds : Reality
    {
        public override Room RoomOf(RandomRoom room, DateTimeOffset now) => base.RoomOf(room, now < RandomRoom.Now ? now : RandomRoom.Now);
    }

    private sealed class IsNeverLifted : Reality
    {
        public override Room RoomOf(RandomRoom room, DateTimeOffset now) => base.RoomOf(
            room with { Restrictions = [.. room.Restrictions.Select(r => new Restriction { Id = r.Id, CommenterId = r.CommenterId, Level = r.Level, StoryId = r.StoryId, Section = r.Section, BeginsAt = r.BeginsAt, EndsAt = r.EndsAt })] },
            now);
    }

    private sealed class HoldsEverywhere : Reality
    {
        public override Room RoomOf(RandomRoom room, DateTimeOffset now) => base.RoomOf(
            room with { Restrictions = [.. room.Restrictions.Where(r => r.HoldsAt(now)).Select(r => new Restriction { Id = r.Id, CommenterId = r.CommenterId, Level = r.Level, BeginsAt = r.BeginsAt, EndsAt = r.EndsAt })] },
            now);
    }

    private sealed class MeasuresTheRoom : Reality
    {
        public override Room RoomOf(RandomRoom room, DateTimeOffset now) => IsLimited(room, now) && IsQuieted(room)
            ? base.RoomOf(room, now) with { Measures = [new RoomMeasure { Mode = Mode.Slow, Pace = 60, Reason = "Somebody", BeginsAt = now, EndsAt = now.AddHours(1) }] }
            : base.RoomOf(room, now);
    }

    private sealed class OrdersByStanding : Reality
    {
        public override IReadOnlyList<PlacedComment> BranchesOf(RandomRoom room, Room inside, Order order) =>
            [.. base.BranchesOf(room, inside, order).OrderByDescending(b => room.Standings[b.Comment.CommenterId])];
    }

    private static Comment Copy(Comment of, Action<Comment> change)
    {
        var copy = new Comment
        {
            Id = of.Id,
            SiteId = of.SiteId,
            StoryId = of.StoryId,
            Number = of.Number,
            ParentId = of.ParentId,
            BranchId = of.BranchId,
            Depth = of.Depth,
            IsBeyondDepth = of.IsBeyondDepth,
            ReplyCount = of.ReplyCount,
            BranchCount = of.BranchCount,
            CommenterId = of.CommenterId,
            Name = of.Name,
            At = of.At,
            Text = of.Text,
            Html = of.Html,
            State = of.State,
            RemovedFor = of.RemovedFor,
            UpVotes = of.UpVotes,
            DownVotes = of.DownVotes,
            GuestUpVotes = of.GuestUpVotes,
            GuestDownVotes = of.GuestDownVotes,
            Rank = of.Rank,
        };
        change(copy);
        return copy;
    }
}
