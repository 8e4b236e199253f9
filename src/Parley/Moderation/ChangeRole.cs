using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>POST the role that somebody is to have on a site: lower than one's own, in place of one that is.</summary>
internal static class ChangeRole
{
    /// <summary>Of somebody in the list of those who have one.</summary>
    public static Task<IResult> OfStaff(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation) =>
        ChangeAsync(
            site, context, writing, db, log, clock,
            (here, stop) => here.Roles.Where(r => r.Id == IdOf(id) && r.SiteId != null && here.Sites.Any(s => s.Id == r.SiteId && s.Key == site))
                .Select(r => (Guid?)r.AccountId).SingleOrDefaultAsync(stop),
            $"/admin/{site}/staff", cancellation);

    /// <summary>Of somebody who comments on the site.</summary>
    public static Task<IResult> OfCommenter(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation) =>
        ChangeAsync(
            site, context, writing, db, log, clock,
            (here, stop) => here.Commenters.Where(c => c.Id == IdOf(id) && here.Sites.Any(s => s.Id == c.SiteId && s.Key == site))
                .Select(c => c.AccountId).SingleOrDefaultAsync(stop),
            $"/admin/{site}/commenters/{id}", cancellation);

    private static async Task<IResult> ChangeAsync(
        string site, HttpContext context, Writing writing, ParleyContext db, SecurityLog log, TimeProvider clock,
        Func<ParleyContext, CancellationToken, Task<Guid?>> find, string page, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        Appointment? wanted = null;
        if (form["role"] != "none")
        {
            if (!OfficeWords.TryRead<RoleKind>(form["role"], out var kind)) return Pages.Problem("bad-request", "RoleUnknown");
            if (EnteredRole.ReachOf(form["sections"]) is not { } reach) return Pages.Problem("bad-request", "RoleSections");
            if (kind is RoleKind.Owner or RoleKind.Flagger && !reach.IsEverywhere) return Pages.Problem("bad-request", "RoleOfWholeSite");
            wanted = new Appointment(kind, reach);
        }

        // Powers are not given away by whoever sits down at a desk that was left.
        var now = clock.GetUtcNow();
        if (!(await SignIn.OfAsync(context))!.Session.IsRecent(now)) return Pages.SeeOther("/account/prove?return=" + Uri.EscapeDataString(page));

        var (problem, changed) = await writing.DoAsync<(string? Problem, Change? Changed)>(
            async (act, stop) =>
            {
                // Load, anew: meanwhile somebody may have taken the role by which this is done.
                if (await find(act.Db, stop) is not { } accountId) return ("not-found", null);

                var own = await Guards.AppointmentOnAsync(act.Db, office.Account, office.Site.Id, stop);
                var current = await act.Db.Roles.Where(r => r.AccountId == accountId && (r.SiteId == office.Site.Id || r.SiteId == null))
                    .AsNoTracking().ToListAsync(stop);
                var target = await act.Db.Accounts.SingleAsync(a => a.Id == accountId, stop);

                // Decide.
                if (!target.MayBeUsedOn(office.Site.Id)) return ("not-found", null);
                if (own is null || !current.TrueForAll(c => own.MayChange(c.Kind, c.Reach)) || (wanted is not null && !own.MayChange(wanted.Kind, wanted.Reach)))
                {
                    return ("not-yours", null);
                }

                // Save.
                if (!await RoleGiving.SetAsync(act.Db, accountId, office.Site.Id, wanted, office.Account.Id, now, stop)) return (null, null);

                await act.KeepAsync(stop);
                return (null, new Change(accountId, current.Find(c => c.SiteId is not null)?.Kind));
            },
            cancellation);
        if (changed is not null) log.ChangedRole(context, changed.Account, office.Site.Key, changed.Before, wanted?.Kind, office.Account.Id);

        return problem switch
        {
            null => Pages.SeeOther($"{page}?changed=role"),
            "not-yours" => Pages.Problem(problem, "RoleTooHigh"),
            _ => Pages.NotFound(),
        };
    }

    private sealed record Change(Guid Account, RoleKind? Before);

    private static Guid IdOf(string text) => Id.TryRead(text, out var id) ? id : Guid.Empty;
}
