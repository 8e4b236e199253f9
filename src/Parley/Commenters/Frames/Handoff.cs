using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>A sign-in on its way from Parley's own window into a frame that asked for it.</summary>
/// <remarks>
/// It is bound to the site, to the origin of the page around the frame, and to a verifier that the frame made and nobody
/// else knows: only its SHA-256, the challenge, comes here before (as in RFC 7636). docs/decisions/0022-signing-in-in-a-frame.md
/// says why.
/// </remarks>
internal static class Handoff
{
    /// <summary>How long the code is good that the window gives to the frame.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    /// <summary>How long its short form is good: nobody should have to hurry with typing (WCAG 2.2.1).</summary>
    public static readonly TimeSpan TypedWithin = TimeSpan.FromMinutes(5);

    /// <summary>The length of a verifier and of a challenge, in characters: 256 bits as base64url.</summary>
    public const int VerifierLength = 43;

    // 40 bits, of which five guesses find one in 200,000 million; and the guesser would need the verifier, too.
    private const int TypedLength = 8;
    private const int MostAttempts = 5;

    // No I, L, O, U: what looks alike is not among them (Crockford's base 32).
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The site of a key, if the page at <paramref name="origin"/> may embed it; otherwise null.</summary>
    public static async Task<Site?> SiteAsync(ParleyContext db, string? key, string? origin, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(key)) return null;

        var site = await db.Sites.AsNoTracking().Include(s => s.Origins).SingleOrDefaultAsync(s => s.Key == key, cancellation);
        return site?.MayBeEmbeddedBy(origin) == true ? site : null;
    }

    /// <summary>The bytes of a challenge; null if it is none.</summary>
    public static byte[]? ReadChallenge(string? text)
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        return text?.Length == VerifierLength && System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == bytes.Length ? bytes : null;
    }

    /// <summary>
    /// Issues a code within an act, and its short form; an earlier one for the same frame ends. What is typed is good only from
    /// the network it was shown in: nobody far away can talk somebody into reading it out.
    /// </summary>
    public static async Task<(string Secret, string Typed)> IssueAsync(
        ParleyContext db, Fingerprints fingerprints, HttpContext context, Account account, Site site, string origin, byte[] challenge,
        DateTimeOffset now, CancellationToken cancellation)
    {
        _ = await db.Tickets.Where(t => t.Kind == TicketKind.Handoff && t.SiteId == site.Id && t.BrowserHash == challenge && t.UsedAt == null)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.UsedAt, now), cancellation);
        var (ticket, secret) = await Tickets.IssueAsync(db, TicketKind.Handoff, origin, now, TypedWithin, cancellation);
        var typed = RandomNumberGenerator.GetString(Letters, TypedLength);
        (ticket.AccountId, ticket.SiteId, ticket.BrowserHash) = (account.Id, site.Id, challenge);
        ticket.CodeHash = HashOf(fingerprints, context, typed);
        return (secret, typed);
    }

    /// <summary>Uses a code up within an act; null if it is not good here, whatever the reason. A wrong guess is counted.</summary>
    public static async Task<Ticket?> TakeAsync(
        Act act, Fingerprints fingerprints, HttpContext context, Site site, string origin, string code, string verifier, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if (verifier.Length != VerifierLength) return null;

        var challenge = SHA256.HashData(Encoding.ASCII.GetBytes(verifier));
        var isTyped = code.Length != Tickets.SecretLength;
        var ticket = isTyped
            ? await act.Db.Tickets.SingleOrDefaultAsync(
                t => t.Kind == TicketKind.Handoff && t.SiteId == site.Id && t.BrowserHash == challenge && t.UsedAt == null, cancellation)
            : await Tickets.FindAsync(act.Db, TicketKind.Handoff, code, cancellation);
        if (ticket is null || ticket.SiteId != site.Id || ticket.About != origin || !ticket.IsGood(now)) return null;
        if (!CryptographicOperations.FixedTimeEquals(ticket.BrowserHash, challenge)) return null;

        if (isTyped)
        {
            if (ticket.Attempts >= MostAttempts) return null;
            if (!CryptographicOperations.FixedTimeEquals(ticket.CodeHash, HashOf(fingerprints, context, Spell(code))))
            {
                ticket.Attempts++;
                await act.KeepAsync(cancellation);
                return null;
            }
        }
        else if (now - ticket.CreatedAt >= GoodFor)
        {
            return null;
        }

        return await Tickets.UseAsync(act.Db, ticket, now, cancellation) ? ticket : null;
    }

    /// <summary>A short code as people read it: in two halves.</summary>
    public static string Show(string typed) => $"{typed[..4]}-{typed[4..]}";

    private static byte[] HashOf(Fingerprints fingerprints, HttpContext context, string typed) =>
        fingerprints.Of("handoff", typed + ' ' + ClientAddress.KeyOf(context));

    // As it is typed: in any case, with or without the hyphen, and with letters that are not among ours for those they look like.
    private static string Spell(string typed) => string.Concat(typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit))
        .Replace('O', '0').Replace('I', '1').Replace('L', '1');
}
