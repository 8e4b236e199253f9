using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET what an invitation is for, and POST its acceptance: only that uses it up, so that no scanner of links does.</summary>
internal static class AcceptInvitation
{
    public static async Task<IResult> Read(string secret, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var ticket = await Tickets.FindAsync(db, TicketKind.Invitation, secret, cancellation);
        if (ticket is null || !ticket.IsGood(clock.GetUtcNow())) return Pages.Problem("not-found", "InvitationGone");

        var invitation = Invitation.Read(ticket);
        var site = ticket.SiteId is { } id ? await db.Sites.AsNoTracking().SingleAsync(s => s.Id == id, cancellation) : null;
        return Pages.Page<InvitationPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(InvitationPage.Email)] = invitation.Email,
            [nameof(InvitationPage.Role)] = invitation.Role,
            [nameof(InvitationPage.Reach)] = Reach.Read(invitation.Sections),
            [nameof(InvitationPage.Site)] = site,
            [nameof(InvitationPage.Secret)] = secret,
        });
    }

    public static async Task<IResult> Accept(
        string secret, HttpContext context, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // What this browser was signed in as before ends here.
        var before = SignIn.TokensOf(context.Request);
        var begun = await writing.DoAsync<Begun?>(
            async (act, stop) =>
            {
                // Load and decide.
                var db = act.Db;
                if (await Tickets.TakeAsync(db, TicketKind.Invitation, secret, now, stop) is not { } ticket) return null;

                var invitation = Invitation.Read(ticket);
                var account = await invitation.FindOrMakeAccountAsync(db, now, stop);
                if (!account.IsUsable) return null;

                // Save. An invitation raises somebody, and never lowers them.
                var current = await db.Roles.Where(r => r.AccountId == account.Id && r.SiteId == ticket.SiteId).AsNoTracking()
                    .SingleOrDefaultAsync(stop);
                var (wanted, reach) = (invitation.Role, Reach.Read(invitation.Sections));
                // Higher in fewer sections would take away what they have elsewhere.
                var isRaised = current is null || (wanted >= current.Kind && reach.Covers(current.Reach) && (wanted > current.Kind || !current.Reach.Covers(reach)));
                if (isRaised)
                    _ = await RoleGiving.SetAsync(db, account.Id, ticket.SiteId, new Appointment(wanted, reach), by: null, now, stop);
                foreach (var hash in before) _ = await db.Sessions.Where(s => s.TokenHash == hash).ExecuteDeleteAsync(stop);
                var (session, token) = SignIn.Begin(db, context, account, now);
                var site = ticket.SiteId is { } id ? await db.Sites.Where(s => s.Id == id).Select(s => s.Key).SingleAsync(stop) : null;
                await act.KeepAsync(stop);
                return new Begun(session, token, site, current?.Kind, isRaised ? invitation.Role : null, account.Name.Length > 0);
            },
            cancellation);

        // Answer.
        if (begun is null)
        {
            log.Refused(context, "invitation", "used, too late or unknown");
            return Pages.Problem("not-found", "InvitationGone");
        }

        SignIn.Give(context, begun.Session, begun.Token);
        log.SignedIn(context, "invitation", begun.Session.AccountId);
        if (begun.After is { } after) log.ChangedRole(context, begun.Session.AccountId, begun.Site, begun.Before, after, by: null);
        // Whoever only gives notices has no newsroom to come to.
        var place = begun.After == RoleKind.Flagger ? "/account" : "/admin";
        // What one decides stands on the record under a name.
        return Pages.SeeOther(begun.IsNamed ? place : ReturnPath.On("/account/name", place));
    }

    /// <param name="Site">The site's key; null for every one.</param>
    /// <param name="After">The role it gave; null where it gave none.</param>
    private sealed record Begun(Session Session, string Token, string? Site, RoleKind? Before, RoleKind? After, bool IsNamed);
}
