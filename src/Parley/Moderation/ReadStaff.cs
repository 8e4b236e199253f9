using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET who has a role on a site.</summary>
internal static class ReadStaff
{
    // More than any newsroom has; the command line lists them all.
    private const int Most = 500;

    public static async Task<IResult> Handle(string site, string? changed, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        return await PageAsync(db, office, null, null, changed, StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, Sentence? trouble, EnteredInvitation? entered, string? changed, int status, CancellationToken cancellation)
    {
        var found = await db.Roles.AsNoTracking().Where(r => r.SiteId == office.Site.Id || r.SiteId == null)
            .Join(db.Accounts.AsNoTracking(), r => r.AccountId, a => a.Id, (role, account) => new { role, account })
            .OrderBy(f => f.account.Name).ThenBy(f => f.account.Id).Take(Most).ToListAsync(cancellation);
        return Pages.Page<StaffPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(StaffPage.Office)] = office,
            [nameof(StaffPage.People)] = found.Select(f => (f.role, f.account)).OrderByDescending(f => f.role.Kind).ToList(),
            [nameof(StaffPage.Changed)] = changed,
            [nameof(StaffPage.Trouble)] = trouble,
            [nameof(StaffPage.Entered)] = entered ?? new EnteredInvitation(),
        }, status);
    }
}
