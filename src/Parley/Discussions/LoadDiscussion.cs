using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Discussions;

/// <summary>Which part of a discussion a reader asks for.</summary>
internal sealed record DiscussionPart
{
    public Order Order { get; init; } = Order.Oldest;

    /// <summary>The number behind which the page begins, among branches or, with <see cref="Branch"/>, its replies.</summary>
    public int? After { get; init; }

    public int Limit { get; init; } = Discussion.BranchesOnAPage;

    /// <summary>One branch alone.</summary>
    public Guid? Branch { get; init; }

    /// <summary>The page that holds this comment.</summary>
    public Guid? Comment { get; init; }

    /// <summary>Reads a cursor, which is opaque to everybody else; false if it is none of ours.</summary>
    public static bool TryReadCursor(string? text, out int? after)
    {
        after = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;

        after = number;
        return true;
    }

    public static string CursorBehind(Comment comment) => comment.Number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads one page of a discussion, with a number of queries that does not depend on its size.</summary>
internal static class LoadDiscussion
{
    // A page ends early when its branches are long, so that no page is heavier than this many comments and one branch.
    private const int CommentsOnAPage = 400;

    public static async Task<Discussion> LoadAsync(
        ParleyContext db, Site site, Story story, DiscussionPart part, CancellationToken cancellation)
    {
        if (part.Branch is { } branch)
            return await LoadBranchAsync(db, site, story, part, branch, part.After ?? 0, cancellation);

        var page = await LoadBranchesAsync(db, site, story, part, cancellation);
        if (part.Comment is not { } id || page.Find(id) is not null) return page with { Focus = part.Comment };

        var comment = await Shown(db, story).SingleOrDefaultAsync(c => c.Id == id, cancellation);
        if (comment is null) return page;

        var root = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == comment.BranchId, cancellation);
        var isNewest = part.Order == Order.Newest;
        var held = await LoadBranchesAsync(
            db, site, story, part with { After = isNewest ? root.Number + 1 : root.Number - 1 }, cancellation);
        return held.Find(id) is not null
            ? held with { Focus = id }
            : await LoadBranchAsync(db, site, story, part, root.Id, comment.Number - 1, cancellation) with { Focus = id };
    }

    /// <summary>A comment in its place, without its replies: what a script inserts or replaces.</summary>
    public static async Task<PlacedComment?> LoadOneAsync(ParleyContext db, Story story, Guid id, CancellationToken cancellation)
    {
        var comment = await Shown(db, story).SingleOrDefaultAsync(c => c.Id == id, cancellation);
        if (comment is null) return null;

        var badges = await BadgesAsync(db, story.SiteId, cancellation);
        var parent = comment.ParentId is { } parentId
            ? await db.Comments.AsNoTracking().SingleAsync(c => c.Id == parentId, cancellation)
            : null;
        return new PlacedComment(comment, parent is null ? null : Place(parent), badges.GetValueOrDefault(comment.CommenterId));

        PlacedComment Place(Comment c) => new(c, null, badges.GetValueOrDefault(c.CommenterId));
    }

    /// <summary>The comments of a story that have a place; the same rule as <see cref="Comment.IsShown"/>, for the database.</summary>
    public static IQueryable<Comment> Shown(ParleyContext db, Story story) => db.Comments.AsNoTracking().Where(c =>
        c.StoryId == story.Id && c.State != CommentState.Held && (c.State != CommentState.Deleted || c.ReplyCount > 0));

    private static async Task<Discussion> LoadBranchesAsync(
        ParleyContext db, Site site, Story story, DiscussionPart part, CancellationToken cancellation)
    {
        var all = Shown(db, story).Where(c => c.Depth == 1);
        if (part.After is { } after)
            all = part.Order == Order.Newest ? all.Where(c => c.Number < after) : all.Where(c => c.Number > after);
        all = part.Order == Order.Newest ? all.OrderByDescending(c => c.Number) : all.OrderBy(c => c.Number);

        // One more than asked tells whether there is a next page.
        var found = await all.Take(part.Limit + 1).ToListAsync(cancellation);
        var roots = new List<Comment>();
        var weight = 0;
        foreach (var root in found.Take(part.Limit))
        {
            weight += 1 + Math.Min(root.BranchCount, Discussion.RepliesInABranch);
            if (weight > CommentsOnAPage && roots.Count > 0) break;

            roots.Add(root);
        }

        return new Discussion
        {
            Site = site,
            Story = story,
            Order = part.Order,
            Branches = await ArrangeAsync(db, story, roots, cancellation),
            IsContinued = part.After is not null,
            Next = roots.Count < found.Count ? DiscussionPart.CursorBehind(roots[^1]) : null,
        };
    }

