using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST the wish for a copy of everything one's account has here.</summary>
internal static class AskForExport
{
    public static async Task<IResult> Handle(HttpContext context, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account.Id;
        var now = clock.GetUtcNow();
        var refusal = await writing.DoAsync((act, stop) => AskAsync(act, account, now, stop), cancellation);
        if (refusal is null) log.Acted(context, "Asked for a copy", account);
        return refusal == ExportRefusal.TooMany
            ? await ReadExports.PageAsync(context, "ExportTooMany", StatusCodes.Status429TooManyRequests, cancellation)
            // Asking again for what is being made is asking once.
            : Pages.SeeOther("/account/export");
    }

    private static async Task<ExportRefusal?> AskAsync(Act act, Guid account, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs, one of this account at a time.
        _ = await act.Db.Accounts.Where(a => a.Id == account).ExecuteUpdateAsync(a => a.SetProperty(x => x.ErasedAt, x => x.ErasedAt), cancellation);
        var exports = await act.Db.Exports.AsNoTracking().Where(e => e.AccountId == account).ToListAsync(cancellation);

        // Decide.
        if (Export.Refuse(exports, now) is { } refusal) return refusal;

        // Save.
        var export = new Export { Id = Id.New(now), AccountId = account, AskedAt = now };
        _ = act.Db.Exports.Add(export);
        _ = act.Db.Jobs.Add(Job.For(MakeExport.Kind, export.Id, now));
        await act.KeepAsync(cancellation);
        return null;
    }
}
