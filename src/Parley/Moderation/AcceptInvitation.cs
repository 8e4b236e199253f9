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
            [nameof(InvitationPage.Site)] = site,
            [nameof(InvitationPage.Secret)] = secret,
        });
    }

    public static async Task<IResult> Accept(
        string secret, HttpContext context, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // What this browser was signed in as before ends here.
        var before = SignIn.TokensOf(context.Request);
        var begun = await writing.DoAsync<(Session Session, string Token)?>(
            async (act, stop) =>
            {
                // Load and decide.
                var db = act.Db;
                if (await Tickets.TakeAsync(db, TicketKind.Invitation, secret, now, stop) is not { } ticket) return null;

                var invitation = Invitation.Read(ticket);
                var account = await invitation.FindOrMakeAccountAsync(db, now, stop);
                if (!account.IsUsable) return null;

                // Save. An invitation raises somebody, and never lowers them.
                var current = await db.Roles.Where(r => r.AccountId == account.Id && r.SiteId == ticket.SiteId).Select(r => (RoleKind?)r.Kind)
                    .SingleOrDefaultAsync(stop);
                if (current is null || current < invitation.Role)
                    _ = await RoleGiving.SetAsync(db, account.Id, ticket.SiteId, invitation.Role, by: null, now, stop);
                foreach (var hash in before) _ = await db.Sessions.Where(s => s.TokenHash == hash).ExecuteDeleteAsync(stop);
                var session = SignIn.Begin(db, context, account, now);
                await act.KeepAsync(stop);
                return session;
            },
            cancellation);

        // Answer.
        if (begun is not var (session, token)) return Pages.Problem("not-found", "InvitationGone");

        SignIn.Give(context, session, token);
        return Pages.SeeOther("/admin");
    }
}
