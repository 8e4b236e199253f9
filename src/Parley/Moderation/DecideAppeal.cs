using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Jobs;
using Parley.Live;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST how an appeal ends, with reasons, by somebody who had no part in the decision; what is reversed is as if it had not been.</summary>
internal static class DecideAppeal
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var appealId)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var answer = form["answer"].ToString().ReplaceLineEndings("\n").Trim();
        var wrong = !OfficeWords.TryRead<AppealOutcome>(form["outcome"], out var outcome) ? new Sentence("OutcomeMissing")
            : answer.Length is 0 or > Appeal.MaximumText ? new Sentence("AnswerMissing", Appeal.MaximumText)
            : null;
        if (wrong is not null) return await AgainAsync(wrong, StatusCodes.Status422UnprocessableEntity);

        var now = clock.GetUtcNow();
        var (isThere, trouble) = await writing.DoAsync((act, stop) => DecideAsync(act, office, appealId, outcome, answer, now, stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null ? Pages.SeeOther(QueueView.From(site, form)?.With("decided=appeal") ?? $"/admin/{office.Site.Key}/appeals?changed=answered") : await AgainAsync(trouble, StatusCodes.Status409Conflict);

        Task<IResult> AgainAsync(Sentence why, int status) => ReadAppeals.PageAsync(db, office, why, (appealId, answer), null, status, cancellation);
    }

    /// <summary>The accounts that took part in a decision: who took it, and who signed it; null for the ladder itself.</summary>
    public static async Task<IReadOnlyList<Guid?>> DecidersAsync(ParleyContext db, Decision decision, CancellationToken cancellation) =>
        decision.RestrictionId is not { } restriction
            ? [decision.ByAccountId]
            : await db.Decisions.Where(d => d.Id == decision.Id || (d.RestrictionId == restriction && d.Kind == DecisionKind.Sign))
                .Select(d => d.ByAccountId).ToListAsync(cancellation);

    private static async Task<(bool IsThere, Sentence? Trouble)> DecideAsync(
        Act act, Office office, Guid appealId, AppealOutcome outcome, string answer, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else decides about this person.
        var db = act.Db;
        var appeal = await db.Appeals.SingleOrDefaultAsync(a => a.Id == appealId && a.SiteId == office.Site.Id, cancellation);
        if (appeal is null || await db.TakeCommenterAsync(appeal.CommenterId, cancellation) is not { } person) return (false, null);

        await db.Entry(appeal).ReloadAsync(cancellation);
        var decision = await db.Decisions.AsNoTracking().SingleAsync(d => d.Id == appeal.DecisionId, cancellation);
        var comment = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == decision.CommentId, cancellation);
        var restriction = decision.RestrictionId is { } id ? await db.Restrictions.SingleAsync(r => r.Id == id, cancellation) : null;

        // Decide.
        if (!Appeal.MayBeDecidedBy(office.Account.Id, await DecidersAsync(db, decision, cancellation), person.AccountId)) return (true, new Sentence("AppealForAnother"));
        if (appeal.Outcome is not null) return (true, new Sentence("AppealAnsweredByAnother"));
        if (outcome == AppealOutcome.Softened && restriction is not { Level: > RestrictionLevel.Slowed }) return (true, new Sentence("NothingBelow"));

        // Save: the answer, what follows from it, and word to its person.
        (appeal.Outcome, appeal.Answer, appeal.DecidedAt, appeal.ByAccountId) = (outcome, answer, now, office.Account.Id);
        var made = new Decision
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            CommentId = comment.Id,
            Revision = comment.Revision,
            ByAccountId = office.Account.Id,
            Kind = outcome == AppealOutcome.Upheld ? DecisionKind.Uphold : DecisionKind.Lift,
            Statement = answer.Length > Decision.MaximumStatement ? answer[..Decision.MaximumStatement] : answer,
            Source = DecisionSource.Appeal,
            RestrictionId = restriction?.Id,
            At = now,
        };
        switch (outcome)
        {
            case AppealOutcome.Softened:
                await SoftenAsync(act, person, comment, restriction!, made, now, cancellation);
                return (true, null);
            case AppealOutcome.Reversed when decision.Kind == DecisionKind.Remove:
                // Deleted by its writer meanwhile, there is nothing to restore; the points go all the same.
                if ((await RemoveComment.ChangeStateAsync(act, office, comment.Id, null, null, now, cancellation, made.Statement)).Trouble is null) return (true, null);
                break;
            case AppealOutcome.Reversed when decision.Kind == DecisionKind.RefuseChange:
                if (await PublishChangeAsync(act, decision, person, made, now, cancellation)) return (true, null);
                break;
            case AppealOutcome.Reversed when decision.Kind == DecisionKind.Refuse && comment.State == CommentState.Refused:
                await PublishAsync(act, comment.Id, person, made, now, cancellation);
                return (true, null);
        }

        _ = db.Decisions.Add(made);
        TellPerson.Add(db, comment, made, person.AccountId is not null, now);
        if (outcome == AppealOutcome.Reversed && restriction is { LiftedAt: null })
        {
            restriction.LiftedAt = now;
            if (restriction.Level == RestrictionLevel.Quieted)
            {
                await Restrictions.ShowAnewAsync(act, restriction, cancellation);
                return (true, null);
            }
        }

        await act.KeepAsync(cancellation);
        return (true, null);
    }

    // The level below, where and until when the one before would have held.
    private static async Task SoftenAsync(
        Act act, Commenter person, Comment comment, Restriction from, Decision made, DateTimeOffset now, CancellationToken cancellation)
    {
        var level = from.Level - 1;
        from.LiftedAt ??= now;
        (made.Kind, made.Reason) = (DecisionKind.Restrict, from.Reason);
        var longest = now + Ladder.LongestOf(level);
        var end = from.EndsAt < longest ? from.EndsAt : longest;
        var below = new Restriction
        {
            Id = Id.New(now),
            SiteId = from.SiteId,
            CommenterId = from.CommenterId,
            DecisionId = made.Id,
            Level = level,
            Section = from.Section,
            StoryId = from.StoryId,
            Reason = from.Reason,
            BeginsAt = now,
            EndsAt = end < now ? now : end,
        };
        if (from.Level == RestrictionLevel.Quieted) await Restrictions.ShowAnewAsync(act, from, cancellation);
        await RestrictCommenter.ImposeAsync(act, comment, person, made, below, now, cancellation);
    }

    // Where its writer has written another text since, that one stays.
    private static async Task<bool> PublishChangeAsync(Act act, Decision refused, Commenter person, Decision made, DateTimeOffset now, CancellationToken cancellation)
    {
        var comment = await act.Db.Comments.SingleAsync(c => c.Id == refused.CommentId, cancellation);
        var story = (await act.Db.TakeStoryAsync(comment.StoryId, cancellation))!;
        await act.Db.Entry(comment).ReloadAsync(cancellation);
        var change = await act.Db.Revisions.SingleOrDefaultAsync(
            r => r.CommentId == comment.Id && r.Number == refused.Revision && r.State == RevisionState.Refused, cancellation);
        if (change is null || !comment.IsReadable || comment.EditedAt > change.At)
        {
            story.Version--;
            return false;
        }

        DecideHeldComment.PutInPlace(act.Db, comment, change, now);
        (made.Kind, made.Revision, made.RestrictionId) = (DecisionKind.PublishChange, change.Number, null);
        _ = act.Db.Decisions.Add(made);
        TellPerson.Add(act.Db, comment, made, person.AccountId is not null, now);
        await act.KeepAsync(cancellation, new Change(story.Id, story.Version, ChangeKind.Edited, comment.Id, comment.Number));
        return true;
    }

    private static async Task PublishAsync(Act act, Guid commentId, Commenter person, Decision made, DateTimeOffset now, CancellationToken cancellation)
    {
        var comment = await act.Db.Comments.SingleAsync(c => c.Id == commentId, cancellation);
        var story = (await act.Db.TakeStoryAsync(comment.StoryId, cancellation))!;
        comment.State = CommentState.Published;
        (made.Kind, made.RestrictionId) = (DecisionKind.Publish, null);
        _ = act.Db.Decisions.Add(made);
        TellPerson.Add(act.Db, comment, made, person.AccountId is not null, now);
        await Places.GiveAsync(act.Db, comment, cancellation);
        _ = act.Db.Jobs.Add(Job.For(Job.NotifyOfComment, comment.Id, now));
        await act.KeepAsync(cancellation, new Change(story.Id, story.Version, ChangeKind.Story));
    }
}
