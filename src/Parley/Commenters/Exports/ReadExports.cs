using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>GET the copies of one's account that there are, and the way to ask for one.</summary>
internal static class ReadExports
{
    public static Task<IResult> Handle(HttpContext context, CancellationToken cancellation) =>
        PageAsync(context, null, StatusCodes.Status200OK, cancellation);

    public static async Task<IResult> PageAsync(HttpContext context, string? error, int status, CancellationToken cancellation)
    {
        var (session, account) = (await SignIn.OfAsync(context))!;
        var db = context.RequestServices.GetRequiredService<ParleyContext>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var exports = await db.Exports.AsNoTracking().Where(e => e.AccountId == account.Id)
            .OrderByDescending(e => e.AskedAt).ToListAsync(cancellation);
        return Pages.Page<ExportPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ExportPage.Account)] = account,
                [nameof(ExportPage.Exports)] = exports.Where(e => e.ReadyAt is null || e.IsGood(now)).ToList(),
                [nameof(ExportPage.Refusal)] = Export.Refuse(exports, now),
                [nameof(ExportPage.IsProved)] = session.IsRecent(now),
                [nameof(ExportPage.Error)] = error,
            },
            status);
    }
}
