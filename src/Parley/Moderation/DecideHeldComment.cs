using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Jobs;
using Parley.Live;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST what becomes of a comment that waits: it is given its place, or never has one.</summary>
/// <remarks>Why a refused comment leaves nothing: docs/decisions/0018-held-comments.md.</remarks>
internal static class DecideHeldComment
{
    private enum Outcome
    {
        Done,
        NotFound,

        /// <summary>It is who decides who wrote it.</summary>
        Own,

        /// <summary>Another moderator, or its writer, was faster.</summary>
        Overtaken,

        /// <summary>Its text is no longer the one that was looked at.</summary>
        Changed,
    }

    /// <param name="From">How it stood when it was looked at: waiting, refused a moment ago, or published with a change that waits.</param>
    /// <param name="Seen">Which text was looked at; see <see cref="Waiting.Seen"/>.</param>
    private sealed record Wish(Guid CommentId, DecisionKind Kind, ReasonClass? Reason, CommentState From, long Seen)
    {
        /// <summary>Whether it is about a change of a comment that everybody reads as it was.</summary>
        public bool IsAboutChange => From == CommentState.Published;
    }

    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var view = QueueView.From(site, form) ?? QueueView.Of(site, "held", null);
        var now = clock.GetUtcNow();
        if (Read(commentId, form) is not { } wish) return await AgainAsync(commentId, new Sentence("ReasonMissing"), StatusCodes.Status422UnprocessableEntity);

        var outcome = await writing.DoAsync((act, stop) => DecideAsync(act, office, wish, now, stop), cancellation);
        return outcome switch
        {
            Outcome.Done => Pages.SeeOther(view.With("decided=" + Id.Text(commentId))),
            Outcome.NotFound => Pages.NotFound(),
            Outcome.Own => await AgainAsync(commentId, new Sentence("NotAboutYourself"), StatusCodes.Status403Forbidden),
            Outcome.Changed => await AgainAsync(commentId, new Sentence("ChangedMeanwhile"), StatusCodes.Status409Conflict),
            Outcome.Overtaken => await AgainAsync(null, await WhatHappenedAsync(db, commentId, cancellation), StatusCodes.Status409Conflict),
        };

