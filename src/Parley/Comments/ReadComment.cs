using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>GET the page that holds a comment.</summary>
internal static class ReadComment
{
    // For so long a shared page may not show a new comment yet, here or in a cache between; its own page does.
    private static readonly TimeSpan New = TimeSpan.FromSeconds(30);

    public static async Task<IResult> Handle(string id, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await FindAsync(db, id, cancellation) is not var (site, story, comment)) return Pages.NotFound();

        // The first page of a small discussion holds all of it, and stands ready.
        var isOnFirst = story.CommentCount <= Discussion.CommentsOnAPage && clock.GetUtcNow() - comment.At > New;
        var query = isOnFirst ? "" : $"?comment={Id.Text(comment.Id)}";
        return TypedResults.LocalRedirect($"/{site.Key}/{story.Key}{query}#comment-{Id.Text(comment.Id)}");
    }

    public static async Task<(Site Site, Story Story, Comment Comment)?> FindAsync(
        ParleyContext db, string id, CancellationToken cancellation, bool isHeldToo = false)
    {
        if (!Id.TryRead(id, out var commentId)) return null;

        var comment = await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Id == commentId, cancellation);
        if (comment is null || !(comment.IsShown || (isHeldToo && comment.State is CommentState.Held or CommentState.Refused))) return null;

        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation);
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == story.SiteId, cancellation);
        return (site, story, comment);
    }
}
