using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>What everybody may know of somebody with an account, on one site.</summary>
/// <param name="Name">Their name now.</param>
/// <param name="FormerNames">Names they had while they were here, the newest first, with the moment each was given up.</param>
/// <param name="Count">How many of their comments can be read here.</param>
/// <param name="Comments">Some of them, the newest first, each with its story.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="PausedUntil">Until when they may not write anywhere on the site; null where they may.</param>
public sealed record Profile(
    Site Site, Commenter Commenter, string Name, IReadOnlyList<(string Name, DateTimeOffset Until)> FormerNames, int Count,
    IReadOnlyList<(Comment Comment, Story Story)> Comments, Guid? Next, DateTimeOffset? PausedUntil)
{
    /// <summary>How many comments a page shows.</summary>
    internal const int CommentsOnAPage = 30;

    // Whoever changes their name each month for years has a page of them, not a book.
    private const int MostNames = 20;

    /// <summary>
    /// Who has a profile on a site: an account that has a name here and was not erased. Guests and those who were imported
    /// have none, and an account that a publisher's sign-on made has one on that site alone.
    /// </summary>
    internal static IQueryable<Commenter> Those(ParleyContext db, Guid site) => db.Commenters.AsNoTracking().Where(c =>
        c.SiteId == site && c.Name != ""
        && db.Accounts.Any(a => a.Id == c.AccountId && a.ErasedAt == null && (a.SiteId == null || a.SiteId == site)));

    /// <summary>Reads a page of it, with a number of queries that does not depend on how much they wrote.</summary>
    internal static async Task<Profile> LoadAsync(
        ParleyContext db, Guid commenterId, Guid? behind, DateTimeOffset now, CancellationToken cancellation)
    {
        var commenter = await db.Commenters.AsNoTracking().SingleAsync(c => c.Id == commenterId, cancellation);
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == commenter.SiteId, cancellation);
        var name = await db.Accounts.Where(a => a.Id == commenter.AccountId).Select(a => a.Name).SingleAsync(cancellation);
        // Names given up before they came here are not this site's to tell.
        var former = await db.NameChanges.AsNoTracking().Where(n => n.AccountId == commenter.AccountId && n.At > commenter.CreatedAt && n.From != "")
            .OrderByDescending(n => n.At).Take(MostNames).Select(n => new { n.From, n.At }).ToListAsync(cancellation);

        var readable = db.Comments.AsNoTracking().Where(c => c.CommenterId == commenterId && c.State == CommentState.Published);
        var count = await readable.CountAsync(cancellation);
        var some = behind is { } last ? readable.Where(c => c.Id.CompareTo(last) < 0) : readable;
        var found = await some.OrderByDescending(c => c.Id).Take(CommentsOnAPage + 1)
            .Join(db.Stories.AsNoTracking(), c => c.StoryId, s => s.Id, (comment, story) => new { comment, story }).ToListAsync(cancellation);
        var page = found.OrderByDescending(f => Id.Text(f.comment.Id), StringComparer.Ordinal).Take(CommentsOnAPage).ToList();
        return new Profile(
            site, commenter, name.Length == 0 ? commenter.Name : name, [.. former.Select(n => (n.From, n.At))], count,
            [.. page.Select(f => (f.comment, f.story))], found.Count > CommentsOnAPage ? page[^1].comment.Id : null,
            await Restrictions.InForce(db, site.Id, now)
                .Where(r => r.CommenterId == commenterId && r.StoryId == null && r.Section == null && (r.Level == RestrictionLevel.Suspended || r.Level == RestrictionLevel.Removed))
                .MaxAsync(r => (DateTimeOffset?)r.EndsAt, cancellation));
    }
}
