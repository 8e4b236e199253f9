using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation.Notices;

/// <summary>GET what became of a notice, by the address its notifier has; POST that they complain of the decision, once, within half a year.</summary>
internal static class FollowNotice
{
    public static async Task<IResult> Read(string secret, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation) =>
        await FindAsync(db, secret, cancellation) is { } notice
            ? await PageAsync(context, db, secret, notice, null, "", clock.GetUtcNow(), StatusCodes.Status200OK, cancellation)
            : Pages.NotFound();

    public static async Task<IResult> Complain(
        string secret, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        if (await FindAsync(db, secret, cancellation) is not { } notice) return Pages.NotFound();

        var written = (await Forms.ReadAsync(context.Request, cancellation))["text"].ToString().ReplaceLineEndings("\n").Trim();
        var now = clock.GetUtcNow();
        // Asked again, it is what was asked.
        if (notice.ComplainedAt is not null) return Pages.SeeOther("/notices/" + secret);

        var wrong = !notice.MayBeContested(now) ? new Sentence("AppealTooLate")
            : written.Length == 0 ? new Sentence("AppealEmpty")
            : written.Length > Notice.MaximumText ? new Sentence("AppealTooLong", Notice.MaximumText)
            : null;
        if (wrong is not null) return await PageAsync(context, db, secret, notice, wrong, written, now, StatusCodes.Status422UnprocessableEntity, cancellation);

        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                // Two at once are one.
                var changed = await act.Db.Notices.Where(n => n.Id == notice.Id && n.ComplainedAt == null).ExecuteUpdateAsync(
                    n => n.SetProperty(x => x.Complaint, written).SetProperty(x => x.ComplainedAt, now), stop);
                await act.KeepAsync(stop);
                return changed > 0;
            },
            cancellation);
        return Pages.SeeOther("/notices/" + secret);
    }

    private static async Task<Notice?> FindAsync(ParleyContext db, string secret, CancellationToken cancellation) =>
        NoticeSecret.HashOf(secret) is { } hash ? await db.Notices.AsNoTracking().SingleOrDefaultAsync(n => n.SecretHash == hash, cancellation) : null;

    private static async Task<IResult> PageAsync(
        HttpContext context, ParleyContext db, string secret, Notice notice, Sentence? trouble, string written, DateTimeOffset now, int status, CancellationToken cancellation)
    {
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == notice.SiteId, cancellation);
        context.BelongsTo(site);
        return Pages.Page<FollowNoticePage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(FollowNoticePage.Site)] = site,
                [nameof(FollowNoticePage.Secret)] = secret,
                [nameof(FollowNoticePage.Notice)] = notice,
                [nameof(FollowNoticePage.Trouble)] = trouble,
                [nameof(FollowNoticePage.Written)] = written,
                [nameof(FollowNoticePage.Now)] = now,
            },
            status);
    }
}
