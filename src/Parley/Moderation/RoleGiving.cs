using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>How roles are given and taken, from a page or from the command line. Each change leaves a row that says so.</summary>
internal static class RoleGiving
{
    /// <summary>Gives <paramref name="wanted"/> in place of what somebody is on a site, or takes it for null.</summary>
    /// <param name="site">The site; null for all of them.</param>
    /// <param name="wanted">The role and where on the site it holds; on every site, or for an owner, everywhere.</param>
    /// <param name="by">Who does it, null for whoever runs the command line.</param>
    /// <returns>False if it is so already.</returns>
    public static async Task<bool> SetAsync(
        ParleyContext db, Guid accountId, Guid? site, Appointment? wanted, Guid? by, DateTimeOffset now, CancellationToken cancellation)
    {
        var role = await db.Roles.SingleOrDefaultAsync(r => r.AccountId == accountId && r.SiteId == site, cancellation);
        var sections = wanted?.Reach.ToString() ?? "";
        if (role?.Kind == wanted?.Kind && (role is null || role.Sections == sections)) return false;

        if (role is not null) Record(db, role.Kind, role.Sections, isGiven: false);
        if (wanted is not null) Record(db, wanted.Kind, sections, isGiven: true);
        switch (role, wanted)
        {
            case (null, { } first):
                _ = db.Roles.Add(new Role { Id = Id.New(now), AccountId = accountId, SiteId = site, Kind = first.Kind, Sections = sections, CreatedAt = now });
                break;
            case ({ } held, { } next):
                (held.Kind, held.Sections) = (next.Kind, sections);
                break;
            case ({ } last, null):
                _ = db.Roles.Remove(last);
                break;
            default:
                break;
        }

        return true;

        void Record(ParleyContext db, RoleKind kind, string where, bool isGiven) => db.RoleChanges.Add(new RoleChange
        {
            Id = Id.New(now),
            SiteId = site,
            ByAccountId = by,
            AccountId = accountId,
            Kind = kind,
            Sections = where,
            IsGiven = isGiven,
            At = now,
        });
    }

    /// <summary>Whether a site would have no owner any more if this account were none.</summary>
    public static async Task<bool> IsLastOwnerAsync(ParleyContext db, Guid accountId, Guid? site, CancellationToken cancellation) =>
        await db.Roles.AnyAsync(r => r.AccountId == accountId && r.SiteId == site && r.Kind == RoleKind.Owner, cancellation)
        && !await db.Roles.AnyAsync(
            r => r.Kind == RoleKind.Owner && (r.SiteId == site || r.SiteId == null) && !(r.AccountId == accountId && r.SiteId == site)
                // Who is about to leave is nobody to leave it to.
                && db.Accounts.Any(a => a.Id == r.AccountId && a.ErasedAt == null && a.ErasureDueAt == null),
            cancellation);
}
