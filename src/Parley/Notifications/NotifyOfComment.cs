using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>The job that tells of a comment whoever is answered, called by name, or follows the story.</summary>
internal static class NotifyOfComment
{
    // A story that many follow is told of in pieces, so that nobody who writes waits for all of it.
    private const int AtOnce = 500;

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var db = run.Services.GetRequiredService<ParleyContext>();
        if (!Id.TryRead(run.Subject, out var id)) return null;

        var comment = await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation);
        // What waits, or went in the meantime, nobody hears of.
        if (comment is not { State: CommentState.Published }) return null;

        // Decide.
        var told = await ToldAsync(db, comment, cancellation);

        // Save.
        var writing = run.Services.GetRequiredService<Writing>();
        foreach (var some in told.Chunk(AtOnce))
        {
            _ = await writing.DoAsync(
                async (act, stop) =>
                {
                    await TellAsync(act.Db, comment, some.ToDictionary(t => t.Key, t => t.Value), run.Now, stop);
                    await act.KeepAsync(stop);
                    return true;
                },
                cancellation);
        }

        return null;
    }

    /// <summary>Adds what those are told who were not told of this comment yet, and the job of the mail.</summary>
    private static async Task TellAsync(
        ParleyContext db, Comment comment, Dictionary<Guid, NotificationKind> told, DateTimeOffset now, CancellationToken cancellation)
    {
        var ids = told.Keys.ToList();
        // Somebody may have taken the words back since.
        if (!await db.Comments.AnyAsync(c => c.Id == comment.Id && c.State == CommentState.Published, cancellation)) return;

        var known = await db.Notifications
            .Where(n => n.CommentId == comment.Id && ids.Contains(n.CommenterId) && n.Kind != NotificationKind.Decision && n.Kind != NotificationKind.Step && n.Kind != NotificationKind.Flag)
            .Select(n => n.CommenterId).ToListAsync(cancellation);
        var people = await (
            from commenter in db.Commenters
            where ids.Contains(commenter.Id) && !known.Contains(commenter.Id)
            join account in db.Accounts on commenter.AccountId equals account.Id into accounts
            from account in accounts.DefaultIfEmpty()
            join follow in db.Follows.Where(f => f.StoryId == comment.StoryId) on commenter.Id equals follow.CommenterId into follows
            from follow in follows.DefaultIfEmpty()
            select new { commenter, account, follow }).AsNoTracking().ToListAsync(cancellation);
        foreach (var person in people)
        {
            var kind = told[person.commenter.Id];
            var due = MailTime.Of(MailWish.Of(kind, person.commenter, person.account, person.follow), now);
            _ = db.Notifications.Add(new Notification
            {
                Id = Id.New(now),
                CommenterId = person.commenter.Id,
                SiteId = comment.SiteId,
                StoryId = comment.StoryId,
                CommentId = comment.Id,
                Kind = kind,
                At = now,
                MailDueAt = due,
            });
            if (due is { } moment) await MailNews.PlanAsync(db, moment, now, cancellation);
        }
    }

    private static async Task<IReadOnlyDictionary<Guid, NotificationKind>> ToldAsync(
        ParleyContext db, Comment comment, CancellationToken cancellation)
    {
        var answered = comment.ParentId is { } parent
            ? await db.Comments.Where(c => c.Id == parent).Join(Hearing(db), c => c.CommenterId, w => w.Id, (c, w) => (Guid?)w.Id)
                .SingleOrDefaultAsync(cancellation)
            : null;
        var called = comment.Text.Contains('@', StringComparison.Ordinal) ? await CalledAsync(db, comment, cancellation) : [];
        var followers = await db.Follows.Where(f => f.StoryId == comment.StoryId && f.IsFollowed)
            .Join(Hearing(db).Where(w => w.AccountId != null), f => f.CommenterId, w => w.Id, (f, w) => w.Id).ToListAsync(cancellation);
        var muting = await db.Mutes.Where(m => m.CommenterId == comment.CommenterId)
            .Join(db.Commenters, m => m.AccountId, w => w.AccountId, (m, w) => w.Id).ToListAsync(cancellation);
        var tired = await db.Follows.Where(f => f.StoryId == comment.StoryId && !f.IsFollowed).Select(f => f.CommenterId).ToListAsync(cancellation);
        var told = Telling.Of(comment.CommenterId, answered, called, followers, new HashSet<Guid>([.. muting, .. tired]));
        // What somebody restricted writes comes to those who spoke to them, or to nobody.
        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation);
        var restriction = await Restrictions.OfAsync(db, comment.CommenterId, story, comment.At, cancellation);
        if (Limits.AudienceOf(restriction?.Level) is var audience && audience == Audience.Everybody) return told;
        if (audience == Audience.Nobody) return new Dictionary<Guid, NotificationKind>();

        var who = await Restrictions.WhoAnswered(db, comment.CommenterId, comment.At).Distinct().ToListAsync(cancellation);
        return told.Where(t => who.Contains(t.Key)).ToDictionary(t => t.Key, t => t.Value);
    }

    private static async Task<IReadOnlyList<Guid>> CalledAsync(ParleyContext db, Comment comment, CancellationToken cancellation)
    {
        var speakers = await db.Comments.Where(c => c.StoryId == comment.StoryId && c.State == CommentState.Published)
            .Join(Hearing(db).Where(w => w.AccountId != null), c => c.CommenterId, w => w.Id, (c, w) => new { w.Id, c.Name })
            .Distinct().ToListAsync(cancellation);
        return Mentions.In(
            CommentWords.WithoutCode(comment.Html), speakers.ToLookup(s => CommenterName.Skeleton(s.Name), s => s.Id, StringComparer.Ordinal),
            await MostMentionsAsync(db, comment, cancellation));
    }

    // How many are called follows from a standing where the site says so.
    private static async Task<int> MostMentionsAsync(ParleyContext db, Comment comment, CancellationToken cancellation)
    {
        if (!await db.Sites.AnyAsync(s => s.Id == comment.SiteId && s.PacesByStanding, cancellation)
            || await db.Commenters.AnyAsync(c => c.Id == comment.CommenterId && c.Badge != Badge.None, cancellation))
        {
            return Mentions.Most;
        }

        var history = (await Histories.OfAsync(db, [comment.CommenterId], comment.At, cancellation))[comment.CommenterId];
        return StandingLimits.Mentions(StandingRule.Of(history, comment.At).Standing);
    }

    // Those whom anything reaches at all: accounts, on their page, and guests who proved an address theirs.
    private static IQueryable<Commenter> Hearing(ParleyContext db) => db.Commenters.Where(w =>
        (w.AccountId != null && db.Accounts.Any(a => a.Id == w.AccountId && a.ErasedAt == null))
        || (w.AccountId == null && w.EmailConfirmedAt != null));
}
