using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>
/// Whoever is signed in proves once more who they are, before what cannot be undone: by a code to their own address, by
/// password here, by passkey (<see cref="UsePasskey"/>), or by an account elsewhere (<see cref="LeaveForIssuer"/>). The
/// session gets a new token with it.
/// </summary>
internal static class ProveAgain
{
    public static async Task<IResult> Read(
        string? @return, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation) =>
        await ShowAsync(context, db, clock, ReturnPath.Read(@return), StatusCodes.Status200OK, null, cancellation);

    public static async Task<IResult> SendCode(
        HttpContext context, ParleyContext db, Writing writing, MailedCodes codes, TimeProvider clock, CancellationToken cancellation)
    {
        var (_, account) = (await SignIn.OfAsync(context))!;
        var returnTo = ReturnPath.Read((await Forms.ReadAsync(context.Request, cancellation))["return"]);
        if (await SetPassword.MailOfAsync(db, account, cancellation) is not { } address) return Pages.SeeOther(ReturnPath.On("/account/prove", returnTo));

        var now = clock.GetUtcNow();
        var mailed = new MailedTicket(
            TicketKind.SignIn, address, "ProveCode", null, HasCode: true, MailedCodes.CodeGoodFor, returnTo, account.Id);
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                await codes.SendAsync(act.Db, context, mailed, null, account.Language ?? Text.Of(context).Language, now, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return Pages.SeeOther(ReturnPath.On("/account/prove", returnTo));
    }

    public static async Task<IResult> ByCode(
        HttpContext context, ParleyContext db, Writing writing, MailedCodes codes, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (session, account) = (await SignIn.OfAsync(context))!;
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var (typed, returnTo, now) = (form["code"].ToString(), ReturnPath.Read(form["return"]), clock.GetUtcNow());
        var (outcome, token) = await writing.DoAsync(
            async (act, stop) =>
            {
                var (outcome, _) = await codes.TryAsync(act.Db, context, TicketKind.SignIn, account.Id, typed, now, stop);
                var token = outcome == CodeOutcome.Right ? await SignIn.RenewAsync(act.Db, session, now, stop) : null;
                await act.KeepAsync(stop);
                return (outcome, token);
            },
            cancellation);
        if (token is not null) return Go(context, log, session, token, "code", returnTo);

        log.Refused(context, "proof by code", outcome.ToString(), account.Id);
        var key = outcome switch
        {
            CodeOutcome.Wrong => "CodeWrong",
            CodeOutcome.TooSoon => "CodeTooSoon",
            CodeOutcome.Gone or CodeOutcome.Right => "CodeGone",
        };
        return await ShowAsync(
            context, db, clock, returnTo, StatusCodes.Status422UnprocessableEntity, Entry.Error("code", key), cancellation);
    }

    public static async Task<IResult> ByPassword(
        HttpContext context, ParleyContext db, Writing writing, MailedCodes codes, Passwords passwords, Fingerprints fingerprints,
        SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var (session, account) = (await SignIn.OfAsync(context))!;
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var (password, returnTo, now) = (form["password"].ToString(), ReturnPath.Read(form["return"]), clock.GetUtcNow());
        if (!await MayUsePasswordAsync(db, account, cancellation)) return Pages.NotFound();

        var subject = EnterPassword.SubjectOf(fingerprints, await SetPassword.MailOfAsync(db, account, cancellation) ?? "");
        var wait = await EnterPassword.TakeAsync(writing, codes, context, subject, now, cancellation);
        if (wait > TimeSpan.Zero)
        {
            Entry.RetryAfter(context, wait);
            return await ShowAsync(
                context, db, clock, returnTo, StatusCodes.Status429TooManyRequests, Entry.Error("password", "PasswordTooSoon"), cancellation);
        }

        if (await passwords.VerifyAsync(account.PasswordHash, password, cancellation) == PasswordVerificationResult.Failed)
        {
            log.Refused(context, "proof by password", "wrong", account.Id);
            return await ShowAsync(
                context, db, clock, returnTo, StatusCodes.Status422UnprocessableEntity, Entry.Error("password", "PasswordNotYours"), cancellation);
        }

        var token = await writing.DoAsync(
            async (act, stop) =>
            {
                await codes.ForgiveAsync(act.Db, context, subject, stop);
                var token = await SignIn.RenewAsync(act.Db, session, now, stop);
                await act.KeepAsync(stop);
                return token;
            },
            cancellation);
        return token is null ? Pages.SeeOther(ReturnPath.On("/sign-in", returnTo)) : Go(context, log, session, token, "password", returnTo);
    }

    private static IResult Go(HttpContext context, SecurityLog log, Session session, string token, string way, string? returnTo)
    {
        SignIn.Give(context, session, token);
        log.Proved(context, way, session.AccountId);
        return Pages.SeeOther(Arrival.PlaceOf(returnTo));
    }

    private static async Task<bool> MayUsePasswordAsync(ParleyContext db, Account account, CancellationToken cancellation) =>
        account.PasswordHash is not null && await ReadSignIn.HasPasswordsAsync(db, null, cancellation);

    private static async Task<IResult> ShowAsync(
        HttpContext context, ParleyContext db, TimeProvider clock, string? returnTo, int status,
        IReadOnlyDictionary<string, Sentence>? errors, CancellationToken cancellation)
    {
        var (_, account) = (await SignIn.OfAsync(context))!;
        var expected = await MailedCodes.ExpectedAsync(
            db, context.Request, TicketKind.SignIn, account.Id, clock.GetUtcNow(), cancellation);
        var vouching = await db.Identities.Where(i => i.AccountId == account.Id).Select(i => i.Issuer).ToListAsync(cancellation);
        return Entry.Page<ProvePage>(
            status,
            (nameof(ProvePage.Account), account),
            (nameof(ProvePage.Return), returnTo),
            (nameof(ProvePage.Address), await SetPassword.MailOfAsync(db, account, cancellation)),
            (nameof(ProvePage.IsSent), expected is not null),
            (nameof(ProvePage.HasPassword), await MayUsePasswordAsync(db, account, cancellation)),
            (nameof(ProvePage.Issuers), context.RequestServices.GetRequiredService<Settings>().Issuers.Where(i => vouching.Contains(i.Key)).ToList()),
            (nameof(ProvePage.HasPasskeys), await db.Passkeys.AnyAsync(p => p.AccountId == account.Id, cancellation)),
            (nameof(ProvePage.Errors), errors));
    }
}
