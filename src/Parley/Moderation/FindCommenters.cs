using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET who wears a badge on a site, or whom a name belongs to.</summary>
internal static class FindCommenters
{
    private const int Most = 100;

    public static async Task<IResult> Handle(string site, string? name, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        // As it looks, so that nobody need know how it was typed. What is no letter looks like nothing: it is no wildcard, and
        // nobody is called by it alone.
        var skeleton = CommenterName.Skeleton(name ?? "");
        var all = db.Commenters.AsNoTracking().Where(c => c.SiteId == office.Site.Id && c.Kind != CommenterKind.Guest);
        var found = string.IsNullOrWhiteSpace(name)
            ? all.Where(c => c.Badge != Badge.None)
            : all.Where(c => c.Badge != Badge.None || c.AccountId != null).Where(c => skeleton != "" && c.NameSkeleton.StartsWith(skeleton));
        return Pages.Page<CommentersPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(CommentersPage.Office)] = office,
            [nameof(CommentersPage.Name)] = name,
            [nameof(CommentersPage.Found)] = await found.OrderBy(c => c.NameSkeleton).ThenBy(c => c.Id).Take(Most).ToListAsync(cancellation),
        });
    }
}
