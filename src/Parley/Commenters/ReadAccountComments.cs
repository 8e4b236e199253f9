using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>GET one's own comments on all sites, newest first, with what became of them.</summary>
internal static class ReadAccountComments
{
    public const int OnAPage = 25;

    public static async Task<IResult> Handle(
        string? site, string? after, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        var before = Id.TryRead(after, out var cursor) ? cursor : (Guid?)null;
        if (after is not null && before is null) return Pages.NotFound();

        var places = await db.Commenters.Where(c => c.AccountId == account.Id)
            .Join(db.Sites, c => c.SiteId, s => s.Id, (c, s) => new { c.Id, Site = s })
            .OrderBy(p => p.Site.Name).ThenBy(p => p.Site.Key).AsNoTracking().ToListAsync(cancellation);
        var chosen = places.Where(p => site is null || p.Site.Key == site).ToList();
        if (site is not null && chosen.Count == 0) return Pages.NotFound();

        var ids = new List<Guid>();
        foreach (var place in chosen) ids.AddRange(await NewestAsync(db, place.Id, before, cancellation));
        // Ids are in the order of time, in both databases and here.
        ids = [.. ids.OrderByDescending(Id.Text, StringComparer.Ordinal).Take(OnAPage + 1)];
        return Pages.Page<OwnCommentsPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(OwnCommentsPage.Account)] = account,
            [nameof(OwnCommentsPage.Contents)] = new OwnComments(
                await RowsAsync(db, [.. ids.Take(OnAPage)], clock.GetUtcNow(), cancellation), site is null ? null : chosen[0].Site,
                [.. places.Select(p => p.Site)], before is null, ids.Count > OnAPage ? Id.Text(ids[OnAPage - 1]) : null),
        });
    }

    // A step into the index for each state, whatever number of comments there is: no state is sorted together with another.
    private static async Task<List<Guid>> NewestAsync(ParleyContext db, Guid commenter, Guid? before, CancellationToken cancellation)
    {
        var ids = new List<Guid>();
        foreach (var state in Enum.GetValues<CommentState>())
        {
            var own = db.Comments.Where(c => c.CommenterId == commenter && c.State == state);
            if (before is { } cursor) own = own.Where(c => c.Id < cursor);
            ids.AddRange(await own.OrderByDescending(c => c.Id).Select(c => c.Id).Take(OnAPage + 1).ToListAsync(cancellation));
        }

        return ids;
    }

    private static async Task<List<OwnCommentRow>> RowsAsync(
        ParleyContext db, Guid[] ids, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = await (
            from comment in db.Comments
            where ids.Contains(comment.Id)
            join story in db.Stories on comment.StoryId equals story.Id
            join site in db.Sites on story.SiteId equals site.Id
            select new { comment, story, site }).AsNoTracking().ToListAsync(cancellation);
        var decisions = await DecisionsAsync(db, [.. rows.Where(r => r.comment.State is CommentState.Removed or CommentState.Refused or CommentState.Published).Select(r => r.comment.Id)], cancellation);
        return [.. rows.OrderByDescending(r => Id.Text(r.comment.Id), StringComparer.Ordinal)
            .Select(r => new OwnCommentRow(r.comment, r.story, r.site, r.comment.MayBeChanged(now), decisions.GetValueOrDefault(r.comment.Id)))];
    }

    // The last decision on each that goes against it: what was decided otherwise before no longer holds.
    private static async Task<Dictionary<Guid, Decision>> DecisionsAsync(ParleyContext db, Guid[] ids, CancellationToken cancellation)
    {
        if (ids.Length == 0) return [];

        var all = await db.Decisions.AsNoTracking().Where(d => ids.Contains(d.CommentId) && Decision.AboutComments.Contains(d.Kind)).ToListAsync(cancellation);
        return all.GroupBy(d => d.CommentId).Select(g => g.MaxBy(d => Id.Text(d.Id), StringComparer.Ordinal)!)
            .Where(d => Decision.AgainstComments.Contains(d.Kind)).ToDictionary(d => d.CommentId);
    }
}
