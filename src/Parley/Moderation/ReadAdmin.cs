using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET the sites on which one has a role.</summary>
internal static class ReadAdmin
{
    // A page of links, not a search: an installation of more sites has its moderators bookmark theirs.
    private const int Most = 500;

    public static async Task<IResult> Handle(HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        var roles = await db.Roles.AsNoTracking().Where(r => r.AccountId == account.Id).ToListAsync(cancellation);
        var sites = await db.Sites.AsNoTracking()
            .Where(s => db.Roles.Any(r => r.AccountId == account.Id && (r.SiteId == s.Id || r.SiteId == null)))
            .OrderBy(s => s.Name).ThenBy(s => s.Key).Take(Most).ToListAsync(cancellation);
        var own = sites.Where(s => account.MayBeUsedOn(s.Id))
            .Select(s => (s, roles.Where(r => r.SiteId is null || r.SiteId == s.Id).Max(r => r.Kind))).ToList();
        // Whoever has no role is told what everybody is told of an address that does not exist.
        if (own.Count == 0) return Pages.NotFound();

        return Pages.Page<AdminPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(AdminPage.Sites)] = own,
        });
    }
}
