using Microsoft.EntityFrameworkCore;
using Parley.Core;
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
        // Decide: whoever has no account has no page to read it on, and only asked for answers.
        if (comment is null || !await db.Commenters.AnyAsync(c => c.Id == comment.CommenterId && c.AccountId != null, cancellation)) return null;

        // Save.
        var told = new Dictionary<Guid, NotificationKind> { [comment.CommenterId] = NotificationKind.Decision };
        _ = await run.Services.GetRequiredService<Writing>().DoAsync(
            async (act, stop) =>
            {
                await NotifyOfComment.TellAsync(act.Db, comment, told, run.Now, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return null;
    }
}
