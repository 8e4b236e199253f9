using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>
/// Another mail address for an account: POST it, having just proved who one is, and bring back the code or the link
/// that goes to it. The old address is told. Only whoever is signed in to the account can bring it back.
/// </summary>
internal static class ChangeEmail
{
    // A new mailbox may be on another device, and the session beside it is needed, too.
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(30);

    public static async Task<IResult> Read(
        string? saved, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation) =>
        await ShowAsync(context, db, clock, StatusCodes.Status200OK, "", saved is not null, null, cancellation);

    public static async Task<IResult> Ask(
        HttpContext context, ParleyContext db, Writing writing, MailedCodes codes, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load.
        var (_, account) = (await SignIn.OfAsync(context))!;
        var typed = (await Forms.ReadAsync(context.Request, cancellation))["email"].ToString();

        // Decide.
        if (!EmailAddress.TryRead(typed, out var address))
        {
            return await ShowAsync(
                context, db, clock, StatusCodes.Status422UnprocessableEntity, typed, false, Entry.Error("email", "AddressUnreadable"), cancellation);
        }

        // Save: what was begun before is void. Whether the address is somebody's only its owner reads, in the letter.
        var (now, subject) = (clock.GetUtcNow(), Identity.SubjectOf(address!));
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                var isTaken = await act.Db.Identities.AnyAsync(
                    i => i.Issuer == Identity.Mail && i.Subject == subject && i.AccountId != account.Id, stop);
                _ = await act.Db.Tickets.Where(t => t.AccountId == account.Id && t.Kind == TicketKind.EmailChange).ExecuteDeleteAsync(stop);
                var mailed = new MailedTicket(
                    TicketKind.EmailChange, address!, isTaken ? "EmailTaken" : "EmailChange", isTaken ? null : "/account/email/link/",
                    HasCode: !isTaken, GoodFor, AccountId: account.Id);
                await codes.SendAsync(act.Db, context, mailed, null, account.Language ?? Text.Of(context).Language, now, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        log.Changed(context, "nothing yet: another mail address was asked for", account.Id);

        // Answer.
        return Pages.SeeOther("/account/email");
    }

    public static async Task<IResult> ByCode(
        HttpContext context, ParleyContext db, Writing writing, MailedCodes codes, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (session, account) = (await SignIn.OfAsync(context))!;
        var typed = (await Forms.ReadAsync(context.Request, cancellation))["code"].ToString();
        var now = clock.GetUtcNow();
        var (outcome, token) = await writing.DoAsync(
            async (act, stop) =>
            {
                var (outcome, ticket) = await codes.TryAsync(act.Db, context, TicketKind.EmailChange, account.Id, typed, now, stop);
                var token = outcome == CodeOutcome.Right && await TakeAsync(act.Db, context, account, ticket!, now, stop)
                    ? await SignIn.RenewAsync(act.Db, session, now, stop)
                    : null;
                await act.KeepAsync(stop);
                return (outcome, token);
            },
            cancellation);
        if (token is not null) return Go(context, log, session, token);

        log.Refused(context, "new mail address", outcome.ToString(), account.Id);
        var key = outcome switch
        {
            CodeOutcome.Wrong => "CodeWrong",
            CodeOutcome.TooSoon => "CodeTooSoon",
            CodeOutcome.Gone or CodeOutcome.Right => "CodeGone",
        };
        return await ShowAsync(
            context, db, clock, StatusCodes.Status422UnprocessableEntity, "", false, Entry.Error("code", key), cancellation);
    }

    public static async Task<IResult> ReadLink(
        string secret, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        Entry.KeepAddress(context);
        var (_, account) = (await SignIn.OfAsync(context))!;
        var ticket = await Tickets.FindAsync(db, TicketKind.EmailChange, secret, cancellation);
        return ShowLink(context, secret, ticket?.IsGood(clock.GetUtcNow()) == true && ticket.AccountId == account.Id ? ticket : null);
    }

    public static async Task<IResult> ByLink(
        string secret, HttpContext context, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        Entry.KeepAddress(context);
        var (session, account) = (await SignIn.OfAsync(context))!;
        var now = clock.GetUtcNow();
        var token = await writing.DoAsync<string?>(
            async (act, stop) =>
            {
                var ticket = await Tickets.FindAsync(act.Db, TicketKind.EmailChange, secret, stop);
                if (ticket is null || ticket.AccountId != account.Id || !await Tickets.UseAsync(act.Db, ticket, now, stop)) return null;
                if (!await TakeAsync(act.Db, context, account, ticket, now, stop)) return null;

                var token = await SignIn.RenewAsync(act.Db, session, now, stop);
                await act.KeepAsync(stop);
                return token;
            },
            cancellation);
        if (token is not null) return Go(context, log, session, token);

        log.Refused(context, "new mail address", "link used, too late, unknown or somebody else's", account.Id);
        return ShowLink(context, secret, null);
    }

    // Within an act: the proved address takes the place of the old one, which is told. False if somebody was quicker.
    private static async Task<bool> TakeAsync(
        ParleyContext db, HttpContext context, Account account, Ticket ticket, DateTimeOffset now, CancellationToken cancellation)
    {
        var address = Mailed.Of(ticket).Address;
        var subject = Identity.SubjectOf(address);
        if (await db.Identities.AnyAsync(i => i.Issuer == Identity.Mail && i.Subject == subject && i.AccountId != account.Id, cancellation))
            return false;

        var old = await SetPassword.MailOfAsync(db, account, cancellation);
        _ = await db.Identities.Where(i => i.Issuer == Identity.Mail && i.AccountId == account.Id).ExecuteDeleteAsync(cancellation);
        _ = db.Identities.Add(new Identity
        {
            Issuer = Identity.Mail,
            Subject = subject,
            AccountId = account.Id,
            Label = address,
            CreatedAt = now,
        });
        _ = await db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.Email, address).SetProperty(x => x.MailFailedAt, (DateTimeOffset?)null), cancellation);

