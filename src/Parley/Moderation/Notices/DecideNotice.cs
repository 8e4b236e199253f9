using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation.Notices;

/// <summary>POST what a moderator finds about a legal notice, or, another one, about a complaint of that: with reasons, told to both sides.</summary>
internal static class DecideNotice
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, Fingerprints fingerprints, Settings settings, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var noticeId)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var answer = form["answer"].ToString().ReplaceLineEndings("\n").Trim();
        ReasonClass? reason = OfficeWords.TryRead<ReasonClass>(form["reason"], out var given) ? given : null;
        var wrong = !OfficeWords.TryRead<NoticeOutcome>(form["outcome"], out var outcome) ? new Sentence("OutcomeMissing")
            : answer.Length is 0 or > Decision.MaximumStatement ? new Sentence("AnswerMissing", Decision.MaximumStatement)
            : outcome == NoticeOutcome.AgainstRules && reason is null or ReasonClass.Illegal ? new Sentence("ReasonMissing")
            : null;
        if (wrong is not null) return await AgainAsync(wrong, StatusCodes.Status422UnprocessableEntity);

        var against = outcome switch
        {
            NoticeOutcome.Illegal => ReasonClass.Illegal,
            NoticeOutcome.AgainstRules => reason,
            NoticeOutcome.Stays => (ReasonClass?)null,
        };
        var now = clock.GetUtcNow();
        var (isThere, trouble) = await writing.DoAsync(
            (act, stop) => DecideAsync(act, (fingerprints, settings.Origin), office, noticeId, outcome, against, answer, now, stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null ? Pages.SeeOther($"/admin/{office.Site.Key}/notices?changed=decided") : await AgainAsync(trouble, StatusCodes.Status409Conflict);

        Task<IResult> AgainAsync(Sentence why, int status) => ReadNotices.PageAsync(db, office, why, (noticeId, answer), null, status, cancellation);
    }

    private static async Task<(bool IsThere, Sentence? Trouble)> DecideAsync(
        Act act, (Fingerprints Fingerprints, string Origin) mail, Office office, Guid noticeId, NoticeOutcome outcome, ReasonClass? against, string answer, DateTimeOffset now,
        CancellationToken cancellation)
    {
        // Load, while nobody else decides about this comment.
        var db = act.Db;
        var notice = await db.Notices.SingleOrDefaultAsync(n => n.Id == noticeId && n.SiteId == office.Site.Id, cancellation);
        if (notice is null) return (false, null);

        var comment = await db.Comments.SingleAsync(c => c.Id == notice.CommentId, cancellation);
        _ = await db.TakeCommenterAsync(comment.CommenterId, cancellation);
        await db.Entry(notice).ReloadAsync(cancellation);

        // Decide. Nobody decides a complaint of their own decision, or about their own comment.
        if (!notice.Waits) return (true, new Sentence("NoticeDecidedByAnother"));
        if (!notice.MayBeDecidedBy(office.Account.Id) || await PersonInRoom.IsOwnAsync(db, office, comment.CommenterId, cancellation))
            return (true, new Sentence("AppealForAnother"));

        // Save: the finding, what follows from it, and word to both.
        var isComplaint = notice.Outcome is not null;
        if (isComplaint)
        {
            (notice.ComplaintIsRight, notice.ComplaintAnswer, notice.ComplaintAnsweredAt, notice.ComplaintByAccountId) =
                (outcome != notice.Outcome, answer, now, office.Account.Id);
        }
        else
        {
            (notice.Answer, notice.DecidedAt, notice.ByAccountId) = (answer, now, office.Account.Id);
        }

        notice.Outcome = outcome;
        await TellNotifier.AddOutcomeAsync(db, mail.Fingerprints, notice, office.Site, mail.Origin, now, cancellation);
        if (against is { } reason && comment.State == CommentState.Published)
        {
            _ = await RemoveComment.ChangeStateAsync(act, office, comment.Id, null, reason, now, cancellation, answer, SourceOf(notice));
            return (true, null);
        }

        if (against is null)
        {
            _ = db.Decisions.Add(new Decision
            {
                Id = Id.New(now),
                SiteId = office.Site.Id,
                CommentId = comment.Id,
                Revision = notice.Revision,
                ByAccountId = office.Account.Id,
                Kind = DecisionKind.Dismiss,
                Statement = answer,
                Source = SourceOf(notice),
                At = now,
            });
        }

        await act.KeepAsync(cancellation);
        return (true, null);
    }

    private static DecisionSource SourceOf(Notice notice) => notice.IsTrusted ? DecisionSource.TrustedNotice : DecisionSource.Notice;
}
