using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation.Notices;

/// <summary>GET the legal notices of a site: those that wait, trusted flaggers' first, the oldest of them first, and those that were decided.</summary>
internal static class ReadNotices
{
    // As many as one looks through before the list is read again.
    private const int Listed = 30;

    public static async Task<IResult> Handle(string site, string? changed, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        return await PageAsync(db, office, null, null, changed, StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, Sentence? trouble, (Guid Notice, string Answer)? entered, string? changed, int status, CancellationToken cancellation)
    {
        var all = db.Notices.AsNoTracking().Within(office.Reach, db).Where(n => n.SiteId == office.Site.Id);
        var open = await all.Where(n => n.Outcome == null || (n.ComplainedAt != null && n.ComplaintIsRight == null)).OrderByDescending(n => n.IsTrusted).ThenBy(n => n.Id).Take(Listed).ToListAsync(cancellation);
        var done = await all.Where(n => n.Outcome != null && (n.ComplainedAt == null || n.ComplaintIsRight != null)).OrderByDescending(n => n.DecidedAt).Take(Listed).ToListAsync(cancellation);
        return Pages.Page<NoticesPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(NoticesPage.Office)] = office,
                [nameof(NoticesPage.Waiting)] = await RowsAsync(db, office, open, cancellation),
                [nameof(NoticesPage.Done)] = done,
                [nameof(NoticesPage.Trouble)] = trouble,
                [nameof(NoticesPage.Entered)] = entered,
                [nameof(NoticesPage.Changed)] = changed,
            },
            status);
    }

    /// <summary>One of them; null where there is none.</summary>
    public static async Task<ListedNotice?> OneAsync(ParleyContext db, Office office, Guid id, CancellationToken cancellation) =>
        await RowsAsync(db, office, await db.Notices.AsNoTracking().Where(n => n.Id == id && n.SiteId == office.Site.Id).ToListAsync(cancellation), cancellation) is [var one] ? one : null;

    private static async Task<IReadOnlyList<ListedNotice>> RowsAsync(ParleyContext db, Office office, List<Notice> notices, CancellationToken cancellation)
    {
        var ids = notices.ConvertAll(n => n.CommentId);
        var comments = await db.Comments.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellation);
        var senders = notices.Select(n => n.NotifierEmail).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var before = await db.Notices.AsNoTracking().Where(n => n.SiteId == office.Site.Id && n.Outcome != null && senders.Contains(n.NotifierEmail!))
            .GroupBy(n => new { n.NotifierEmail, n.Outcome }).Select(g => new { g.Key.NotifierEmail, g.Key.Outcome, Count = g.Count() }).ToListAsync(cancellation);
        return [.. notices.Select(n => new ListedNotice(
            // What is complained of is among them, and is no other.
            n, comments[n.CommentId], before.Where(b => b.NotifierEmail == n.NotifierEmail).Sum(b => b.Count) - (n is { NotifierEmail: not null, Outcome: not null } ? 1 : 0),
            before.Where(b => b.NotifierEmail == n.NotifierEmail && b.Outcome == NoticeOutcome.Stays).Sum(b => b.Count)
                - (n is { NotifierEmail: not null, Outcome: NoticeOutcome.Stays } ? 1 : 0), n.MayBeDecidedBy(office.Account.Id)))];
    }
}

/// <summary>A notice that waits, in the list.</summary>
/// <param name="Comment">The comment as it stands now.</param>
/// <param name="Before">How many notices its notifier gave before that were decided.</param>
/// <param name="Unfounded">After how many of them the comment stayed.</param>
/// <param name="IsYours">Whether who looks may decide what waits.</param>
public sealed record ListedNotice(Notice Notice, Comment Comment, int Before, int Unfounded, bool IsYours)
{
    /// <summary>Whether everybody reads another text now than the one that was complained of.</summary>
    public bool IsChanged => Comment.IsReadable && Comment.Revision != Notice.Revision;
}
