using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Discussions;

/// <summary>Reads one page of a discussion, with a number of queries that does not depend on its size.</summary>
internal static class LoadDiscussion
{
    // More than speak for any publication, and more branches than anybody reads for their answers.
    private const int MostWearers = 500;
    private const int MostAnswered = 500;

    public static async Task<Discussion> LoadAsync(
        ParleyContext db, Site site, Story story, Room room, DiscussionPart part, CancellationToken cancellation)
    {
        var page = new Discussion
        {
            Site = site,
            Story = story,
            Room = room,
            Order = part.Order,
            Branches = [],
            IsContinued = part.After is not null || part.Branch is not null,
        };
        if (part.Branch is { } branch) return await LoadBranch.LoadAsync(db, page, branch, part.After, cancellation);

        page = await LoadBranchesAsync(db, page, part, cancellation);
        if (part.Comment is not { } id || page.Find(id) is not null) return page with { Focus = part.Comment };

        var comment = await Shown(db).SingleOrDefaultAsync(c => c.Id == id && c.StoryId == story.Id, cancellation);
        if (comment is null) return page;

        // The page that begins with its branch, or, where that does not reach as far, the part of the branch it begins.
        var root = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == comment.BranchId, cancellation);
        var held = await LoadBranchesAsync(
            db, page with { IsContinued = true }, part with { After = Before(page, root) }, cancellation);
        return held.Find(id) is not null
            ? held with { Focus = id }
            : await LoadBranch.LoadAsync(
                db, page with { Branches = [], Next = null, IsContinued = true, Focus = id }, root.Id,
                new Cursor(comment.Number - 1), cancellation);
    }

    /// <summary>A comment in its place, without its replies: what a script inserts or replaces.</summary>
    public static async Task<PlacedComment?> LoadOneAsync(ParleyContext db, Story story, Room room, Guid id, CancellationToken cancellation)
    {
        var comment = await Shown(db).SingleOrDefaultAsync(c => c.Id == id && c.StoryId == story.Id, cancellation);
        if (comment is null) return null;

        var parent = comment.ParentId is { } parentId
            ? await db.Comments.AsNoTracking().SingleAsync(c => c.Id == parentId, cancellation)
            : null;
        var plates = await PlatesAsync(db, room, parent is null ? [comment] : [comment, parent], cancellation);
        return new PlacedComment(comment, parent is null ? null : Place(parent), plates.GetValueOrDefault(comment.CommenterId));

        PlacedComment Place(Comment c) => new(c, null, plates.GetValueOrDefault(c.CommenterId));
    }

    /// <summary>The comments that have a place; the same rule as <see cref="Comment.IsShown"/>, for the database.</summary>
    public static IQueryable<Comment> Shown(ParleyContext db) => db.Comments.AsNoTracking().Where(c =>
        c.State != CommentState.Refused && ((c.State != CommentState.Deleted && c.State != CommentState.Held) || c.ReplyCount > 0));

    /// <summary>What stands beside the names of those who wrote <paramref name="comments"/>, in one question; nothing for most.</summary>
    public static async Task<IReadOnlyDictionary<Guid, NamePlate>> PlatesAsync(
        ParleyContext db, Room? room, IEnumerable<Comment> comments, CancellationToken cancellation)
    {
        var writers = comments.Select(c => c.CommenterId).Distinct().ToList();
        if (writers.Count == 0) return new Dictionary<Guid, NamePlate>();

        var plates = await db.CommentersAmong(writers).AsNoTracking().Where(c => c.Badge != Badge.None || c.AccountId != null)
            .Select(c => new { c.Id, c.Badge, HasProfile = c.AccountId != null })
            .ToDictionaryAsync(c => c.Id, c => new NamePlate(c.Badge, c.HasProfile), cancellation);
        foreach (var (writer, quieting) in room?.Quieted ?? new Dictionary<Guid, Quieting>())
            plates[writer] = plates.GetValueOrDefault(writer) with { Quieting = quieting };
        return plates;
    }

    private static async Task<Discussion> LoadBranchesAsync(
        ParleyContext db, Discussion page, DiscussionPart part, CancellationToken cancellation)
    {
        if (page.Story.CommentCount <= Discussion.CommentsOnAPage && part is { After: null, Limit: Discussion.BranchesOnAPage })
            return await LoadWholeAsync(db, page, cancellation);

        page = page with { Answered = await AnsweredAsync(db, page, cancellation) };
        // One more than asked tells whether there is a next page.
        var found = await RootsAsync(db, page, part, cancellation);
        var roots = new List<Comment>();
        var weight = 0;
        foreach (var root in found.Take(part.Limit))
        {
            weight += 1 + Math.Min(root.BranchCount, Discussion.RepliesInABranch);
            if (weight > Discussion.CommentsOnAPage && roots.Count > 0) break;

            roots.Add(root);
        }

        return page with
        {
            Branches = await ArrangeAsync(db, page.Room, roots, cancellation),
            Next = roots.Count < found.Count ? Behind(page, roots[^1]).ToString() : null,
        };
    }

    private static async Task<Discussion> LoadWholeAsync(ParleyContext db, Discussion page, CancellationToken cancellation)
    {
        var all = await Shown(db).Where(c => c.StoryId == page.Story.Id).OrderBy(c => c.Number).ToListAsync(cancellation);
        var plates = await PlatesAsync(db, page.Room, all, cancellation);
        return page with { Branches = Discussion.Whole(all, page.Order, plates), Answered = Discussion.AnsweredAmong(all, plates) };
    }

    private static async Task<List<Comment>> RootsAsync(
        ParleyContext db, Discussion page, DiscussionPart part, CancellationToken cancellation)
    {
        var story = page.Story.Id;
        var all = Shown(db).Where(c => c.StoryId == story && c.Depth == 1);
        var (wanted, after) = (part.Limit + 1, part.After);
        if (part.Order == Order.Newest)
        {
            if (after is not null) all = all.Where(c => c.Number < after.Number);
            return await all.OrderByDescending(c => c.Number).Take(wanted).ToListAsync(cancellation);
        }

        if (part.Order == Order.Oldest)
        {
            if (after is not null) all = all.Where(c => c.Number > after.Number);
            return await all.OrderBy(c => c.Number).Take(wanted).ToListAsync(cancellation);
        }

        var found = new List<Comment>();
        foreach (var (group, comments) in Groups(page, all))
        {
            if (found.Count >= wanted) break;
            if (after is null || after.Group <= group)
                found.AddRange(await BestAsync(comments, after?.Group == group ? after : null, wanted - found.Count, cancellation));
        }

        return found;
    }

    private static IEnumerable<(RankGroup Group, IQueryable<Comment> Comments)> Groups(Discussion page, IQueryable<Comment> all)
    {
        // What somebody quieted began comes last: everything else first, in its own order, as if nothing had been.
        var quieted = page.Room?.Quieted.Keys.ToList() ?? [];
        var others = quieted.Count == 0 ? all : all.Where(c => !quieted.Contains(c.CommenterId));
        if (page is { Order: Order.Answered, Answered.Count: > 0 })
        {
            var answered = page.Answered.ToList();
            yield return (RankGroup.Answered, others.Where(c => answered.Contains(c.Id)));
            others = others.Where(c => !answered.Contains(c.Id));
        }

        yield return (RankGroup.Rest, others);
        if (quieted.Count > 0) yield return (RankGroup.Quieted, all.Where(c => quieted.Contains(c.CommenterId)));
    }

    // From those who wear a badge, who are few: what they wrote is found by its writer, in a discussion of any length.
    private static async Task<IReadOnlySet<Guid>> AnsweredAsync(ParleyContext db, Discussion page, CancellationToken cancellation)
    {
        var wearers = await db.Commenters.AsNoTracking().Where(c => c.SiteId == page.Site.Id && c.Badge != Badge.None).Select(c => c.Id).Order().Take(MostWearers).ToListAsync(cancellation);
        if (wearers.Count == 0) return new HashSet<Guid>();

        var theirs = db.Comments.AsNoTracking().Where(c => wearers.Contains(c.CommenterId) && (c.State == CommentState.Published || c.State == CommentState.Removed) && c.StoryId == page.Story.Id);
        // Another order only asks whether there are any.
        return (await theirs.Select(c => c.BranchId).Distinct().Order().Take(page.Order == Order.Answered ? MostAnswered : 1).ToListAsync(cancellation)).ToHashSet();
    }

    private static async Task<List<Comment>> BestAsync(IQueryable<Comment> all, Cursor? after, int wanted, CancellationToken cancellation)
    {
        if (after is not { Rank: { } rank, Number: var number })
            return await all.OrderByDescending(c => c.Rank).ThenBy(c => c.Number).Take(wanted).ToListAsync(cancellation);

        // Two ranges of the index, one after the other: as one condition the database would read all that went before.
        var found = await all.Where(c => c.Rank == rank && c.Number > number)
            .OrderBy(c => c.Number).Take(wanted).ToListAsync(cancellation);
        if (found.Count < wanted)
        {
            found.AddRange(await all.Where(c => c.Rank < rank).OrderByDescending(c => c.Rank).ThenBy(c => c.Number)
                .Take(wanted - found.Count).ToListAsync(cancellation));
        }

        return found;
    }

    private static async Task<IReadOnlyList<PlacedComment>> ArrangeAsync(
        ParleyContext db, Room? room, List<Comment> roots, CancellationToken cancellation)
    {
        // A branch is looked up by its own index alone: naming the story too could lead the database astray.
        var whole = roots.Where(r => r.BranchCount is > 0 and <= Discussion.RepliesInABranch).Select(r => r.Id).ToList();
        var replies = whole.Count == 0
            ? []
            : await Shown(db).Where(c => whole.Contains(c.BranchId) && c.Depth > 1).ToListAsync(cancellation);
        var more = new Dictionary<Guid, More>();
        foreach (var root in roots.Where(r => r.BranchCount > Discussion.RepliesInABranch))
        {
            // A branch's first replies by number hold all their own ancestors: a reply is younger than its parent.
            var first = await LoadBranch.RepliesAsync(db, root.Id, 0, Discussion.RepliesInABranch, cancellation);
            replies.AddRange(first);
            if (LoadBranch.MoreBehind(root, first, 0, isLast: first.Count >= root.BranchCount) is { } rest) more.Add(root.Id, rest);
        }

        var placed = Discussion.Arrange(roots, replies, await PlatesAsync(db, room, roots.Concat(replies), cancellation));
        foreach (var root in placed) root.More = more.GetValueOrDefault(root.Comment.Id);
        return placed;
    }

    private static Cursor Behind(Discussion page, Comment root) => At(page, root, root.Number);

    private static Cursor Before(Discussion page, Comment root) => At(page, root, root.Number + (page.Order == Order.Newest ? 1 : -1));

    private static Cursor At(Discussion page, Comment root, int number) => page.Order is Order.Newest or Order.Oldest
        ? new(number)
        : new(number, root.Rank, Group: page.Room?.Quieted.ContainsKey(root.CommenterId) == true ? RankGroup.Quieted
            : page.Order == Order.Answered && page.Answered.Contains(root.Id) ? RankGroup.Answered
            : RankGroup.Rest);
}
