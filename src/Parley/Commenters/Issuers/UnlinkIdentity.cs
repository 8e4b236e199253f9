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
        HttpContext context, Writing writing, ParleyContext db, Settings settings, TimeProvider clock, CancellationToken cancellation)
    {
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var (issuer, subject) = (form["issuer"].ToString(), form["subject"].ToString());
        var account = (await SignIn.OfAsync(context))!.Account;
        var (isFound, isLast) = await writing.DoAsync((act, stop) => RemoveAsync(act, account, issuer, subject, stop), cancellation);

        // Answer.
        if (!isFound) return Pages.NotFound();
        return isLast
            ? await ReadIdentities.PageAsync(context, db, settings, clock.GetUtcNow(), new Sentence("LastIdentity"), cancellation)
            : Pages.SeeOther("/account/identities");
    }

    private static async Task<(bool IsFound, bool IsLast)> RemoveAsync(
        Act act, Account account, string issuer, string subject, CancellationToken cancellation)
    {
        // Load, while no other act takes the other way in.
        _ = await act.Db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Name, x => x.Name), cancellation);
        var identity = await act.Db.Identities.SingleOrDefaultAsync(
            i => i.Issuer == issuer && i.Subject == subject && i.AccountId == account.Id, cancellation);

        // Decide.
        if (identity is null || !ReadIdentities.IsElsewhere(identity)) return (false, false);
        if (await ReadIdentities.IsLastAsync(act.Db, account.Id, cancellation)) return (true, true);

        // Save.
        _ = act.Db.Identities.Remove(identity);
        await act.KeepAsync(cancellation);
        return (true, false);
    }
}
