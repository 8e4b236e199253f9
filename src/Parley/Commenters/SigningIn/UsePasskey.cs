using Microsoft.AspNetCore.Identity;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST for the options of an authenticator, and POST what it answered: to sign in, or to prove once more who one is.</summary>
internal static class UsePasskey
{
    public static async Task<IResult> Begin(
        HttpContext context, Writing writing, IPasskeyHandler<Account> passkeys, TimeProvider clock, CancellationToken cancellation)
    {
        var made = await passkeys.MakeRequestOptionsAsync(null, context);
        return TypedResults.Json(await Passkeys.BeginAsync(
            writing, context, TicketKind.PasskeyRequest, null, made.AssertionState!, made.RequestOptionsJson, clock.GetUtcNow(), cancellation));
    }

    public static async Task<IResult> SignInByIt(
        Passkeys.Answer answer, HttpContext context, Writing writing, IPasskeyHandler<Account> passkeys, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (account, used) = await CheckAsync(answer, null, context, writing, passkeys, now, cancellation);
        var arrived = account is null || used is null ? null : await writing.DoAsync(
            async (act, stop) =>
            {
                if (!await Passkeys.UseAsync(act.Db, used, now, stop)) return null;

                var arrived = await Arrival.BeginAsync(act.Db, context, account, now, stop);
                await act.KeepAsync(stop);
                return arrived;
            },
            cancellation);
        if (arrived is null)
        {
            log.Refused(context, "passkey", "not recognized", account?.Id);
            return Problems.Of("not-accepted", "PasskeyRefused");
        }

        Arrival.Give(context, arrived, "passkey");
        return TypedResults.Json(new Passkeys.Onward(Arrival.PlaceOf(answer.Return)));
    }

    public static async Task<IResult> BeginProof(
        HttpContext context, Writing writing, IPasskeyHandler<Account> passkeys, TimeProvider clock, CancellationToken cancellation)
    {
        var (_, account) = (await SignIn.OfAsync(context))!;
        var made = await passkeys.MakeRequestOptionsAsync(account, context);
        return TypedResults.Json(await Passkeys.BeginAsync(
            writing, context, TicketKind.PasskeyRequest, account.Id, made.AssertionState!, made.RequestOptionsJson, clock.GetUtcNow(), cancellation));
    }

    public static async Task<IResult> ProveByIt(
        Passkeys.Answer answer, HttpContext context, Writing writing, IPasskeyHandler<Account> passkeys, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (session, own) = (await SignIn.OfAsync(context))!;
        var now = clock.GetUtcNow();
        var (account, used) = await CheckAsync(answer, own.Id, context, writing, passkeys, now, cancellation);
        var token = account?.Id != own.Id || used is null ? null : await writing.DoAsync(
            async (act, stop) =>
            {
                if (!await Passkeys.UseAsync(act.Db, used, now, stop)) return null;

                var token = await SignIn.RenewAsync(act.Db, session, now, stop);
                await act.KeepAsync(stop);
                return token;
            },
            cancellation);
        if (token is null)
        {
            log.Refused(context, "proof by passkey", "not recognized", own.Id);
            return Problems.Of("not-accepted", "PasskeyRefused");
        }

        SignIn.Give(context, session, token);
        log.Proved(context, "passkey", own.Id);
        return TypedResults.Json(new Passkeys.Onward(Arrival.PlaceOf(answer.Return)));
    }

    private static async Task<(Account? Account, UserPasskeyInfo? Used)> CheckAsync(
        Passkeys.Answer answer, Guid? account, HttpContext context, Writing writing, IPasskeyHandler<Account> passkeys, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if (await Passkeys.TakeAsync(writing, context, TicketKind.PasskeyRequest, account, answer.Ticket, now, cancellation) is not { } state)
            return (null, null);

        var result = await passkeys.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = context,
            CredentialJson = answer.Credential.GetRawText(),
            AssertionState = state,
        });
        return result.Succeeded && result.User.IsUsable ? (result.User, result.Passkey) : (null, null);
    }
}
