using System.Buffers;
using System.Text;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Discussions;
using Parley.Http;
using Parley.Texts;

namespace Parley.Tests.Moderation.Guarantees;

/// <summary>What happens in a room, by the product's own rules and its own writers of bytes. The broken variants change one thing each.</summary>
internal class Reality
{
    public virtual Room RoomOf(RandomRoom room, DateTimeOffset now) =>
        Room.Of(room.Story, room.Site, room.Measures, now).With(room.Restrictions, room.Story, now);

    public virtual IReadOnlyList<Comment> CommentsOf(RandomRoom room, Room inside) => room.Comments;

    public virtual IReadOnlyDictionary<Guid, NamePlate> PlatesOf(RandomRoom room, Room inside) =>
        // Some speak for the publication, so that there is something to sort to.
        room.Authors.Select((author, number) => (author, number)).ToDictionary(
            a => a.author, a => new NamePlate(a.number % 4 == 1 ? Badge.Author : Badge.None, HasProfile: true, inside.Quieted.GetValueOrDefault(a.author)));

    public virtual IReadOnlyList<PlacedComment> BranchesOf(RandomRoom room, Room inside, Order order) =>
        Discussion.Whole(CommentsOf(room, inside), order, PlatesOf(room, inside));

    public virtual int CountOf(RandomRoom room, Room inside) => room.Story.CommentCount;

    public virtual RestrictionLevel? LevelOf(RandomRoom room, Guid author, DateTimeOffset now) => Restriction.Deepest(
        room.Restrictions.Where(r => r.CommenterId == author), room.Story.Id, room.Story.Section, now)?.Level;

    public virtual Audience AudienceOf(RandomRoom room, Guid author, DateTimeOffset now) => Limits.AudienceOf(LevelOf(room, author, now));

    public virtual bool MayVote(RandomRoom room, Guid author, DateTimeOffset now) => Limits.MayVote(LevelOf(room, author, now));

    public virtual double PointsOf(RandomRoom room, Guid author, DateTimeOffset now) =>
        Ladder.PointsOf(room.Events.Where(e => e.Author == author).Select(e => e.Event), now);

    /// <summary>The notice without which nothing takes effect, in words; null where nobody is told.</summary>
    public virtual string? NoticeOf(RandomRoom room, Restriction restriction)
    {
        var occasion = new Comment { Id = Guid.NewGuid(), Name = "Person 0", Text = "What it is about" };
        var decision = new Decision { Id = restriction.DecisionId, CommentId = occasion.Id, Kind = DecisionKind.Restrict, Reason = restriction.Reason, RestrictionId = restriction.Id, At = restriction.BeginsAt };
        var notice = new DecisionNotice(decision, restriction, occasion, room.Story, room.Site, null);
        return $"{notice.What(Text.English)} {notice.Possible(Text.English)} {string.Join(' ', notice.Grounds(Text.English))}";
    }

    /// <summary>The bytes of one branch, as the page and the frame have them.</summary>
    public static string Write(RandomRoom room, PlacedComment branch)
    {
        var bytes = new ArrayBufferWriter<byte>();
        CommentHtml.Write(bytes, branch, room.Site, room.Story, Text.English, Composing.Afresh);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>All of a discussion's page that is no branch: the heading with its count, the orders, the measures, the composer.</summary>
    public string WriteFrame(RandomRoom room, Room inside, Order order)
    {
        var was = (room.Story.CommentCount, room.Story.IsOpen);
        (room.Story.CommentCount, room.Story.IsOpen) = (CountOf(room, inside), inside.IsOpen);
        var html = RawHtml.Written(output => DiscussionHtml.Write(
            output, new Discussion { Site = room.Site, Story = room.Story, Order = order, Branches = [], Room = inside }, Text.English, Composing.Afresh));
        (room.Story.CommentCount, room.Story.IsOpen) = was;
        return html;
    }

    public string WriteJson(RandomRoom room, Room inside, Order order)
    {
        var bytes = new ArrayBufferWriter<byte>();
        DiscussionJson.Write(
            bytes, new Discussion { Site = room.Site, Story = room.Story, Order = order, Branches = BranchesOf(room, inside, order), Room = inside }, "https://parley.example");
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
