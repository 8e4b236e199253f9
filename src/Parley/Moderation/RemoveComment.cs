using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Live;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST that a comment's text is taken away, for a reason: a tombstone stays in its place, and all that hangs on it as it was.</summary>
internal static class RemoveComment
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        _ = long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
        if (!OfficeWords.TryRead<ReasonClass>(form["reason"], out var reason))
            return await ReviewComment.PageAsync(db, office, commentId, new Sentence("ReasonMissing"), StatusCodes.Status422UnprocessableEntity, clock.GetUtcNow(), cancellation);

        var (isThere, trouble) = await writing.DoAsync(
            (act, stop) => ChangeStateAsync(act, office, commentId, seen, reason, clock.GetUtcNow(), stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null
            ? Pages.SeeOther(QueueView.From(site, form)?.With("decided=" + Id.Text(commentId)) ?? $"/admin/{office.Site.Key}/comments/{Id.Text(commentId)}?decided=remove")
            : await ReviewComment.PageAsync(db, office, commentId, trouble, StatusCodes.Status409Conflict, clock.GetUtcNow(), cancellation);
    }

    /// <summary>Removes for a reason, or restores for none.</summary>
    /// <param name="seen">Which text was looked at; null for whichever there is.</param>
    /// <param name="answer">What an appeal or a notice was answered, which tells its writer more than the decision alone; null without one.</param>
    /// <param name="source">Which of them it was, where there is an answer.</param>
    /// <returns>Whether there is such a comment here, and why nothing was decided.</returns>
    public static async Task<(bool IsThere, Sentence? Trouble)> ChangeStateAsync(
        Act act, Office office, Guid commentId, long? seen, ReasonClass? reason, DateTimeOffset now, CancellationToken cancellation, string? answer = null, DecisionSource source = DecisionSource.Appeal)
    {
        // Load what the decision needs, while nobody else changes this story.
        var db = act.Db;
        var storyId = await db.Comments.Where(c => c.Id == commentId && c.SiteId == office.Site.Id).Select(c => (Guid?)c.StoryId)
            .SingleOrDefaultAsync(cancellation);
        if (storyId is null || await db.TakeStoryAsync(storyId.Value, cancellation) is not { } story) return (false, null);

        var comment = await db.Comments.SingleAsync(c => c.Id == commentId, cancellation);

        // Decide. What is so already needs no decision; what its writer took back is gone.
        var (from, to) = reason is null ? (CommentState.Removed, CommentState.Published) : (CommentState.Published, CommentState.Removed);
        if (await PersonInRoom.IsOwnAsync(db, office, comment.CommenterId, cancellation)) return (comment.IsShown, new Sentence("NotAboutYourself"));
        if (comment.State == to) return (true, new Sentence(reason is null ? "RestoredAlready" : "RemovedAlready"));
        if (comment.State != from) return (comment.IsShown, new Sentence("TakenBackByWriter"));
        if (seen is not null && Waiting.SeenOf(comment) != seen) return (true, new Sentence("ChangedMeanwhile"));

        // Save: the decision, its effect and word to the writer. Place, number, votes and answers stay as they are.
        (comment.State, comment.RemovedFor) = (to, reason);
        var decision = new Decision
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            CommentId = comment.Id,
            Revision = comment.Revision,
            ByAccountId = office.Account.Id,
            Kind = reason is null ? DecisionKind.Restore : DecisionKind.Remove,
            Reason = reason,
            Statement = answer ?? "",
            Source = answer is null ? DecisionSource.Own : source,
            At = now,
        };
        if (reason is not null && await CloseFlags.AddAsync(db, comment, FlagOutcome.Upheld, now, now, cancellation) && answer is null) decision.Source = DecisionSource.Flag;
        _ = db.Decisions.Add(decision);
        if (answer is null) await TellWriter.AddAsync(db, comment, decision, now, cancellation);
        else TellPerson.Add(db, comment, decision, await db.Commenters.AnyAsync(c => c.Id == comment.CommenterId && c.AccountId != null, cancellation), now);
        await TakeStep.PlanAsync(db, office.Site.Id, comment.CommenterId, now, cancellation);
        await act.KeepAsync(cancellation, new Change(story.Id, story.Version, ChangeKind.Edited, comment.Id, comment.Number));
        return (true, null);
    }
}
