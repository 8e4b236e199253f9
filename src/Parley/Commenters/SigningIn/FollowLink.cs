using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>GET the link of the mail, which only shows a button, and POST that button, which signs in whichever browser it is in.</summary>
/// <remarks>Programs that look through mail open its links; none of them presses buttons.</remarks>
internal static class FollowLink
{
    public static async Task<IResult> Read(
        string secret, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        Entry.KeepAddress(context);
        var ticket = await Tickets.FindAsync(db, TicketKind.SignIn, secret, cancellation);
        var isGood = ticket?.IsGood(clock.GetUtcNow()) == true;
        return Show(context, secret, isGood ? Mailed.Of(ticket!).Address : null);
    }

    public static async Task<IResult> Handle(
        string secret, HttpContext context, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        Entry.KeepAddress(context);
        var now = clock.GetUtcNow();
        var (mailed, arrived) = await writing.DoAsync<(Mailed?, Arrived?)>(
            async (act, stop) =>
            {
                if (await Tickets.TakeAsync(act.Db, TicketKind.SignIn, secret, now, stop) is not { AccountId: null } ticket) return (null, null);

                var mailed = Mailed.Of(ticket);
                if (await Arrival.ByMailAsync(act.Db, mailed.Address, now, stop) is not { } account) return (null, null);

                var arrived = await Arrival.BeginAsync(act.Db, context, account, now, stop);
                await act.KeepAsync(stop);
                return (mailed, arrived);
            },
            cancellation);

        if (arrived is null)
        {
            log.Refused(context, "link", "used, too late or unknown");
            return Show(context, secret, null);
        }

        Arrival.Give(context, arrived, "link");
        return Pages.SeeOther(Arrival.PlaceOf(mailed!.Return));
    }

    private static IResult Show(HttpContext context, string secret, string? address) => Entry.Page<LinkPage>(
        address is null ? StatusCodes.Status410Gone : StatusCodes.Status200OK,
        (nameof(LinkPage.Address), address), (nameof(LinkPage.Action), "/sign-in/link/" + Uri.EscapeDataString(secret)));
}