        Task<IResult> AgainAsync(Guid? shown, Sentence why, int status) =>
            ReadQueue.PageAsync(db, office, view, shown, null, null, null, why, status, now, cancellation);
    }

    /// <summary>The same about one of several: it is published, or for a reason is not.</summary>
    /// <returns>Whether it was as it had been looked at, and is decided.</returns>
    public static async Task<bool> DecideAsync(
        Writing writing, Office office, Guid commentId, CommentState from, long seen, ReasonClass? against, DateTimeOffset now, CancellationToken cancellation)
    {
        var wish = new Wish(commentId, against is null ? DecisionKind.Publish : DecisionKind.Refuse, against, from, seen);
        return await writing.DoAsync((act, stop) => DecideAsync(act, office, wish, now, stop), cancellation) == Outcome.Done;
    }

    private static Wish? Read(Guid commentId, IFormCollection form)
    {
        var from = form["from"].ToString() switch
        {
            "refused" => CommentState.Refused,
            "published" => CommentState.Published,
            _ => CommentState.Held,
        };
        if (!long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen)) return null;
        if (form["act"] == "publish") return new Wish(commentId, DecisionKind.Publish, null, from, seen);

        return form["act"] == "remove" && from != CommentState.Refused && OfficeWords.TryRead<ReasonClass>(form["reason"], out var reason)
            ? new Wish(commentId, DecisionKind.Refuse, reason, from, seen)
            : null;
    }

    private static async Task<Outcome> DecideAsync(Act act, Office office, Wish wish, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs, while nobody else changes this story.
        var db = act.Db;
        var storyId = await db.Comments.Where(c => c.Id == wish.CommentId && c.SiteId == office.Site.Id).Select(c => (Guid?)c.StoryId)
            .SingleOrDefaultAsync(cancellation);
        if (storyId is null || await db.TakeStoryAsync(storyId.Value, cancellation) is not { } story) return Outcome.NotFound;

        var comment = await db.Comments.SingleAsync(c => c.Id == wish.CommentId, cancellation);
        if (await PersonInRoom.IsOwnAsync(db, office, comment.CommenterId, cancellation)) return Outcome.Own;
        if (wish.IsAboutChange) return await DecideChangeAsync(act, office, wish, comment, story, now, cancellation);

        var hasWaited = comment.State == CommentState.Held || await db.Decisions.AnyAsync(d => d.CommentId == comment.Id && Decision.AboutComments.Contains(d.Kind), cancellation);

        // Decide. What never waited is no business of this door; what its writer took back while it did, they took back.
        if (!hasWaited && comment.State != CommentState.Deleted) return Outcome.NotFound;
        if (comment.State != wish.From) return Outcome.Overtaken;
        if (Waiting.SeenOf(comment) != wish.Seen) return Outcome.Changed;

        // Save: the decision, what follows from it for everybody, and word to its writer, together or not at all.
        // What was answered keeps its place, whoever waits: it is removed, not refused.
        var hasPlace = comment.IsShown;
        var isRemoved = hasPlace && wish.Kind == DecisionKind.Refuse;
        var decision = DecisionOf(wish, office, isRemoved ? DecisionKind.Remove : wish.Kind, comment.Revision, now);
        if (isRemoved) comment.RemovedFor = wish.Reason;
        _ = db.Decisions.Add(decision);
        comment.State = wish.Kind == DecisionKind.Publish ? CommentState.Published : hasPlace ? CommentState.Removed : CommentState.Refused;
        await TellWriter.AddAsync(db, comment, decision, now, cancellation);
        await TakeStep.PlanAsync(db, office.Site.Id, comment.CommenterId, now, cancellation);
        if (hasPlace)
        {
            await act.KeepAsync(cancellation, new Change(story.Id, story.Version, ChangeKind.Edited, comment.Id, comment.Number));
            return Outcome.Done;
        }

        if (wish.Kind == DecisionKind.Refuse)
        {
            // Nobody else could ever see it, so nothing changes for anybody else.
            story.Version--;
            await act.KeepAsync(cancellation);
            return Outcome.Done;
        }

        await Places.GiveAsync(db, comment, cancellation);
        _ = db.Jobs.Add(Job.For(Job.NotifyOfComment, comment.Id, now));
        // Its number is older than the newest that readers have, so they are told to read anew, not to fetch what came last.
        await act.KeepAsync(cancellation, new Change(story.Id, story.Version, ChangeKind.Story));
        return Outcome.Done;
    }

    // The text that everybody reads stays as it is, or gives way to the one that was looked at.
    private static async Task<Outcome> DecideChangeAsync(
        Act act, Office office, Wish wish, Comment comment, Core.Stories.Story story, DateTimeOffset now, CancellationToken cancellation)
    {
        var db = act.Db;
        var change = await db.Revisions.SingleOrDefaultAsync(r => r.CommentId == comment.Id && r.State == RevisionState.Held, cancellation);
        if (comment.State != CommentState.Published || change is null) return Outcome.Overtaken;
        if (change.At.ToUnixTimeMilliseconds() != wish.Seen) return Outcome.Changed;

        var decision = DecisionOf(wish, office, wish.Kind == DecisionKind.Publish ? DecisionKind.PublishChange : DecisionKind.RefuseChange, change.Number, now);
        _ = db.Decisions.Add(decision);
        await TellWriter.AddAsync(db, comment, decision, now, cancellation);
        await TakeStep.PlanAsync(db, office.Site.Id, comment.CommenterId, now, cancellation);
        if (wish.Kind == DecisionKind.Refuse)
        {
            change.State = RevisionState.Refused;
            story.Version--;
            await act.KeepAsync(cancellation);
            return Outcome.Done;
        }

        PutInPlace(db, comment, change, now);
        await act.KeepAsync(cancellation, new Change(story.Id, story.Version, ChangeKind.Edited, comment.Id, comment.Number));
        return Outcome.Done;
    }

    /// <summary>Lets a change be what everybody reads; the text before it is kept.</summary>
    public static void PutInPlace(ParleyContext db, Comment comment, Revision change, DateTimeOffset now)
    {
        _ = db.Revisions.Remove(change);
        _ = db.Revisions.Add(comment.AsRevision(RevisionState.Superseded));
        (comment.Text, comment.Format, comment.Html, comment.Renderer) = (change.Text, change.Format, change.Html, change.Renderer);
        (comment.Revision, comment.EditedAt) = (change.Number, change.At);
        // Whom it calls now and did not before is told.
        _ = db.Jobs.Add(Job.For(Job.NotifyOfComment, comment.Id, now));
    }

    private static Decision DecisionOf(Wish wish, Office office, DecisionKind kind, int revision, DateTimeOffset now) => new()
    {
        Id = Id.New(now),
        SiteId = office.Site.Id,
        CommentId = wish.CommentId,
        Revision = revision,
        ByAccountId = office.Account.Id,
        Kind = kind,
        Reason = wish.Reason,
        At = now,
    };

    private static async Task<Sentence> WhatHappenedAsync(ParleyContext db, Guid commentId, CancellationToken cancellation)
    {
        var last = await db.Decisions.AsNoTracking().Where(d => d.CommentId == commentId && Decision.AboutComments.Contains(d.Kind)).OrderByDescending(d => d.Id)
            .Join(db.Accounts, d => d.ByAccountId, a => a.Id, (d, a) => new { d.Kind, Name = a.Name.Length > 0 ? a.Name : a.Email ?? "" }).FirstOrDefaultAsync(cancellation);
        return last?.Kind switch
        {
            DecisionKind.Publish or DecisionKind.Restore or DecisionKind.PublishChange => new Sentence("PublishedByAnother", last.Name),
            DecisionKind.Refuse or DecisionKind.Remove or DecisionKind.RefuseChange => new Sentence("RefusedByAnother", last.Name),
            _ => new Sentence("TakenBackByWriter"),
        };
    }
}
