using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;

namespace Parley.Storage;

/// <summary>Issues tickets and takes them back, once each.</summary>
internal static class Tickets
{
    /// <summary>The length of a secret, in characters: 256 bits as base64url.</summary>
    public const int SecretLength = 43;

    // What has expired gives way now and then, so that no job is needed to forget.
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);

    /// <summary>Adds a ticket to the act; whoever brings the secret back in time may use it.</summary>
    public static async Task<(Ticket Ticket, string Secret)> IssueAsync(
        ParleyContext db, TicketKind kind, string about, DateTimeOffset now, TimeSpan goodFor, CancellationToken cancellation)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var ticket = new Ticket
        {
            Id = Id.New(now),
            Kind = kind,
            SecretHash = HashOf(secret),
            About = about,
            CreatedAt = now,
            ExpiresAt = now + goodFor,
        };
        var old = now - ForgottenAfter;
        _ = await db.Tickets.Where(t => t.ExpiresAt < old).ExecuteDeleteAsync(cancellation);
        _ = db.Tickets.Add(ticket);
        return (ticket, secret);
    }

    /// <summary>The ticket that a secret belongs to, tracked, whether it is still good or not; null if there is none.</summary>
    public static async Task<Ticket?> FindAsync(ParleyContext db, TicketKind kind, string? secret, CancellationToken cancellation)
    {
        if (secret is not { Length: SecretLength }) return null;

        var hash = HashOf(secret);
        return await db.Tickets.SingleOrDefaultAsync(t => t.SecretHash == hash && t.Kind == kind, cancellation);
    }

    /// <summary>Uses a ticket up within an act; null if it is unknown, used, or too late. Of two at once one gets it.</summary>
    public static async Task<Ticket?> TakeAsync(
        ParleyContext db, TicketKind kind, string? secret, DateTimeOffset now, CancellationToken cancellation)
    {
        var ticket = await FindAsync(db, kind, secret, cancellation);
        return ticket is not null && await UseAsync(db, ticket, now, cancellation) ? ticket : null;
    }

    /// <summary>Uses a ticket up that was found some other way; false if somebody did before, or it is too late.</summary>
    public static async Task<bool> UseAsync(ParleyContext db, Ticket ticket, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!ticket.IsGood(now)) return false;

        // One statement decides, so that two at once cannot both find it unused.
        return await db.Tickets.Where(t => t.Id == ticket.Id && t.UsedAt == null)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.UsedAt, now), cancellation) == 1;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}
