using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Storage;

namespace Parley.Discussions;

/// <summary>Reads a part of one long branch: some replies in the order written, and the ancestors they hang on.</summary>
internal static class LoadBranch
{
    /// <summary>Whether a part can be had: the branch it names must be one of this story.</summary>
    public static async Task<bool> IsThereAsync(ParleyContext db, Guid storyId, DiscussionPart part, CancellationToken cancellation) =>
        part.Branch is not { } id
        || await db.Comments.AnyAsync(c => c.Id == id && c.StoryId == storyId && c.Depth == 1, cancellation);

    public static async Task<Discussion> LoadAsync(
        ParleyContext db, Discussion page, Guid rootId, Cursor? after, CancellationToken cancellation)
    {
        var root = await LoadDiscussion.Shown(db)
            .SingleOrDefaultAsync(c => c.Id == rootId && c.StoryId == page.Story.Id && c.Depth == 1, cancellation);
        if (root is null) return page;

        // One more than shown tells whether there is a next part.
        var found = await RepliesAsync(db, root.Id, after?.Number ?? 0, Discussion.CommentsOnAPage + 1, cancellation);
        var replies = found.Take(Discussion.CommentsOnAPage).ToList();
        var present = replies.Select(c => c.Id).Append(root.Id).ToHashSet();
        var missing = replies.Select(c => c.ParentId!.Value).Where(id => !present.Contains(id)).Distinct().ToList();
        if (missing.Count > 0)
        {
            var ancestors = await db.WithAncestors(missing).AsNoTracking().ToListAsync(cancellation);
            replies.AddRange(ancestors.Where(a => a.Depth > 1 && !present.Contains(a.Id)));
        }

        var plates = await LoadDiscussion.PlatesAsync(db, page.Room, replies.Append(root), cancellation);
        var placed = Discussion.Arrange([root], replies, plates);
        placed[0].More = MoreBehind(
            root, found.Take(Discussion.CommentsOnAPage).ToList(), after is null ? 0 : after.Passed,
            isLast: found.Count <= Discussion.CommentsOnAPage);
        return page with { Branches = placed, First = after is null ? null : FirstBehind(placed[0], after.Number) };
    }

    // Ancestors are older than the place where the part begins, and everything else on it is younger.
    private static Guid? FirstBehind(PlacedComment root, int number)
    {
        var rest = new Stack<PlacedComment>([root]);
        while (rest.TryPop(out var comment))
        {
            if (comment.Comment.Depth > 1 && comment.Comment.Number > number) return comment.Comment.Id;

            foreach (var reply in Enumerable.Reverse(comment.Replies)) rest.Push(reply);
        }

        return null;
    }

    /// <summary>The replies of a branch behind a number, in the order written.</summary>
    public static Task<List<Comment>> RepliesAsync(
        ParleyContext db, Guid rootId, int after, int limit, CancellationToken cancellation) =>
        LoadDiscussion.Shown(db).Where(c => c.BranchId == rootId && c.Depth > 1 && c.Number > after)
            .OrderBy(c => c.Number).Take(limit).ToListAsync(cancellation);

    /// <summary>What follows <paramref name="shown"/>, before which <paramref name="passed"/> replies stand.</summary>
    public static More? MoreBehind(Comment root, IReadOnlyList<Comment> shown, int? passed, bool isLast)
    {
        if (isLast || shown.Count == 0) return null;

        var known = passed + shown.Count;
        // Others may have written and deleted meanwhile; that there is one more is certain.
        var left = known is { } before ? Math.Max(1, root.BranchCount - before) : (int?)null;
        return new More(left, new Cursor(shown[^1].Number, Passed: known).ToString());
    }
}
