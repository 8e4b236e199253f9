using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>POST for the options of a new passkey, and POST the passkey.</summary>
internal static class AddPasskey
{
    public static async Task<IResult> Begin(
        HttpContext context, ParleyContext db, Writing writing, IPasskeyHandler<Account> passkeys, TimeProvider clock, CancellationToken cancellation)
    {
        var (_, account) = (await SignIn.OfAsync(context))!;
        if (await db.Passkeys.CountAsync(p => p.AccountId == account.Id, cancellation) >= Passkey.Most)
            return Problems.Of("not-accepted", "PasskeysTooMany");

        var name = AccountStore.NameOf(account);
        var made = await passkeys.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = Id.Text(account.Id), Name = name, DisplayName = account.Name.Length > 0 ? account.Name : name }, context);
        return TypedResults.Json(await Passkeys.BeginAsync(
            writing, context, TicketKind.PasskeyCreation, account.Id, made.AttestationState!, made.CreationOptionsJson, clock.GetUtcNow(), cancellation));
    }

    public static async Task<IResult> Handle(
        Passkeys.Answer answer, HttpContext context, Writing writing, IPasskeyHandler<Account> passkeys, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load what was begun.
        var (_, account) = (await SignIn.OfAsync(context))!;
        var now = clock.GetUtcNow();
        var state = await Passkeys.TakeAsync(writing, context, TicketKind.PasskeyCreation, account.Id, answer.Ticket, now, cancellation);
        if (state is null) return Problems.Of("not-accepted", "PasskeyRefused");

        // Decide.
        var result = await passkeys.PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = context,
            CredentialJson = answer.Credential.GetRawText(),
            AttestationState = state,
        });
        if (!result.Succeeded || result.UserEntity.Id != Id.Text(account.Id))
        {
            log.Refused(context, "new passkey", "not recognized", account.Id);
            return Problems.Of("not-accepted", "PasskeyRefused");
        }

        // Save.
        var name = RenamePasskey.Read(answer.Name)
            ?? RenamePasskey.Read(Devices.NameOf(context.Request.Headers.UserAgent.ToString())) ?? Text.Of(context)["Passkey"];
        var isAdded = await writing.DoAsync(
            async (act, stop) =>
            {
                if (await act.Db.Passkeys.CountAsync(p => p.AccountId == account.Id, stop) >= Passkey.Most) return false;

                _ = act.Db.Passkeys.Add(Of(result.Passkey, account.Id, name, now));
                await AccountNotice.WriteAsync(act.Db, context, account, AccountChange.PasskeyAdded, now, stop, name);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        if (!isAdded) return Problems.Of("not-accepted", "PasskeysTooMany");

        // Answer.
        log.Changed(context, "passkeys: one more", account.Id);
        return TypedResults.Json(new Passkeys.Onward("/account/passkeys?said=added"));
    }

    private static Passkey Of(UserPasskeyInfo made, Guid account, string name, DateTimeOffset now) => new()
    {
        CredentialId = made.CredentialId,
        AccountId = account,
        Name = name,
        PublicKey = made.PublicKey,
        SignCount = made.SignCount,
        Transports = string.Join(' ', made.Transports ?? []),
        IsUserVerified = made.IsUserVerified,
        IsBackupEligible = made.IsBackupEligible,
        IsBackedUp = made.IsBackedUp,
        AttestationObject = made.AttestationObject,
        ClientDataJson = made.ClientDataJson,
        CreatedAt = now,
    };
}