        // The last that goes to where one signed in by, or where letters went. In one order, as whoever writes waits for others there.
        var told = new[] { address, old, account.Email }.OfType<string>().DistinctBy(Identity.SubjectOf, StringComparer.Ordinal)
            .OrderBy(Identity.SubjectOf, StringComparer.Ordinal);
        foreach (var to in told)
        {
            var change = Identity.SubjectOf(to) == subject ? AccountChange.EmailSet : AccountChange.EmailChanged;
            await AccountNotice.WriteAsync(db, context, account, change, now, cancellation, to: to);
        }

        return true;
    }

    private static IResult Go(HttpContext context, SecurityLog log, Session session, string token)
    {
        SignIn.Give(context, session, token);
        log.Changed(context, "mail address", session.AccountId);
        return Pages.SeeOther("/account/email?saved=1");
    }

    private static IResult ShowLink(HttpContext context, string secret, Ticket? ticket) => Entry.Page<EmailLinkPage>(
        ticket is null ? StatusCodes.Status410Gone : StatusCodes.Status200OK,
        (nameof(EmailLinkPage.Address), ticket is null ? null : Mailed.Of(ticket).Address),
        (nameof(EmailLinkPage.Action), "/account/email/link/" + Uri.EscapeDataString(secret)));

    private static async Task<IResult> ShowAsync(
        HttpContext context, ParleyContext db, TimeProvider clock, int status, string typed, bool isSaved,
        IReadOnlyDictionary<string, Sentence>? errors, CancellationToken cancellation)
    {
        var (session, account) = (await SignIn.OfAsync(context))!;
        var now = clock.GetUtcNow();
        var expected = await MailedCodes.ExpectedAsync(db, context.Request, TicketKind.EmailChange, account.Id, now, cancellation);
        return Entry.Page<EmailPage>(
            status,
            (nameof(EmailPage.Account), account),
            (nameof(EmailPage.Address), await SetPassword.MailOfAsync(db, account, cancellation)),
            (nameof(EmailPage.NewAddress), expected is null ? null : Mailed.Of(expected).Address),
            (nameof(EmailPage.Typed), typed),
            (nameof(EmailPage.IsRecent), session.IsRecent(now)),
            (nameof(EmailPage.IsSaved), isSaved),
            (nameof(EmailPage.Errors), errors));
    }
}
