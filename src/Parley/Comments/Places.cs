using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>Keeps the counts of a discussion true as places come and go. Call inside the story's turn.</summary>
internal static class Places
{
    public static async Task AddAsync(ParleyContext db, Comment comment, CancellationToken cancellation)
    {
        _ = await db.Stories.Where(s => s.Id == comment.StoryId).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.LastNumber, comment.Number).SetProperty(x => x.CommentCount, x => x.CommentCount + 1),
            cancellation);
        await CountReplyAsync(db, comment, 1, cancellation);
    }

    /// <summary>
    /// Takes away the place of a deleted comment on which nothing hangs, and then of every deleted ancestor that was
    /// kept for it alone.
    /// </summary>
    public static async Task RemoveIfBareAsync(ParleyContext db, Comment deleted, CancellationToken cancellation)
    {
        var here = deleted;
        while (here is { State: CommentState.Deleted, ReplyCount: 0 })
        {
            var gone = here;
            _ = await db.Stories.Where(s => s.Id == gone.StoryId).ExecuteUpdateAsync(
                s => s.SetProperty(x => x.CommentCount, x => x.CommentCount - 1), cancellation);
            await CountReplyAsync(db, gone, -1, cancellation);
            if (gone.ParentId is not { } parentId) return;

            here = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == parentId, cancellation);
        }
    }

    private static async Task CountReplyAsync(ParleyContext db, Comment comment, int change, CancellationToken cancellation)
    {
        if (comment.ParentId is not { } parent) return;

        _ = await db.Comments.Where(c => c.Id == parent).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.ReplyCount, x => x.ReplyCount + change), cancellation);
        _ = await db.Comments.Where(c => c.Id == comment.BranchId).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.BranchCount, x => x.BranchCount + change), cancellation);
    }
}
