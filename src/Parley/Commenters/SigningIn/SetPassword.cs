using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET and POST one's own password: set it, or change it, having just proved who one is.</summary>
internal static class SetPassword
{
    public static async Task<IResult> Read(
        string? saved, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation) =>
        await ShowAsync(context, db, clock, saved is not null, null, cancellation);

    public static async Task<IResult> Handle(
        HttpContext context, ParleyContext db, Writing writing, Passwords passwords, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load.
        var (session, account) = (await SignIn.OfAsync(context))!;
        if (!await ReadSignIn.HasPasswordsAsync(db, null, cancellation)) return Pages.NotFound();

        var password = (await Forms.ReadAsync(context.Request, cancellation))["password"].ToString();

        // Decide: a password goes with a mail address that is the account's.
        if (await MailOfAsync(db, account, cancellation) is not { } address) return await ShowAsync(context, db, clock, false, null, cancellation);
        if (await Passwords.JudgeAsync(db, password, address, cancellation) is { } refusal)
            return await ShowAsync(context, db, clock, false, refusal, cancellation);

        // Save: other browsers sign in again, and this one gets a new token.
        var (hash, now) = (await passwords.HashAsync(password, cancellation), clock.GetUtcNow());
        var token = await writing.DoAsync(
            async (act, stop) =>
            {
                _ = await act.Db.Accounts.Where(a => a.Id == account.Id)
                    .ExecuteUpdateAsync(a => a.SetProperty(x => x.PasswordHash, hash), stop);
                _ = await act.Db.Sessions.Where(s => s.AccountId == account.Id && s.Id != session.Id).ExecuteDeleteAsync(stop);
                var token = await SignIn.RenewAsync(act.Db, session, now, stop);
                await AccountNotice.WriteAsync(act.Db, context, account, AccountChange.PasswordSet, now, stop);
                await act.KeepAsync(stop);
                return token;
            },
            cancellation);

        // Answer.
        if (token is not null) SignIn.Give(context, session, token);
        log.Changed(context, "password, other sessions ended", account.Id);
        return Pages.SeeOther("/account/password?saved=1");
    }

    /// <summary>The mail address by which an account signs in; null for none.</summary>
    public static Task<string?> MailOfAsync(ParleyContext db, Account account, CancellationToken cancellation) => db.Identities
        .Where(i => i.Issuer == Identity.Mail && i.AccountId == account.Id).Select(i => i.Label ?? i.Subject).FirstOrDefaultAsync(cancellation);

    private static async Task<IResult> ShowAsync(
        HttpContext context, ParleyContext db, TimeProvider clock, bool isSaved, Sentence? refusal, CancellationToken cancellation)
    {
        var (session, account) = (await SignIn.OfAsync(context))!;
        if (!await ReadSignIn.HasPasswordsAsync(db, null, cancellation)) return Pages.NotFound();

        return Entry.Page<PasswordPage>(
            refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(PasswordPage.Account), account),
            (nameof(PasswordPage.Address), await MailOfAsync(db, account, cancellation)),
            (nameof(PasswordPage.IsRecent), session.IsRecent(clock.GetUtcNow())),
            (nameof(PasswordPage.IsSaved), isSaved),
            (nameof(PasswordPage.Errors), refusal is null ? null : Entry.Error("password", refusal.Key, refusal.Values)));
    }
}
