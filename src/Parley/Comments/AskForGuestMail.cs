using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>Asks the owner of an address that a guest gave whether they want mail about answers; nothing else is sent before.</summary>
internal sealed record AskForGuestMail(Fingerprints Fingerprints, string Origin, string Sender)
{
    private const string Template = "GuestConfirm";

    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    // Whatever strangers do, an address gets no more than this; whoever wants the letter again has it within the hour.
    private const int LettersToAnAddress = 3;
    private const int LettersByOneGuest = 10;

    public static AskForGuestMail Of(HttpContext context)
    {
        var services = context.RequestServices;
        return new(services.GetRequiredService<Fingerprints>(), services.GetRequiredService<Settings>().Origin, ClientAddress.KeyOf(context));
    }

    /// <summary>Adds the letter to an act that keeps the guest's comment, unless the address has said yes already.</summary>
    public async Task AddAsync(Act act, Commenter guest, string site, DateTimeOffset now, CancellationToken cancellation)
    {
        var address = guest.Email!;
        if (await act.Db.Commenters.AnyAsync(c => c.Id == guest.Id && c.Email == address && c.EmailConfirmedAt != null, cancellation)) return;

        var (_, secret) = await Tickets.IssueAsync(
            act.Db, TicketKind.GuestMail, $"{Id.Text(guest.Id)} {address}", now, GoodFor, cancellation);
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["site"] = site, ["link"] = $"{Origin}/mail/{secret}" };
        var letter = new Letters.Draft(address, Template, "", values, Sender, SiteId: guest.SiteId);
        // Where it may not be sent, nobody holds the ticket's secret.
        _ = await Letters.WriteAsync(act.Db, Fingerprints, letter, now, LettersToAnAddress, LettersByOneGuest, cancellation);
        await act.KeepAsync(cancellation);
    }
}
