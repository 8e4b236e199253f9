using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>What a decision about a comment does with the flags on it: each gets its outcome, and whoever flagged is told on their page.</summary>
internal static class CloseFlags
{
    /// <param name="seen">Until when flags were looked at; those that came later stay open.</param>
    /// <returns>Whether there were any.</returns>
    public static async Task<bool> AddAsync(
        ParleyContext db, Comment comment, FlagOutcome outcome, DateTimeOffset seen, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = await db.Flags.Where(f => f.CommentId == comment.Id && f.Outcome == null && f.At <= seen).ToListAsync(cancellation);
        if (open.Count == 0) return false;

        var people = open.ConvertAll(f => f.CommenterId);
        var told = await db.Notifications.Where(n => n.CommentId == comment.Id && n.Kind == NotificationKind.Flag && people.Contains(n.CommenterId)).ToListAsync(cancellation);
        var accounts = await db.Commenters.Where(c => people.Contains(c.Id) && c.AccountId != null).Select(c => c.Id).ToListAsync(cancellation);
        foreach (var flag in open)
        {
            (flag.Outcome, flag.DecidedAt) = (outcome, now);
            // A guest reads it where they flagged.
            if (!accounts.Contains(flag.CommenterId)) continue;

            var news = told.Find(n => n.CommenterId == flag.CommenterId);
            if (news is null)
            {
                _ = db.Notifications.Add(news = new Notification
                {
                    Id = Core.Id.New(now),
                    CommenterId = flag.CommenterId,
                    SiteId = comment.SiteId,
                    StoryId = comment.StoryId,
                    CommentId = comment.Id,
                    Kind = NotificationKind.Flag,
                });
            }

            (news.At, news.ReadAt) = (now, null);
        }

        return true;
    }
}
