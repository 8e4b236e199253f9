using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>A comment that this speaker wrote and may still change, loaded within its story's turn.</summary>
internal sealed record OwnComment(Comment Comment, Story Story)
{
    /// <summary>Finds the comment for a change; otherwise the name of the problem.</summary>
    /// <returns>Both, once the time is up: whoever repeats a request that came in time deserves its answer.</returns>
    public static async Task<(OwnComment? Own, string? Problem)> FindAsync(
        ParleyContext db, string id, Speaker speaker, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!Id.TryRead(id, out var commentId)) return (null, "not-found");

        var storyId = await db.Comments.Where(c => c.Id == commentId).Select(c => (Guid?)c.StoryId)
            .SingleOrDefaultAsync(cancellation);
        if (storyId is null || await db.TakeStoryAsync(storyId.Value, cancellation) is not { } story) return (null, "not-found");

        var comment = await db.Comments.SingleAsync(c => c.Id == commentId, cancellation);
        var isOwn = await speaker.WroteAsync(db, comment, cancellation);
        if (isOwn && comment.State == CommentState.Deleted) return (new OwnComment(comment, story), null);
        if (!comment.IsShown && !(isOwn && comment.State == CommentState.Held)) return (null, "not-found");
        if (!isOwn) return (null, "not-yours");

        return (new OwnComment(comment, story), comment.MayBeChanged(now) ? null : "time-is-up");
    }

    public static IResult Problem(string name) => name switch
    {
        "not-yours" => Problems.Of(name, "NotYoursDetail"),
        "time-is-up" => Problems.Of(name, "TimeIsUpDetail"),
        _ => Problems.NotFound(),
    };
}
