using Parley.Core.Comments;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>DELETE one's own comment. With replies it leaves a tombstone; nobody else loses a word.</summary>
internal static class DeleteComment
{
    public static async Task<IResult> Handle(
        string id, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var (_, problem) = await DeleteAsync(db, id, context, clock.GetUtcNow(), cancellation);
        return problem is null ? TypedResults.NoContent() : OwnComment.Problem(problem);
    }

    public static async Task<(OwnComment? Deleted, string? Problem)> DeleteAsync(
        ParleyContext db, string id, HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs.
        await using var turn = await db.BeginWritingAsync(cancellation);
        var (own, problem) = await OwnComment.FindAsync(db, id, context, now, cancellation);

        // Decide. Deleting again what is deleted is done already.
        if (own is null) return (null, problem);
        if (own.Comment.State == CommentState.Deleted) return (own, null);

        // Save.
        var comment = own.Comment;
        comment.State = CommentState.Deleted;
        (comment.Text, comment.Html) = ("", "");
        _ = await db.SaveChangesAsync(cancellation);
        await Places.RemoveIfBareAsync(db, comment, cancellation);
        await turn.CommitAsync(cancellation);
        return (own, null);
    }
}
