using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Jobs;
using Parley.Live;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>PATCH the text of one's own comment.</summary>
internal static class EditComment
{
    public sealed record Request(string? Text);

    public static async Task<IResult> Handle(
        string id, Request request, HttpContext context, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var (problem, error) = await EditAsync(writing, id, request.Text, context, clock.GetUtcNow(), cancellation);
        if (error is not null) return Problems.NotAccepted("text", error);
        return problem is null ? TypedResults.NoContent() : OwnComment.Problem(problem);
    }

    /// <summary>Edits; otherwise the problem's name, or a sentence for the text.</summary>
    public static async Task<(string? Problem, Sentence? Error)> EditAsync(
        Writing writing, string id, string? typed, HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        // Read before the turn: a hard text must not keep the others waiting.
        var isText = CommentText.TryRead(typed, TextFormat.Markdown, out var text, out var why);
        var speaker = await Speaker.OfAsync(context);
        return await writing.DoAsync(
            (act, stop) => EditAsync(act, id, isText ? text : null, why, speaker, now, stop), cancellation);
    }

    private static async Task<(string? Problem, Sentence? Error)> EditAsync(
        Act act, string id, CommentText? text, TextRefusal why, Speaker speaker, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var (own, problem) = await OwnComment.FindAsync(act.Db, id, speaker, now, cancellation);

        // Decide. Saying again what is said is done already.
        if (own is null) return (problem, null);
        if (own.Comment.State == CommentState.Deleted) return ("not-found", null);
        if (string.Equals(text?.Source, own.Comment.Text, StringComparison.Ordinal)) return (null, null);
        if (problem is not null) return (problem, null);
        // What a moderator has looked at is not exchanged behind their back.
        if (own.Comment.State == CommentState.Published && await IsLookedAtAsync(act.Db, own, speaker, cancellation)) return ("looked-at", null);
        if (text is null) return (null, DraftReading.Refused(why));

        // Save.
        var comment = own.Comment;
        (comment.Text, comment.Format, comment.Html) = (text.Source, text.Format, text.Html);
        (comment.Renderer, comment.EditedAt) = (CommentText.Renderer, now);
        // Whom it calls now and did not before is told; everybody else was.
        if (comment.State == CommentState.Published) _ = act.Db.Jobs.Add(Job.For(Job.NotifyOfComment, comment.Id, now));
        await act.KeepAsync(cancellation, new Change(
            own.Story.Id, own.Story.Version, ChangeKind.Edited, comment.Id, comment.Number));
        return (null, null);
    }

    // What was decided stays with the comment, whoever its writer has become since. And where what guests write is looked at
    // first, a guest's change would not be.
    private static async Task<bool> IsLookedAtAsync(ParleyContext db, OwnComment own, Speaker speaker, CancellationToken cancellation) =>
        await db.Decisions.AnyAsync(d => d.CommentId == own.Comment.Id, cancellation)
        || (speaker.On(own.Story.SiteId) is null
            && await db.Sites.AnyAsync(s => s.Id == own.Story.SiteId && s.Guests == GuestRule.Held, cancellation));
}
