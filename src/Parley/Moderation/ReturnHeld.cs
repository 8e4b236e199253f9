using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>The job that sends a comment back that waited too long because of its writer's restriction: they keep the words, and are told.</summary>
internal static class ReturnHeld
{
    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        if (!Id.TryRead(run.Subject, out var id)) return null;

        return await run.Services.GetRequiredService<Writing>().DoAsync((act, stop) => ReturnAsync(act, id, run.Now, stop), cancellation);
    }

    private static async Task<DateTimeOffset?> ReturnAsync(Act act, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else decides about it.
        var db = act.Db;
        var storyId = await db.Comments.Where(c => c.Id == id).Select(c => (Guid?)c.StoryId).SingleOrDefaultAsync(cancellation);
        if (storyId is null || await db.TakeStoryAsync(storyId.Value, cancellation) is not { } story) return null;

        var comment = await db.Comments.SingleAsync(c => c.Id == id, cancellation);

        // Decide. Another text waits from when it was written.
        if (comment.State != CommentState.Held) return null;
        if ((comment.EditedAt ?? comment.At) + Limits.Returned is var due && now < due) return due;

        // Save. Nobody else could ever see it, so nothing changes for anybody else.
        comment.State = CommentState.Refused;
        story.Version--;
        var decision = new Decision
        {
            Id = Id.New(now),
            SiteId = comment.SiteId,
            CommentId = comment.Id,
            Revision = comment.Revision,
            Kind = DecisionKind.Return,
            Source = DecisionSource.Ladder,
            At = now,
        };
        _ = db.Decisions.Add(decision);
        await TellWriter.AddAsync(db, comment, decision, now, cancellation);
        await act.KeepAsync(cancellation);
        return null;
    }
}
