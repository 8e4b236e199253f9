using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>Finds what would be left without an owner if an account went.</summary>
internal static class LastOwners
{
    /// <summary>The name of a site, or the installation's own, that has no other owner who stays; null if each has one.</summary>
    public static async Task<string?> SiteOfAsync(ParleyContext db, Guid account, CancellationToken cancellation)
    {
        var owned = await db.Roles.AsNoTracking().Where(r => r.AccountId == account && r.Kind == RoleKind.Owner).ToListAsync(cancellation);
        foreach (var role in owned)
        {
            // Who is about to leave as well is nobody to leave it to.
            var isOwnedBesides = await db.Roles.AnyAsync(
                r => r.AccountId != account && r.Kind == RoleKind.Owner && (r.SiteId == role.SiteId || r.SiteId == null)
                    && db.Accounts.Any(a => a.Id == r.AccountId && a.ErasedAt == null && a.ErasureDueAt == null),
                cancellation);
            if (isOwnedBesides) continue;

            return role.SiteId is { } site
                ? await db.Sites.Where(s => s.Id == site).Select(s => s.Name).SingleAsync(cancellation)
                : "Parley";
        }

        return null;
    }
}
