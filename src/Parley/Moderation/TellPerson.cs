using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>Word to somebody that something was decided about them, in the same act: nothing takes effect that nobody was told of.</summary>
internal static class TellPerson
{
    /// <param name="comment">The comment because of which it was decided.</param>
    public static void Add(ParleyContext db, Comment comment, Decision decision, bool hasAccount, DateTimeOffset now)
    {
        _ = db.Notifications.Add(new Notification
        {
            Id = Core.Id.New(now),
            CommenterId = comment.CommenterId,
            SiteId = comment.SiteId,
            StoryId = comment.StoryId,
            CommentId = comment.Id,
            Kind = NotificationKind.Step,
            DecisionId = decision.Id,
            At = now,
            // The job knows where mail goes; a guest reads it in the page.
            MailDueAt = hasAccount ? now : null,
        });
        if (hasAccount) _ = db.Jobs.Add(Job.For(Job.NotifyOfDecision, comment.Id, now));
    }
}
