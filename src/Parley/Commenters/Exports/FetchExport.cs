using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>GET a finished copy, as a file: for whoever it is of, and nobody else.</summary>
internal static class FetchExport
{
    public static async Task<IResult> Handle(
        string id, HttpContext context, ParleyContext db, ExportFolder folder, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        // Somebody else's is told apart from none by nobody.
        var account = (await SignIn.OfAsync(context))!.Account.Id;
        var export = Id.TryRead(id, out var exportId)
            ? await db.Exports.AsNoTracking().SingleOrDefaultAsync(e => e.Id == exportId && e.AccountId == account, cancellation)
            : null;
        if (export is null || !export.IsGood(clock.GetUtcNow())) return Pages.NotFound();

        // It lies where it was made; on another machine, or after a restored backup, it is not there.
        var file = folder.Open(export.Id);
        if (file is null) return await ReadExports.PageAsync(context, "ExportNotHere", StatusCodes.Status404NotFound, cancellation);

        log.Acted(context, "Fetched a copy", account);
        var name = "parley-" + export.ReadyAt!.Value.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".zip";
        return TypedResults.Stream(file, "application/zip", name, enableRangeProcessing: true);
    }
}
