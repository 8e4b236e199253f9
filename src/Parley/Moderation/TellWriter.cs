using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>Word to the writer of a comment that something was decided about it, in the same act.</summary>
internal static class TellWriter
{
    // A guest's browser shows it by itself; there is nobody to write to.
    public static async Task AddAsync(ParleyContext db, Comment comment, Decision decision, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!await db.Commenters.AnyAsync(c => c.Id == comment.CommenterId && c.AccountId != null, cancellation)) return;

        var told = await db.Notifications.SingleOrDefaultAsync(
            n => n.CommenterId == comment.CommenterId && n.CommentId == comment.Id && n.Kind == NotificationKind.Decision, cancellation);
        if (told is null)
        {
            _ = db.Notifications.Add(told = new Notification
            {
                Id = Core.Id.New(now),
                CommenterId = comment.CommenterId,
                SiteId = comment.SiteId,
                StoryId = comment.StoryId,
                CommentId = comment.Id,
                Kind = NotificationKind.Decision,
            });
        }

        // Decided otherwise, it is news again; the job knows how its writer wants mail.
        (told.At, told.ReadAt, told.MailDueAt, told.DecisionId) = (now, null, now, decision.Id);
        _ = db.Jobs.Add(Job.For(Job.NotifyOfDecision, comment.Id, now));
    }
}
