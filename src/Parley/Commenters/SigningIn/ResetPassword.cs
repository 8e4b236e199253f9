using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>
/// A new password for whoever reads the mail of an address: POST the address, GET the link, POST the password. As with
/// codes, nobody learns whether there is an account: it is looked up when the link comes back, and made if there is none.
/// </summary>
internal static class ResetPassword
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(30);

    public static async Task<IResult> Read(
        string? @return, string? sent, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        if (!await ReadSignIn.HasPasswordsAsync(db, null, cancellation)) return Pages.NotFound();

        return Entry.Page<ResetPage>(
            StatusCodes.Status200OK, (nameof(ResetPage.IsSent), sent is not null), (nameof(ResetPage.Return), ReturnPath.Read(@return)));
    }

    public static async Task<IResult> Ask(
        HttpContext context, ParleyContext db, Writing writing, MailedCodes codes, TimeProvider clock, CancellationToken cancellation)
    {
        if (!await ReadSignIn.HasPasswordsAsync(db, null, cancellation)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var (typed, returnTo) = (form["email"].ToString(), ReturnPath.Read(form["return"]));
        var site = await Entry.SiteAsync(db, form["site"], cancellation);
        if (!EmailAddress.TryRead(typed, out var address))
        {
            return Entry.Page<ResetPage>(
                StatusCodes.Status422UnprocessableEntity, (nameof(ResetPage.Email), typed), (nameof(ResetPage.Return), returnTo),
                (nameof(ResetPage.Errors), Entry.Error("email", "AddressUnreadable")));
        }

        var now = clock.GetUtcNow();
        var mailed = new MailedTicket(
            TicketKind.PasswordReset, address!, "PasswordReset", "/sign-in/reset/", HasCode: false, GoodFor, returnTo);
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                await codes.SendAsync(act.Db, context, mailed, site, Text.Of(context).Language, now, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return Pages.SeeOther("/sign-in/reset?sent=1");
    }

    public static async Task<IResult> ReadLink(
        string secret, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        Entry.KeepAddress(context);
        if (!await ReadSignIn.HasPasswordsAsync(db, null, cancellation)) return Pages.NotFound();

        var ticket = await Tickets.FindAsync(db, TicketKind.PasswordReset, secret, cancellation);
        return Show(context, secret, ticket?.IsGood(clock.GetUtcNow()) == true ? ticket : null, null);
    }

    public static async Task<IResult> Handle(
        string secret, HttpContext context, ParleyContext db, Writing writing, Passwords passwords, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load.
        Entry.KeepAddress(context);
        if (!await ReadSignIn.HasPasswordsAsync(db, null, cancellation)) return Pages.NotFound();

        var password = (await Forms.ReadAsync(context.Request, cancellation))["password"].ToString();
        var now = clock.GetUtcNow();
        var found = await Tickets.FindAsync(db, TicketKind.PasswordReset, secret, cancellation);
        if (found?.IsGood(now) != true) return Refuse();

        // Decide: a password that cannot be taken does not use the link up.
        var mailed = Mailed.Of(found);
        if (await Passwords.JudgeAsync(db, password, mailed.Address, cancellation) is { } refusal)
            return Show(context, secret, found, refusal);

        // Save: whoever was in is out, and what they had begun with this account is void.
        var hash = await passwords.HashAsync(password, cancellation);
        var arrived = await writing.DoAsync<Arrived?>(
            async (act, stop) =>
            {
                if (await Tickets.TakeAsync(act.Db, TicketKind.PasswordReset, secret, now, stop) is null) return null;
                if (await Arrival.ByMailAsync(act.Db, mailed.Address, now, stop) is not { } account) return null;

                account.PasswordHash = hash;
                _ = await act.Db.Sessions.Where(s => s.AccountId == account.Id).ExecuteDeleteAsync(stop);
                _ = await act.Db.Tickets.Where(t => t.AccountId == account.Id).ExecuteDeleteAsync(stop);
                var arrived = await Arrival.BeginAsync(act.Db, context, account, now, stop);
                await AccountNotice.WriteAsync(act.Db, context, account, AccountChange.PasswordSetByMail, now, stop, to: mailed.Address);
                await act.KeepAsync(stop);
                return arrived;
            },
            cancellation);

        // Answer.
        if (arrived is null) return Refuse();

        log.Changed(context, "password by mail, all sessions ended", arrived.Session.AccountId);
        Arrival.Give(context, arrived, "reset");
        return Pages.SeeOther(Arrival.PlaceOf(mailed.Return));

        IResult Refuse()
        {
            log.Refused(context, "reset", "used, too late or unknown");
            return Show(context, secret, null, null);
        }
    }

    private static IResult Show(HttpContext context, string secret, Ticket? ticket, Sentence? refusal) => Entry.Page<NewPasswordPage>(
        ticket is null ? StatusCodes.Status410Gone : refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
        (nameof(NewPasswordPage.Address), ticket is null ? null : Mailed.Of(ticket).Address),
        (nameof(NewPasswordPage.Action), "/sign-in/reset/" + Uri.EscapeDataString(secret)),
        (nameof(NewPasswordPage.Errors), refusal is null ? null : Entry.Error("password", refusal.Key, refusal.Values)));
}
