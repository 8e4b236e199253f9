using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET the front of a site's newsroom: what waits.</summary>
internal static class ReadOffice
{
    public static async Task<IResult> Handle(string site, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var held = db.Comments.AsNoTracking().Where(c => c.SiteId == office.Site.Id && c.State == CommentState.Held);
        return Pages.Page<OfficePage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(OfficePage.Office)] = office,
            [nameof(OfficePage.Waiting)] = await held.CountAsync(cancellation),
            [nameof(OfficePage.Since)] = await held.OrderBy(c => c.Id).Select(c => (DateTimeOffset?)c.At).FirstOrDefaultAsync(cancellation),
        });
    }
}