    private static async Task<IReadOnlyList<PlacedComment>> ArrangeAsync(
        ParleyContext db, Story story, List<Comment> roots, CancellationToken cancellation)
    {
        var whole = roots.Where(r => r.BranchCount is > 0 and <= Discussion.RepliesInABranch).Select(r => r.Id).ToList();
        var replies = whole.Count == 0
            ? []
            : await Shown(db, story).Where(c => whole.Contains(c.BranchId) && c.Depth > 1).ToListAsync(cancellation);
        foreach (var root in roots.Where(r => r.BranchCount > Discussion.RepliesInABranch))
        {
            // A branch's first replies by number hold all their own ancestors: a reply is younger than its parent.
            replies.AddRange(await RepliesAsync(db, story, root.Id, 0, cancellation));
        }

        var placed = Discussion.Arrange(roots, replies, await BadgesAsync(db, story.SiteId, cancellation));
        foreach (var root in placed.Where(p => p.Comment.BranchCount > Discussion.RepliesInABranch))
            SayMore(root, replies.Where(r => r.BranchId == root.Comment.Id), root.Comment.BranchCount);
        return placed;
    }

    private static async Task<Discussion> LoadBranchAsync(
        ParleyContext db, Site site, Story story, DiscussionPart part, Guid rootId, int after, CancellationToken cancellation)
    {
        var root = await Shown(db, story).SingleOrDefaultAsync(c => c.Id == rootId && c.Depth == 1, cancellation);
        var empty = new Discussion { Site = site, Story = story, Order = part.Order, Branches = [], IsContinued = true };
        if (root is null) return empty;

        var replies = await RepliesAsync(db, story, root.Id, after, cancellation);
        var left = await Shown(db, story)
            .CountAsync(c => c.BranchId == root.Id && c.Depth > 1 && c.Number > after, cancellation);
        var withAncestors = new List<Comment>(replies);
        var missing = ParentsNotIn(withAncestors, root.Id);
        while (missing.Count > 0)
        {
            var ancestors = await Shown(db, story).Where(c => missing.Contains(c.Id)).ToListAsync(cancellation);
            if (ancestors.Count == 0) break;

            withAncestors.AddRange(ancestors);
            missing = ParentsNotIn(withAncestors, root.Id);
        }

        var placed = Discussion.Arrange([root], withAncestors, await BadgesAsync(db, story.SiteId, cancellation));
        SayMore(placed[0], replies, left);
        return empty with { Branches = placed };
    }

    private static Task<List<Comment>> RepliesAsync(
        ParleyContext db, Story story, Guid rootId, int after, CancellationToken cancellation) =>
        Shown(db, story).Where(c => c.BranchId == rootId && c.Depth > 1 && c.Number > after)
            .OrderBy(c => c.Number).Take(Discussion.RepliesInABranch).ToListAsync(cancellation);

    private static List<Guid> ParentsNotIn(List<Comment> comments, Guid rootId)
    {
        var present = comments.Select(c => c.Id).Append(rootId).ToHashSet();
        return [.. comments.Select(c => c.ParentId!.Value).Where(id => !present.Contains(id)).Distinct()];
    }

    private static void SayMore(PlacedComment root, IEnumerable<Comment> shown, int all)
    {
        var last = shown.MaxBy(c => c.Number);
        root.MoreCount = Math.Max(0, all - shown.Count());
        if (root.MoreCount > 0 && last is not null) root.MoreAfter = DiscussionPart.CursorBehind(last);
    }

    // Few people of a site wear a badge, so all of them cost less than asking for those on the page.
    public static Task<Dictionary<Guid, Badge>> BadgesAsync(ParleyContext db, Guid siteId, CancellationToken cancellation) =>
        db.Commenters.AsNoTracking().Where(c => c.SiteId == siteId && c.Badge != Badge.None)
            .ToDictionaryAsync(c => c.Id, c => c.Badge, cancellation);
}
