using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>POST the wish to sign in no more by an account elsewhere.</summary>
internal static class UnlinkIdentity
{
    public static async Task<IResult> Handle(
        HttpContext context, Writing writing, ParleyContext db, Settings settings, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var (issuer, subject) = (form["issuer"].ToString(), form["subject"].ToString());
        var account = (await SignIn.OfAsync(context))!.Account;
        var (label, now) = (settings.Issuers.FirstOrDefault(i => i.Key == issuer)?.Label ?? issuer, clock.GetUtcNow());
        var (isFound, isLast) = await writing.DoAsync(
            async (act, stop) =>
            {
                var removed = await RemoveAsync(act.Db, account, issuer, subject, stop);
                if (removed is (true, false))
                {
                    await AccountNotice.WriteAsync(act.Db, context, account, AccountChange.IdentityRemoved, now, stop, label);
                    await act.KeepAsync(stop);
                }

                return removed;
            },
            cancellation);

        // Answer.
        if (!isFound) return Pages.NotFound();
        if (!isLast) log.Changed(context, "accounts elsewhere: one less", account.Id);
        return isLast
            ? await ReadIdentities.PageAsync(context, db, settings, now, new Sentence("LastIdentity"), cancellation)
            : Pages.SeeOther("/account/identities");
    }

    private static async Task<(bool IsFound, bool IsLast)> RemoveAsync(
        ParleyContext db, Account account, string issuer, string subject, CancellationToken cancellation)
    {
        // Load, while no other act takes the other way in.
        _ = await db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Name, x => x.Name), cancellation);
        var identity = await db.Identities.SingleOrDefaultAsync(
            i => i.Issuer == issuer && i.Subject == subject && i.AccountId == account.Id, cancellation);

        // Decide.
        if (identity is null || !ReadIdentities.IsElsewhere(identity)) return (false, false);
        if (await ReadIdentities.IsLastAsync(db, account.Id, cancellation)) return (true, true);

        // Save.
        _ = db.Identities.Remove(identity);
        return (true, false);
    }
}
