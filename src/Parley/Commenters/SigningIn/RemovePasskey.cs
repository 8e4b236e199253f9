using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>DELETE a passkey, or POST that by a form. The last way into an account stays.</summary>
internal static class RemovePasskey
{
    private enum Outcome
    {
        Removed,
        NotThere,
        LastWayIn,
    }

    public static async Task<IResult> Handle(
        string id, HttpContext context, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation) =>
        await RemoveAsync(id, context, writing, log, clock.GetUtcNow(), cancellation) switch
        {
            Outcome.Removed => TypedResults.NoContent(),
            Outcome.LastWayIn => Problems.Of("not-accepted", "LastWayIn"),
            Outcome.NotThere => Problems.NotFound(),
        };

    public static async Task<IResult> Form(
        string id, HttpContext context, ParleyContext db, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation) =>
        await RemoveAsync(id, context, writing, log, clock.GetUtcNow(), cancellation) switch
        {
            Outcome.Removed => Pages.SeeOther("/account/passkeys?said=removed"),
            Outcome.LastWayIn => await ReadPasskeys.ShowAsync(
                context, db, clock, StatusCodes.Status422UnprocessableEntity, null, Entry.Error("", "LastWayIn"), cancellation),
            Outcome.NotThere => Pages.NotFound(),
        };

    private static async Task<Outcome> RemoveAsync(
        string id, HttpContext context, Writing writing, SecurityLog log, DateTimeOffset now, CancellationToken cancellation)
    {
        var (_, account) = (await SignIn.OfAsync(context))!;
        if (RenamePasskey.IdOf(id) is not { } credential) return Outcome.NotThere;

        var outcome = await writing.DoAsync(
            async (act, stop) =>
            {
                // Two removed at once could be the last two: the account's row is whose turn it is.
                _ = await act.Db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.CreatedAt, x => x.CreatedAt), stop);
                var own = await act.Db.Passkeys.AsNoTracking().Where(p => p.AccountId == account.Id).ToListAsync(stop);
                if (own.Find(p => p.CredentialId.AsSpan().SequenceEqual(credential)) is not { } passkey) return Outcome.NotThere;
                if (own.Count == 1 && !await act.Db.Identities.AnyAsync(i => i.AccountId == account.Id, stop)) return Outcome.LastWayIn;

                _ = await act.Db.Passkeys.Where(p => p.CredentialId == credential && p.AccountId == account.Id).ExecuteDeleteAsync(stop);
                await AccountNotice.WriteAsync(act.Db, context, account, AccountChange.PasskeyRemoved, now, stop, passkey.Name);
                await act.KeepAsync(stop);
                return Outcome.Removed;
            },
            cancellation);
        if (outcome == Outcome.Removed) log.Changed(context, "passkeys: one less", account.Id);
        return outcome;
    }
}
