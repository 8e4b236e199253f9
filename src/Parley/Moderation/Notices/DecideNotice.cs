using System.Globalization;
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
    /// <param name="Against">For which reason the text complained of is not to be read; null where it stays.</param>
    /// <param name="Seen">Which text the comment had when it was looked at; see <see cref="Waiting.Seen"/>.</param>
    /// <param name="IsNewerToo">Whether a text that has taken the place of the one complained of is to go as well.</param>
    private sealed record Finding(NoticeOutcome Outcome, ReasonClass? Against, string Answer, long Seen, bool IsNewerToo);

    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, Fingerprints fingerprints, Settings settings, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var noticeId)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var answer = form["answer"].ToString().ReplaceLineEndings("\n").Trim();
        ReasonClass? reason = OfficeWords.TryRead<ReasonClass>(form["reason"], out var given) ? given : null;
        var wrong = !OfficeWords.TryRead<NoticeOutcome>(form["outcome"], out var outcome) || outcome == NoticeOutcome.Mended ? new Sentence("OutcomeMissing")
            : answer.Length is 0 or > Decision.MaximumStatement ? new Sentence("AnswerMissing", Decision.MaximumStatement)
            : outcome == NoticeOutcome.AgainstRules && reason is null or ReasonClass.Illegal ? new Sentence("ReasonMissing")
            : null;
        if (wrong is not null) return await AgainAsync(wrong, StatusCodes.Status422UnprocessableEntity);

        var against = outcome switch
        {
            NoticeOutcome.Illegal => ReasonClass.Illegal,
            NoticeOutcome.AgainstRules => reason,
            NoticeOutcome.Stays or NoticeOutcome.Mended => (ReasonClass?)null,
        };
        _ = long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
        var now = clock.GetUtcNow();
        var (isThere, trouble) = await writing.DoAsync(
            (act, stop) => DecideAsync(act, (fingerprints, settings.Origin), office, noticeId, new Finding(outcome, against, answer, seen, form["also"] == "now"), now, stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null ? Pages.SeeOther(QueueView.From(site, form)?.With("decided=notice") ?? $"/admin/{office.Site.Key}/notices?changed=decided") : await AgainAsync(trouble, StatusCodes.Status409Conflict);

        Task<IResult> AgainAsync(Sentence why, int status) => ReadNotices.PageAsync(db, office, why, (noticeId, answer), null, status, cancellation);
    }

    private static async Task<(bool IsThere, Sentence? Trouble)> DecideAsync(
        Act act, (Fingerprints Fingerprints, string Origin) mail, Office office, Guid noticeId, Finding found, DateTimeOffset now,
        CancellationToken cancellation)
    {
        // Load, while nobody else decides about this comment.
        var db = act.Db;
        var notice = await db.Notices.SingleOrDefaultAsync(n => n.Id == noticeId && n.SiteId == office.Site.Id, cancellation);
        if (notice is null) return (false, null);

        var comment = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == notice.CommentId, cancellation);
        _ = await db.TakeCommenterAsync(comment.CommenterId, cancellation);
        await db.Entry(notice).ReloadAsync(cancellation);

        // Decide. Nobody decides a complaint of their own decision, or about their own comment.
        if (!notice.Waits) return (true, new Sentence("NoticeDecidedByAnother"));
        if (!notice.MayBeDecidedBy(office.Account.Id) || await PersonInRoom.IsOwnAsync(db, office, comment.CommenterId, cancellation))
            return (true, new Sentence("AppealForAnother"));

        // The finding is about the text complained of; one that has taken its place goes only if it was looked at and is meant, too.
        var isAgainst = found.Against is not null && comment.State == CommentState.Published;
        if (isAgainst && Waiting.SeenOf(comment) != found.Seen) return (true, new Sentence("ChangedMeanwhile"));

        var isToGo = isAgainst && (comment.Revision == notice.Revision || found.IsNewerToo);
        var outcome = isAgainst && !isToGo ? NoticeOutcome.Mended : found.Outcome;

        // Save: the finding, what follows from it, and word to both.
        var isComplaint = notice.Outcome is not null;
        if (isComplaint)
        {
            (notice.ComplaintIsRight, notice.ComplaintAnswer, notice.ComplaintAnsweredAt, notice.ComplaintByAccountId) =
                (outcome != notice.Outcome, found.Answer, now, office.Account.Id);
        }
        else
        {
            (notice.Answer, notice.DecidedAt, notice.ByAccountId) = (found.Answer, now, office.Account.Id);
        }

        notice.Outcome = outcome;
        await TellNotifier.AddOutcomeAsync(db, mail.Fingerprints, notice, office.Site, mail.Origin, now, cancellation);
        if (isToGo)
        {
            var (_, trouble) = await RemoveComment.ChangeStateAsync(
                act, office, comment.Id, found.Seen, found.Against, now, cancellation, found.Answer, SourceOf(notice));
            return (true, trouble);
        }

        if (found.Against is null)
        {
            _ = db.Decisions.Add(new Decision
            {
                Id = Id.New(now),
                SiteId = office.Site.Id,
                CommentId = comment.Id,
                Revision = notice.Revision,
                ByAccountId = office.Account.Id,
                Kind = DecisionKind.Dismiss,
                Statement = found.Answer,
                Source = SourceOf(notice),
                At = now,
            });
        }

        await act.KeepAsync(cancellation);
        return (true, null);
    }

    private static DecisionSource SourceOf(Notice notice) => notice.IsTrusted ? DecisionSource.TrustedNotice : DecisionSource.Notice;
}
