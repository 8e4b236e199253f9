using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET somebody as an editor sees them: what they wear, what they are, and whose name looks like theirs.</summary>
internal static class ReadCommenter
{
    public static async Task<IResult> Handle(
        string site, string id, string? changed, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        // A guest is a browser: there is nothing to give it, and no page of it.
        var commenter = Id.TryRead(id, out var commenterId)
            ? await db.Commenters.AsNoTracking().SingleOrDefaultAsync(
                c => c.Id == commenterId && c.SiteId == office.Site.Id && c.Kind != CommenterKind.Guest, cancellation)
            : null;
        if (commenter is null) return Pages.NotFound();

        var roles = await db.Roles.AsNoTracking()
            .Where(r => r.AccountId == commenter.AccountId && (r.SiteId == office.Site.Id || r.SiteId == null)).ToListAsync(cancellation);
        return Pages.Page<CommenterPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(CommenterPage.Office)] = office,
            [nameof(CommenterPage.Commenter)] = commenter,
            [nameof(CommenterPage.Roles)] = roles,
            [nameof(CommenterPage.Alike)] = await BadgeGiving.WhoLooksLikeAsync(db, commenter, cancellation),
            [nameof(CommenterPage.Readable)] =
                await db.Comments.CountAsync(c => c.CommenterId == commenter.Id && c.State == CommentState.Published, cancellation),
            [nameof(CommenterPage.Changed)] = changed,
        });
    }
}
