using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Discussions;
using Parley.Http;
using Parley.Jobs;
using Parley.Live;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>PATCH the text of one's own comment. It is screened like a new one; a change that waits leaves what is read as it is.</summary>
internal static class EditComment
{
    public sealed record Request(string? Text);

    /// <summary>A change that waits for a moderator, and why; until then everybody reads the text as it was.</summary>
    public sealed record Response(string State, IReadOnlyList<string> Reasons);

    /// <summary>What became of a change: the problem's name, a sentence for the text, why it waits, or nothing but success.</summary>
    internal sealed record Outcome(string? Problem, Sentence? Error, IReadOnlyList<HoldReason>? Waits)
    {
        public static readonly Outcome Done = new(null, null, null);

        public static Outcome Failed(string problem) => new(problem, null, null);

        public static Outcome Refused(Sentence why) => new(null, why, null);
    }

    public static async Task<IResult> Handle(
        string id, Request request, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var outcome = await EditAsync(writing, db, id, request.Text, context, clock.GetUtcNow(), cancellation);
        return outcome switch
        {
            { Error: { } error } => Problems.NotAccepted("text", error),
            { Problem: { } problem } => OwnComment.Problem(problem),
            { Waits: { } waits } => TypedResults.Accepted(
                (string?)null, new Response(DiscussionJson.NameOf(CommentState.Held), [.. waits.Select(w => w.ToString())])),
            _ => TypedResults.NoContent(),
        };
    }

    public static async Task<Outcome> EditAsync(
        Writing writing, ParleyContext db, string id, string? typed, HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        // Read before the turn: a hard text must not keep the others waiting.
        var isText = CommentText.TryRead(typed, TextFormat.Markdown, out var text, out var why);
        var speaker = await Speaker.OfAsync(context);
        var screened = isText && Id.TryRead(id, out var commentId) ? await ScreenedAsync(context, db, commentId, text!, speaker, now, cancellation) : null;
        return await writing.DoAsync(
            (act, stop) => EditAsync(act, id, isText ? text : null, why, screened, speaker, now, stop), cancellation);
    }

    private static async Task<Screened?> ScreenedAsync(
        HttpContext context, ParleyContext db, Guid id, CommentText text, Speaker speaker, DateTimeOffset now, CancellationToken cancellation)
    {
        var place = await db.Comments.AsNoTracking().Where(c => c.Id == id)
            .Join(db.Stories.AsNoTracking(), c => c.StoryId, s => s.Id, (_, s) => s)
            .Join(db.Sites.AsNoTracking(), s => s.SiteId, s => s.Id, (story, site) => new { story, site }).SingleOrDefaultAsync(cancellation);
        return place is null ? null : await Screened.LoadAsync(context, db, place.site, place.story, text, speaker, now, cancellation);
    }

    private static async Task<Outcome> EditAsync(
        Act act, string id, CommentText? text, TextRefusal why, Screened? screened, Speaker speaker, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var (own, problem) = await OwnComment.FindAsync(act.Db, id, speaker, now, cancellation);

        // Decide. Saying again what is said is done already.
        if (own is null) return Outcome.Failed(problem!);

        var comment = own.Comment;
        if (comment.State == CommentState.Deleted) return Outcome.Failed("not-found");

        var waiting = await act.Db.Revisions.SingleOrDefaultAsync(r => r.CommentId == comment.Id && r.State == RevisionState.Held, cancellation);
        if (waiting is null && string.Equals(text?.Source, comment.Text, StringComparison.Ordinal)) return Outcome.Done;
        if (problem is not null) return Outcome.Failed(problem);
        if (text is null) return Outcome.Refused(DraftReading.Refused(why));

        // What a moderator has looked at is not exchanged behind their back.
        var isLookedAt = await act.Db.Decisions.AnyAsync(d => d.CommentId == comment.Id, cancellation);
        var restriction = await Restrictions.OfAsync(act.Db, comment.CommenterId, own.Story, now, cancellation);
        screened = screened?.AsEdit(isLookedAt && comment.State == CommentState.Published ? comment.Text : null, text.Source, restriction, now);
        if (screened?.Verdict is Verdict.Refuse refused) return Outcome.Refused(Screened.Of(refused, text.Source, now));

        // A change that was refused keeps its number; one that still waits gives its own back.
        var number = 1 + Math.Max(comment.Revision, await act.Db.Revisions.Where(r => r.CommentId == comment.Id && r.State != RevisionState.Held)
            .MaxAsync(r => (int?)r.Number, cancellation) ?? 0);

        // Save. What everybody reads stays until a moderator has looked at what is to take its place.
        if (waiting is not null) _ = act.Db.Revisions.Remove(waiting);
        if (comment.State == CommentState.Published && screened?.Verdict is Verdict.Hold hold && !string.Equals(text.Source, comment.Text, StringComparison.Ordinal))
            return await HoldAsync(act, own, text, number, waiting, screened, hold, now, cancellation);

        if (comment.State == CommentState.Published && isLookedAt) _ = act.Db.Revisions.Add(comment.AsRevision(RevisionState.Superseded));
        (comment.Text, comment.Format, comment.Html) = (text.Source, text.Format, text.Html);
        (comment.Renderer, comment.EditedAt, comment.Revision) = (CommentText.Renderer, now, number);
        if (screened?.Record(comment.Id, comment.Revision, now) is { } record) await KeepAsync(act.Db, record, cancellation);
        // Whom it calls now and did not before is told; everybody else was.
        if (comment.State == CommentState.Published) _ = act.Db.Jobs.Add(Job.For(Job.NotifyOfComment, comment.Id, now));
        await act.KeepAsync(cancellation, new Change(
            own.Story.Id, own.Story.Version, ChangeKind.Edited, comment.Id, comment.Number));
        return Outcome.Done;
    }

    private static async Task<Outcome> HoldAsync(
        Act act, OwnComment own, CommentText text, int number, Revision? before, Screened screened, Verdict.Hold hold, DateTimeOffset now,
        CancellationToken cancellation)
    {
        // The change before it that still waited is gone; its number is free again.
        if (before is not null) _ = await act.Db.SaveChangesAsync(cancellation);
        _ = act.Db.Revisions.Add(new Revision
        {
            CommentId = own.Comment.Id,
            Number = number,
            State = RevisionState.Held,
            Text = text.Source,
            Format = text.Format,
            Html = text.Html,
            Renderer = CommentText.Renderer,
            At = now,
        });
        await KeepAsync(act.Db, screened.Record(own.Comment.Id, number, now)!, cancellation);
        // Nothing changes that others could see.
        own.Story.Version--;
        await act.KeepAsync(cancellation);
        return new Outcome(null, null, hold.Reasons);
    }

    private static async Task KeepAsync(ParleyContext db, ScreeningRecord record, CancellationToken cancellation)
    {
        _ = await db.Screenings.Where(r => r.CommentId == record.CommentId && r.Revision == record.Revision).ExecuteDeleteAsync(cancellation);
        _ = db.Screenings.Add(record);
    }
}
