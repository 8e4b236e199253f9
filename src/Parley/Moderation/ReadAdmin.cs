using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET the sites on which one has a role, and what waits on any of them, the most urgent first.</summary>
internal static class ReadAdmin
{
    // A page of links, not a search: an installation of more sites has its moderators bookmark theirs.
    private const int Most = 500;

    public static async Task<IResult> Handle(HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var (signIn, now) = ((await SignIn.OfAsync(context))!, clock.GetUtcNow());
        var account = signIn.Account;
        // What waits is for whoever sits at the desk: a publisher's reader, or a desk that was left, is shown the sites alone.
        var isAtDesk = !signIn.Session.IsVisitOf(account) && signIn.Session.IsInOffice(now);
        var roles = await db.Roles.AsNoTracking().Where(r => r.AccountId == account.Id).ToListAsync(cancellation);
        var sites = await db.Sites.AsNoTracking()
            .Where(s => db.Roles.Any(r => r.AccountId == account.Id && (r.SiteId == s.Id || r.SiteId == null)))
            .OrderBy(s => s.Name).ThenBy(s => s.Key).Take(Most).ToListAsync(cancellation);
        var own = new List<OwnSite>();
        var busy = isAtDesk ? await QueueItems.BusyAsync(db, sites.ConvertAll(s => s.Id), now, cancellation) : new HashSet<Guid>();
        foreach (var site in sites.Where(s => account.MayBeUsedOn(s.Id)))
        {
            if (Appointment.Of(roles.Where(r => r.SiteId is null || r.SiteId == site.Id)) is { Kind: >= RoleKind.Moderator } appointment)
                own.Add(new OwnSite(site, appointment, busy.Contains(site.Id) ? await QueueItems.LoadAsync(db, site.Id, appointment.Reach, now, cancellation) : []));
        }

        // Whoever has no role is told what everybody is told of an address that does not exist.
        if (own.Count == 0) return Pages.NotFound();

        return Pages.Page<AdminPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(AdminPage.Sites)] = own,
            [nameof(AdminPage.Now)] = now,
        });
    }
}

/// <summary>A site on which somebody has a role.</summary>
/// <param name="Waiting">What waits there for them, the most urgent first.</param>
public sealed record OwnSite(Site Site, Appointment Appointment, IReadOnlyList<QueueItem> Waiting);
