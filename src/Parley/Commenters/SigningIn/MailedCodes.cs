using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>What a mailed ticket is about: the address it went to, and where to go on to afterwards.</summary>
internal sealed record Mailed(string Address, string? Return)
{
    public static Mailed Of(Ticket ticket) => JsonSerializer.Deserialize<Mailed>(ticket.About)!;
}

/// <summary>A letter to be sent with a code in it, a link, or both.</summary>
/// <param name="To">The address, as <see cref="EmailAddress"/> reads it.</param>
/// <param name="LinkPath">What the link's secret is put behind; null for a letter whose link is no secret.</param>
/// <param name="HasCode">Whether six digits go with it, good in this browser alone.</param>
internal sealed record MailedTicket(
    TicketKind Kind, string To, string Template, string? LinkPath, bool HasCode, TimeSpan GoodFor, string? Return = null,
    Guid? AccountId = null);

/// <summary>What became of six digits.</summary>
internal enum CodeOutcome
{
    Right,

    Wrong,

    /// <summary>None is expected from this browser: it expired, was used, or was guessed at too often.</summary>
    Gone,

    /// <summary>So many were tried of late that this one was not looked at.</summary>
    TooSoon,
}

/// <summary>Secrets that are sent by mail, and come back as six digits or by a link.</summary>
internal sealed class MailedCodes(Settings settings, Fingerprints fingerprints, RateLimits limits)
{
    /// <summary>Each hour an address gets so many letters with secrets, whoever asks for them.</summary>
    public const int MostToRecipient = 3;

    /// <summary>And one network address causes so many: a newsroom, a school or a mobile network is one.</summary>
    public const int MostFromSender = 60;

    /// <summary>So many wrong guesses, and the six digits are worth nothing.</summary>
    public const int MostGuesses = 5;

    /// <summary>Guesses at the codes of one mail address before the first wait: two letters' worth.</summary>
    public const int FreeGuesses = 2 * MostGuesses;

    /// <summary>Wrong guesses of any kind from one network address before the first wait; a newsroom shares one.</summary>
    public const int FreeFromAddress = 40;

    public static readonly TimeSpan CodeGoodFor = TimeSpan.FromMinutes(10);

    /// <summary>Within an act: a ticket and the letter that brings it. Over budget there is no letter, and no difference to be seen.</summary>
    public async Task SendAsync(
        ParleyContext db, HttpContext context, MailedTicket mailed, Site? site, string language, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var about = JsonSerializer.Serialize(new Mailed(mailed.To, mailed.Return));
        var (ticket, secret) = await Tickets.IssueAsync(db, mailed.Kind, about, now, mailed.GoodFor, cancellation);
        ticket.AccountId = mailed.AccountId;
        ticket.SiteId = site?.Id;
        ticket.BrowserHash = Browser.HashOrNew(context);
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["site"] = site?.Name ?? new Uri(settings.Origin).Host,
            ["address"] = mailed.To,
        };
        if (mailed.HasCode) values["code"] = code;
        // From the configuration alone: what a request says of our address, anybody may have written.
        if (mailed.LinkPath is not null) values["link"] = settings.Origin + mailed.LinkPath + secret;
        else values["link"] = settings.Origin + (mailed.HasCode ? "/account/sessions" : "/sign-in");
        var isWritten = await Letters.WriteAsync(
            db, fingerprints,
            new Letters.Draft(mailed.To, mailed.Template, language, values, ClientAddress.KeyOf(context), mailed.AccountId, site?.Id),
            now, MostToRecipient, MostFromSender, cancellation);
        // What was never sent can only be guessed; nobody shall.
        if (mailed.HasCode && isWritten) ticket.CodeHash = HashOf(ticket, code);
        if (isWritten) return;

