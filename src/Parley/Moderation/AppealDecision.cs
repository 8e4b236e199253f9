using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST that one contests a decision about oneself: once, free, within six months. Asking again what was asked changes nothing.</summary>
internal static class AppealDecision
{
    public static async Task<IResult> Handle(
        string id, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        // Load.
        if (await OwnDecision.FindAsync(context, db, id, cancellation) is not { } notice) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var written = form["text"].ToString().ReplaceLineEndings("\n").Trim();
        var now = clock.GetUtcNow();

        // Decide.
        if (notice.Contest is not null) return Pages.SeeOther(ReadDecision.PathOf(notice.Decision.Id));
        var wrong = notice.ContestableUntil is not { } until || now >= until ? new Sentence("AppealTooLate")
            : written.Length == 0 ? new Sentence("AppealEmpty")
            : written.Length > Appeal.MaximumText ? new Sentence("AppealTooLong", Appeal.MaximumText)
            : null;
        if (wrong is not null) return ReadDecision.Page(context, notice, wrong, written, now, StatusCodes.Status422UnprocessableEntity);

        // Save.
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                // Two at once are one.
                _ = await act.Db.TakeCommenterAsync(notice.Comment.CommenterId, stop);
                if (await act.Db.Appeals.AnyAsync(a => a.DecisionId == notice.Decision.Id, stop)) return false;

                _ = act.Db.Appeals.Add(new Appeal
                {
                    Id = Id.New(now),
                    SiteId = notice.Site.Id,
                    DecisionId = notice.Decision.Id,
                    CommenterId = notice.Comment.CommenterId,
                    Text = written,
                    At = now,
                });
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return Pages.SeeOther(ReadDecision.PathOf(notice.Decision.Id));
    }
}
