using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>The job that tells a writer what a moderator decided about their comment.</summary>
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
        // Decide: whoever has no account has no page to read it on, and only asked for answers.
        if (comment is null || writer?.AccountId is not { } accountId) return null;

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, cancellation);
        var due = MailTime.Of(MailWish.Of(NotificationKind.Decision, writer, account, null), run.Now);

        // Save.
        _ = await run.Services.GetRequiredService<Writing>().DoAsync(
            async (act, stop) =>
            {
                await TellAsync(act.Db, comment, due, run.Now, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return null;
    }

    private static async Task TellAsync(ParleyContext db, Comment comment, DateTimeOffset? due, DateTimeOffset now, CancellationToken cancellation)
    {
        var told = await db.Notifications.SingleOrDefaultAsync(
            n => n.CommenterId == comment.CommenterId && n.CommentId == comment.Id && n.Kind == NotificationKind.Decision, cancellation);
        // Kept with the decision, it says that a mail is due until one was sent.
        if (told is { MailDueAt: null }) return;

        if (told is null)
        {
            _ = db.Notifications.Add(told = new Notification
            {
                Id = Id.New(now),
                CommenterId = comment.CommenterId,
                SiteId = comment.SiteId,
                StoryId = comment.StoryId,
                CommentId = comment.Id,
                Kind = NotificationKind.Decision,
                At = now,
            });
        }

        told.MailDueAt = due;
        if (due is { } moment) await MailNews.PlanAsync(db, moment, now, cancellation);
    }
}
