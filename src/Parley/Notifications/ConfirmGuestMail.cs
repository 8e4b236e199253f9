using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>GET whether a guest's address wants to hear of answers, and POST that it does.</summary>
/// <remarks>Mail programs open every link of a letter to look behind it; only the button says yes.</remarks>
internal static class ConfirmGuestMail
{
    public static async Task<IResult> Read(string secret, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var ticket = await Tickets.FindAsync(db, TicketKind.GuestMail, secret, cancellation);
        return ticket is null ? Pages.NotFound() : Page(secret, ticket.UsedAt is not null, ticket.IsGood(clock.GetUtcNow()));
    }

    public static async Task<IResult> Handle(string secret, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var isTaken = await writing.DoAsync(
            async (act, stop) =>
            {
                // Load and decide.
                if (await Tickets.TakeAsync(act.Db, TicketKind.GuestMail, secret, now, stop) is not { } ticket) return false;

                // Save: for the address that the letter went to, and no other that was given since.
                var about = ticket.About.Split(' ', 2);
                if (Id.TryRead(about[0], out var commenter))
                {
                    var address = about[1];
                    _ = await act.Db.Commenters.Where(c => c.Id == commenter && c.AccountId == null && c.Email == address)
                        .ExecuteUpdateAsync(c => c.SetProperty(x => x.EmailConfirmedAt, now), stop);
                }

                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return isTaken ? Page(secret, isConfirmed: true, isGood: false) : Pages.SeeOther("/mail/" + Uri.EscapeDataString(secret));
    }

    private static IResult Page(string secret, bool isConfirmed, bool isGood) => Pages.Page<GuestMailPage>(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(GuestMailPage.Action)] = "/mail/" + secret,
            [nameof(GuestMailPage.IsConfirmed)] = isConfirmed,
            [nameof(GuestMailPage.IsGood)] = isGood,
        });
}
