using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Stories;

namespace Parley.Storage;

/// <summary>Reads what limits people, and what of it a room shows.</summary>
internal static class Restrictions
{
    /// <summary>Those that hold on a site; few do, among all that ever did.</summary>
    public static IQueryable<Restriction> InForce(ParleyContext db, Guid site, DateTimeOffset now) =>
        db.Restrictions.AsNoTracking().Where(r => r.SiteId == site && r.EndsAt > now && r.LiftedAt == null && r.BeginsAt <= now
            && (r.Level != RestrictionLevel.Removed || r.SignedAt != null));

    /// <summary>The deepest that holds for somebody in a story; null where none does.</summary>
    public static async Task<Restriction?> OfAsync(ParleyContext db, Guid commenter, Story story, DateTimeOffset now, CancellationToken cancellation)
    {
        var all = await InForce(db, story.SiteId, now).Where(r => r.CommenterId == commenter).ToListAsync(cancellation);
        return Restriction.Deepest(all, story.Id, story.Section, now);
    }

    /// <summary>Those by which somebody's comments are one line, on a whole site.</summary>
    public static Task<List<Restriction>> QuietingAsync(ParleyContext db, Guid site, DateTimeOffset now, CancellationToken cancellation) =>
        InForce(db, site, now).Where(r => r.Level == RestrictionLevel.Quieted).ToListAsync(cancellation);

    /// <summary>Those who answered somebody on a site before a moment.</summary>
    public static IQueryable<Guid> WhoAnswered(ParleyContext db, Guid commenter, DateTimeOffset before) =>
        from reply in db.Comments
        join answered in db.Comments on reply.ParentId equals answered.Id
        where answered.CommenterId == commenter && reply.CommenterId != commenter && reply.State == CommentState.Published && reply.At <= before
        select reply.CommenterId;

    /// <summary>What the limits of a restricted writer follow from.</summary>
    /// <param name="answered">Who wrote what is to be answered; null for a top-level comment.</param>
    public static async Task<RestrictedWriter> WriterAsync(
        ParleyContext db, Restriction restriction, Guid? answered, DateTimeOffset now, CancellationToken cancellation)
    {
        var (writer, site, since) = (restriction.CommenterId, restriction.SiteId, now - Limits.Day);
        var lately = await db.Comments.AsNoTracking().Where(c => c.CommenterId == writer && c.At > since)
            .Join(db.Stories, c => c.StoryId, s => s.Id, (c, s) => new { c.At, c.ParentId, c.StoryId, s.Section }).ToListAsync(cancellation);
        return new RestrictedWriter(
            restriction, answered is not null,
            answered is { } person && (person == writer || await WhoAnswered(db, writer, now).AnyAsync(p => p == person, cancellation)),
            [.. lately.Where(l => restriction.Covers(l.StoryId, l.Section)).Select(l => (l.At, l.ParentId is not null))],
            restriction.Level == RestrictionLevel.Held
                ? await db.Comments.CountAsync(c => c.CommenterId == writer && c.SiteId == site && c.State == CommentState.Held, cancellation)
                : 0);
    }

    /// <summary>Takes what shows a restriction to be made anew: a story, or all of a site.</summary>
    public static async Task ShowAnewAsync(Act act, Restriction restriction, CancellationToken cancellation)
    {
        if (restriction.StoryId is { } storyId && await act.Db.TakeStoryAsync(storyId, cancellation) is { } story)
        {
            await act.KeepAsync(cancellation, new Live.Change(story.Id, story.Version, Live.ChangeKind.Story));
            return;
        }

        var site = await act.Db.Sites.SingleAsync(s => s.Id == restriction.SiteId, cancellation);
        site.Version++;
        await act.KeepAsync(cancellation);
    }
}
