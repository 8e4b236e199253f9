using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>POST the forms by which a writer without script edits or deletes a comment.</summary>
internal static class ChangeCommentForm
{
    public static async Task<IResult> Edit(
        string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var typed = form["text"].ToString().ReplaceLineEndings("\n");
        var now = clock.GetUtcNow();
        var (problem, error, _) = await EditComment.EditAsync(writing, db, id, typed, context, now, cancellation);
        if (problem is null && error is null) return Pages.SeeOther("/comments/" + id + "/posted");

        var found = problem is "not-found" ? null : await ReadComment.FindAsync(db, id, cancellation, isHeldToo: true);
        if (found is null) return Pages.NotFound();
        if (problem is "not-yours") return Pages.Problem(problem, "NotYoursDetail");

        // The writer's new text comes back with the reason, whatever the reason is.
        var (site, story, comment) = found.Value;
        var sentence = error ?? new Sentence("TimeIsUpDetail");
        var status = problem is null ? StatusCodes.Status422UnprocessableEntity : Problems.StatusOf(problem);
        return ReadPosted.Page(context, site, story, comment, now, sentence, typed, status);
    }

    public static async Task<IResult> Delete(
        string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var (own, problem) = await DeleteComment.DeleteAsync(writing, id, context, clock.GetUtcNow(), cancellation);
        if (own is null)
        {
            return problem switch
            {
                "not-yours" => Pages.Problem(problem, "NotYoursDetail"),
                "time-is-up" => Pages.Problem(problem, "TimeIsUpDetail"),
                _ => Pages.NotFound(),
            };
        }

        // Back to the place: the tombstone if one stays, what was answered if not, the discussion otherwise.
        var (comment, story) = own;
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == story.SiteId, cancellation);
        var place = await ReadComment.FindAsync(db, Id.Text(comment.Id), cancellation) is not null ? comment.Id : comment.ParentId;
        return Pages.SeeOther(
            $"/{site.Key}/{story.Key}?version={story.Version.ToString(CultureInfo.InvariantCulture)}#" + (place is { } stays ? "comment-" + Id.Text(stays) : "discussion"));
    }
}