        // Nor does it take the place of the one before, whose digits lie in the mail.
        var browser = ticket.BrowserHash;
        var hasSent = await db.Tickets.AnyAsync(
            t => t.BrowserHash == browser && t.Kind == mailed.Kind && t.AccountId == mailed.AccountId && t.About == about && t.CodeHash != null
                && t.UsedAt == null && t.ExpiresAt > now && t.Attempts < MostGuesses,
            cancellation);
        if (hasSent) _ = db.Tickets.Remove(ticket);
    }

    /// <summary>Within an act that is kept whatever comes of it: six digits as they were typed.</summary>
    /// <param name="account">Whose proof it is; null for somebody who signs in.</param>
    public async Task<(CodeOutcome Outcome, Ticket? Ticket)> TryAsync(
        ParleyContext db, HttpContext context, TicketKind kind, Guid? account, string typed, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var ticket = await ExpectedAsync(db, context.Request, kind, account, now, cancellation);
        if (ticket is null) return (CodeOutcome.Gone, null);

        var subject = SubjectOf(Mailed.Of(ticket).Address);
        if (await WaitAsync(db, context, subject, FreeGuesses, now, cancellation) > TimeSpan.Zero) return (CodeOutcome.TooSoon, ticket);

        // Counted before it is compared: of many at once five are looked at.
        var isCounted = await db.Tickets.Where(t => t.Id == ticket.Id && t.Attempts < MostGuesses)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.Attempts, x => x.Attempts + 1), cancellation) == 1;
        if (!isCounted) return (CodeOutcome.Gone, null);

        var isRight = ticket.CodeHash is { } hash && Read(typed) is { } code
            && CryptographicOperations.FixedTimeEquals(hash, HashOf(ticket, code));
        if (!isRight) return (ticket.Attempts + 1 < MostGuesses ? CodeOutcome.Wrong : CodeOutcome.Gone, ticket);
        if (!await Tickets.UseAsync(db, ticket, now, cancellation)) return (CodeOutcome.Gone, null);

        await ForgiveAsync(db, context, subject, cancellation);
        return (CodeOutcome.Right, ticket);
    }

    /// <summary>The ticket whose six digits this browser may bring; the newest alone. Null for none.</summary>
    public static async Task<Ticket?> ExpectedAsync(
        ParleyContext db, HttpRequest request, TicketKind kind, Guid? account, DateTimeOffset now, CancellationToken cancellation)
    {
        if (Browser.HashOf(request) is not { } browser) return null;

        var newest = await db.Tickets.AsNoTracking().Where(t => t.BrowserHash == browser && t.Kind == kind && t.AccountId == account)
            .OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).FirstOrDefaultAsync(cancellation);
        return newest is not null && now < newest.ExpiresAt && newest.Attempts < MostGuesses && newest.UsedAt is null ? newest : null;
    }

    /// <summary>Within an act: counts a guess at something and from somewhere; zero if it may be looked at.</summary>
    public async Task<TimeSpan> WaitAsync(
        ParleyContext db, HttpContext context, byte[] subject, int free, DateTimeOffset now, CancellationToken cancellation)
    {
        var wait = limits.IsOn ? await Guesses.TakeAsync(db, FromOf(context), FreeFromAddress, now, cancellation) : TimeSpan.Zero;
        return wait > TimeSpan.Zero ? wait : await Guesses.TakeAsync(db, subject, free, now, cancellation);
    }

    /// <summary>Within an act: the guess was right.</summary>
    public async Task ForgiveAsync(ParleyContext db, HttpContext context, byte[] subject, CancellationToken cancellation)
    {
        await Guesses.ForgetAsync(db, subject, cancellation);
        if (limits.IsOn) await Guesses.TakeBackAsync(db, FromOf(context), cancellation);
    }

    private byte[] SubjectOf(string address) => fingerprints.Of("guess-code", Identity.SubjectOf(address));

    private byte[] FromOf(HttpContext context) => fingerprints.Of("guess-from", ClientAddress.KeyOf(context));

    private byte[] HashOf(Ticket ticket, string code) => fingerprints.Of("code", Id.Text(ticket.Id) + code);

    // Digits of any script, with whatever stands between them.
    private static string? Read(string typed)
    {
        if (typed.Length > 40) return null;

        var digits = typed.Select(c => CharUnicodeInfo.GetDecimalDigitValue(c)).Where(d => d >= 0).ToList();
        return digits.Count == 6 ? string.Concat(digits) : null;
    }
}
