using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>
/// GET the window in which a publisher's reader sees as whom they come to Parley's own host, and POST its button, which lets
/// them in for an hour.
/// </summary>
/// <remarks>Nothing happens before the button is pressed: a link that somebody else sent says whose place it opens.</remarks>
internal static class Visit
{
    public static async Task<IResult> Read(
        string secret, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        Entry.KeepAddress(context);
        var ticket = await Tickets.FindAsync(db, TicketKind.Visit, secret, cancellation);
        if (ticket?.IsGood(clock.GetUtcNow()) != true) return Gone();

        var (site, account) = await WhoseAsync(db, ticket, cancellation);
        var signedIn = await SignIn.OfAsync(context);
        context.BelongsTo(site);
        return Entry.Page<VisitPage>(
            StatusCodes.Status200OK, (nameof(VisitPage.Site), site), (nameof(VisitPage.Account), account),
            (nameof(VisitPage.Replaced), signedIn?.Account.Id == account.Id ? null : signedIn?.Account),
            (nameof(VisitPage.Action), "/sign-in/visit/" + Uri.EscapeDataString(secret)));
    }

    public static async Task<IResult> Handle(
        string secret, HttpContext context, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        Entry.KeepAddress(context);
        var now = clock.GetUtcNow();
        var arrived = await writing.DoAsync<Arrived?>(
            async (act, stop) =>
            {
                if (await Tickets.TakeAsync(act.Db, TicketKind.Visit, secret, now, stop) is not { } ticket) return null;

                var account = await act.Db.Accounts.SingleAsync(a => a.Id == ticket.AccountId, stop);
                if (!account.IsUsable) return null;

                var arrived = await Arrival.BeginAsync(act.Db, context, account, now, stop);
                arrived.Session.ProvedAt = DateTimeOffset.Parse(ticket.About, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
                await act.KeepAsync(stop);
                return arrived;
            },
            cancellation);
        if (arrived is null)
        {
            log.Refused(context, "visit", "used, too late or unknown");
            return Gone();
        }

        Arrival.Give(context, arrived, "visit");
        return Pages.SeeOther("/account");
    }

    private static async Task<(Site Site, Account Account)> WhoseAsync(ParleyContext db, Ticket ticket, CancellationToken cancellation) => (
        await db.Sites.AsNoTracking().SingleAsync(s => s.Id == ticket.SiteId, cancellation),
        await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == ticket.AccountId, cancellation));

    private static IResult Gone() => Entry.Page<VisitPage>(StatusCodes.Status410Gone);
}
