using Microsoft.EntityFrameworkCore;
using Parley.Storage;

namespace Parley.Http;

/// <summary>GET whether the process runs, and whether it can do its work.</summary>
internal static class ReadHealth
{
    public static IResult Live() => TypedResults.Text("live");

    public static async Task<IResult> Ready(HttpContext context, ParleyContext db, Stopping stopping, CancellationToken cancellation)
    {
        if (stopping.HasBegun)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problems.Of("busy", "StoppingDetail");
        }

        _ = await db.Sites.AnyAsync(cancellation);
        return TypedResults.Text("ready");
    }
}
