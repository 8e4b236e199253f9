using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>The job that writes the letters that are due: one for each recipient, with all that is to be told by then.</summary>
internal static class MailNews
{
    public const string Kind = "mail-news";

    // Beyond these, what is to be told waits for the next full hour, and comes in one letter then.
    private const int LettersAnHour = 12;
    private const int LettersByOneWriterAnHour = 30;

    // What a letter has room for; whoever has more reads it on their page.
    private const int MostInALetter = 50;

    private const int PeopleAtOnce = 50;

    /// <summary>Adds to an act the job that sees to what is due at a moment: one for each, and one for all that is due at once.</summary>
    public static Task PlanAsync(ParleyContext db, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellation) => Job.AddOnceAsync(
        db, Kind, due > now ? due.ToUniversalTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture) : "", due, now, cancellation);

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        var db = run.Services.GetRequiredService<ParleyContext>();
        var (writing, fingerprints) = (run.Services.GetRequiredService<Writing>(), run.Services.GetRequiredService<Fingerprints>());
        while (true)
        {
            var people = await db.Notifications.Where(n => n.MailDueAt <= run.Now)
                .Join(db.Commenters, n => n.CommenterId, c => c.Id, (n, c) => new { c.AccountId, Guest = c.AccountId == null ? (Guid?)c.Id : null })
                .Distinct().Take(PeopleAtOnce).ToListAsync(cancellation);
            if (people.Count == 0) return null;

            foreach (var person in people)
            {
                _ = await writing.DoAsync(
                    async (act, stop) =>
                    {
                        await TellAsync(act.Db, fingerprints, person.AccountId, person.Guest, run.Now, stop);
                        await act.KeepAsync(stop);
                        return true;
                    },
                    cancellation);
            }
        }
    }

    private static async Task TellAsync(
        ParleyContext db, Fingerprints fingerprints, Guid? accountId, Guid? guestId, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while no other node does the same.
        await db.LockAsync([fingerprints.Of("news", Id.Text((accountId ?? guestId)!.Value))], cancellation);
        var account = accountId is null ? null : await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, cancellation);
        var commenters = db.Commenters.Where(c => c.AccountId == accountId && (accountId != null || c.Id == guestId));
        var due = await db.Notifications.Where(n => n.MailDueAt <= now && commenters.Any(c => c.Id == n.CommenterId))
            .OrderBy(n => n.Id).ToListAsync(cancellation);
        var wanted = await WantedAsync(db, due.ConvertAll(n => n.Id), account, now, cancellation);

        // Decide.
        foreach (var notification in due) notification.MailDueAt = null;
        if (wanted.Count == 0) return;

        var letter = new Letters.Draft(
            account?.Email ?? (await commenters.SingleAsync(cancellation)).Email!, Letters.News, account?.Language ?? "",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["news"] = string.Join(' ', wanted.Take(MostInALetter).Select(n => Id.Text(n.Notification.Id))),
                ["count"] = wanted.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
            // One writer's words alone must not fill other people's mailboxes.
            wanted is [{ Notification.Kind: NotificationKind.Reply or NotificationKind.Mention } only] ? "writer:" + Id.Text(only.Comment.CommenterId) : null,
            account?.Id, wanted[0].Site.Id);

        // Save: the letter, or another moment.
        if (await Letters.WriteAsync(db, fingerprints, letter, now, LettersAnHour, LettersByOneWriterAnHour, cancellation)) return;

        var next = MailTime.NextHour(now);
        foreach (var notification in due.Where(d => wanted.Any(w => w.Notification.Id == d.Id))) notification.MailDueAt = next;
        await PlanAsync(db, next, now, cancellation);
    }

    /// <summary>Of notifications, those that may be seen, are not read yet, and that their reader still wants by mail.</summary>
    public static async Task<List<News>> WantedAsync(ParleyContext db, List<Guid> ids, Account? account, DateTimeOffset now, CancellationToken cancellation)
    {
        var unread = News.VisibleOf(db, db.Notifications.Where(n => ids.Contains(n.Id) && n.ReadAt == null));
        var news = await News.LoadAsync(db, unread.OrderBy(n => n.Id), cancellation);
        var (commenters, stories) = (news.Select(n => n.Notification.CommenterId).ToList(), news.Select(n => n.Story.Id).ToList());
        var people = await db.Commenters.AsNoTracking().Where(c => commenters.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellation);
        var follows = await db.Follows.AsNoTracking()
            .Where(f => commenters.Contains(f.CommenterId) && stories.Contains(f.StoryId)).ToListAsync(cancellation);
        // What somebody quieted wrote is sent to nobody.
        var quieting = new List<Restriction>();
        foreach (var site in news.Select(n => n.Site.Id).Distinct()) quieting.AddRange(await Restrictions.QuietingAsync(db, site, now, cancellation));
        news.RemoveAll(n => n.Notification.Kind is not (NotificationKind.Decision or NotificationKind.Step)
            && quieting.Exists(r => r.CommenterId == n.Comment.CommenterId && r.Covers(n.Story.Id, n.Story.Section)));
        return news.FindAll(n => MailWish.Of(
            n.Notification.Kind, people[n.Notification.CommenterId], account,
            follows.Find(f => f.CommenterId == n.Notification.CommenterId && f.StoryId == n.Story.Id)) != MailChoice.Never);
    }
}
