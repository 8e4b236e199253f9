using Parley.Core.Comments;
using Parley.Http;
using Parley.Live;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>DELETE one's own comment. With replies it leaves a tombstone; nobody else loses a word.</summary>
internal static class DeleteComment
{
    public static async Task<IResult> Handle(
        string id, HttpContext context, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var (_, problem) = await DeleteAsync(writing, id, context, clock.GetUtcNow(), cancellation);
        return problem is null ? TypedResults.NoContent() : OwnComment.Problem(problem);
    }

    public static async Task<(OwnComment? Deleted, string? Problem)> DeleteAsync(
        Writing writing, string id, HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        var speaker = await Speaker.OfAsync(context);
        return await writing.DoAsync((act, stop) => DeleteAsync(act, id, speaker, now, stop), cancellation);
    }

    private static async Task<(OwnComment? Deleted, string? Problem)> DeleteAsync(
        Act act, string id, Speaker speaker, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var (own, problem) = await OwnComment.FindAsync(act.Db, id, speaker, now, cancellation);

        // Decide. Deleting again what is deleted is done already.
        if (own is null) return (null, problem);
        if (own.Comment.State == CommentState.Deleted) return (own, null);
        if (problem is not null) return (null, problem);

        // Save.
        var comment = own.Comment;
        var hadPlace = comment.IsShown;
        comment.State = CommentState.Deleted;
        (comment.Text, comment.Html, comment.Name) = ("", "", "");
        await Traces.RemoveAsync(act.Db, [comment.Id], cancellation);
        if (hadPlace) await Places.RemoveIfBareAsync(act.Db, comment, cancellation);
        await act.KeepAsync(cancellation, new Change(
            own.Story.Id, own.Story.Version, ChangeKind.Gone, comment.Id, comment.Number));
        return (own, null);
    }
}
