using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>The job that tells a writer by mail what was decided about their comment, or about them because of it.</summary>
internal static class NotifyOfDecision
{
    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var db = run.Services.GetRequiredService<ParleyContext>();
        var comment = Id.TryRead(run.Subject, out var id)
            ? await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation)
            : null;
        var writer = comment is null ? null : await db.Commenters.AsNoTracking().SingleAsync(c => c.Id == comment.CommenterId, cancellation);
        // Decide: whoever has no account has no address for it, and only asked for answers.
        if (comment is null || writer?.AccountId is not { } accountId) return null;

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, cancellation);

        // Save.
        _ = await run.Services.GetRequiredService<Writing>().DoAsync(
            async (act, stop) =>
            {
                await TellAsync(act.Db, comment, writer, account, run.Now, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return null;
    }

    private static async Task TellAsync(
        ParleyContext db, Comment comment, Commenter writer, Account account, DateTimeOffset now, CancellationToken cancellation)
    {
        // Kept with the decision, they say that a mail is due until one was sent.
        var told = await db.Notifications.Where(n => n.CommenterId == writer.Id && n.CommentId == comment.Id && n.MailDueAt != null
            && (n.Kind == NotificationKind.Decision || n.Kind == NotificationKind.Step)).ToListAsync(cancellation);
        if (!await db.Notifications.AnyAsync(n => n.CommenterId == writer.Id && n.CommentId == comment.Id, cancellation))
        {
            told.Add(new Notification
            {
                Id = Id.New(now),
                CommenterId = writer.Id,
                SiteId = comment.SiteId,
                StoryId = comment.StoryId,
                CommentId = comment.Id,
                Kind = NotificationKind.Decision,
                At = now,
            });
            _ = db.Notifications.Add(told[^1]);
        }

        foreach (var one in told)
        {
            one.MailDueAt = MailTime.Of(MailWish.Of(one.Kind, writer, account, null), now);
            if (one.MailDueAt is { } moment) await MailNews.PlanAsync(db, moment, now, cancellation);
        }
    }
}
