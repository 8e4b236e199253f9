using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>PUT and DELETE one's wish not to see what the writer of a comment writes on that site.</summary>
/// <remarks>By a comment, because guests have no profile: what is muted is whoever wrote it.</remarks>
internal static class MuteCommenter
{
    public static async Task<IResult> Put(
        string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        // Only by words that everybody can read under a name: a tombstone must not tell whose it was.
        if (await FindAsync(db, id, cancellation) is not { State: CommentState.Published } comment) return Problems.NotFound();
        if (await SignIn.OnAsync(context, comment.SiteId) is not { } signIn) return Problems.Of("signed-out", "SignedOutDetail");

        var problem = await Muting.MuteAsync(writing, signIn.Account, comment.CommenterId, clock.GetUtcNow(), cancellation);
        return problem is null ? TypedResults.NoContent() : Problems.Of(problem, Muting.DetailOf(problem));
    }

    public static async Task<IResult> Delete(
        string id, HttpContext context, Writing writing, ParleyContext db, CancellationToken cancellation)
    {
        if (await FindAsync(db, id, cancellation) is not { } comment) return Problems.NotFound();
        if (await SignIn.OnAsync(context, comment.SiteId) is not { } signIn) return Problems.Of("signed-out", "SignedOutDetail");

        // What was muted can be unmuted whatever became of the comment since; of anything else nothing is told.
        var wasMuted = await Muting.UnmuteAsync(writing, signIn.Account, comment.CommenterId, cancellation);
        return wasMuted || comment.State == CommentState.Published ? TypedResults.NoContent() : Problems.NotFound();
    }

    private static async Task<Comment?> FindAsync(ParleyContext db, string id, CancellationToken cancellation) =>
        Id.TryRead(id, out var commentId)
            ? await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Id == commentId, cancellation)
            : null;
}
