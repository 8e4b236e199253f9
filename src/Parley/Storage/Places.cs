using Parley.Core.Comments;

namespace Parley.Storage;

/// <summary>Keeps the counts of a discussion true as places come and go. Call inside the story's turn; saved with the act.</summary>
internal static class Places
{
    /// <summary>
    /// Takes away the place of a deleted comment on which nothing hangs, and then of every deleted ancestor that was
    /// kept for it alone, and of every one that waits.
    /// </summary>
    public static async Task RemoveIfBareAsync(ParleyContext db, Comment deleted, CancellationToken cancellation)
    {
        var story = (await db.Stories.FindAsync([deleted.StoryId], cancellation))!;
        var here = deleted;
        while (here is { State: CommentState.Deleted or CommentState.Held, ReplyCount: 0 })
        {
            story.CommentCount--;
            await CountReplyAsync(db, here, -1, cancellation);
            if (here.ParentId is not { } parentId) return;

            here = (await db.Comments.FindAsync([parentId], cancellation))!;
        }
    }

    /// <summary>
    /// Gives a comment that waited its place, and with it one to every deleted ancestor that had lost its own because
    /// nothing hung on it.
    /// </summary>
    public static async Task GiveAsync(ParleyContext db, Comment published, CancellationToken cancellation)
    {
        var story = (await db.Stories.FindAsync([published.StoryId], cancellation))!;
        var here = published;
        while (true)
        {
            story.CommentCount++;
            var parent = here.ParentId is { } parentId ? (await db.Comments.FindAsync([parentId], cancellation))! : null;
            var hadPlace = parent?.IsShown;
            await CountReplyAsync(db, here, 1, cancellation);
            if (parent is null || hadPlace == parent.IsShown) return;

            here = parent;
        }
    }

    private static async Task CountReplyAsync(ParleyContext db, Comment comment, int change, CancellationToken cancellation)
    {
        if (comment.ParentId is not { } parentId) return;

        (await db.Comments.FindAsync([parentId], cancellation))!.ReplyCount += change;
        (await db.Comments.FindAsync([comment.BranchId], cancellation))!.BranchCount += change;
    }
}
