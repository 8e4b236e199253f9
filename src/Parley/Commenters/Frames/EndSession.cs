using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>DELETE the session of a frame: nobody is signed in there any more.</summary>
internal static class EndSession
{
    public static async Task<IResult> Handle(string site, HttpContext context, ParleyContext db, Writing writing, CancellationToken cancellation)
    {
        // Load what the decision needs. Whatever the browser carries here ends: on a page of Parley's own domain that may be
        // the session of Parley's own host, and "signed out" must be true there, too.
        var carried = SignIn.TokensOf(context.Request);
        if (!await db.Sites.AnyAsync(s => s.Key == site, cancellation)) return Problems.NotFound();

        // Save.
        if (carried.Count > 0)
        {
            _ = await writing.DoAsync(
                async (act, stop) =>
                {
                    _ = await act.Db.Sessions
                        .Where(s => carried.Contains(s.TokenHash) && (s.SiteId == null || act.Db.Sites.Any(p => p.Id == s.SiteId && p.Key == site)))
                        .ExecuteDeleteAsync(stop);
                    await act.KeepAsync(stop);
                    return true;
                },
                cancellation);
        }

        // Answer.
        SignIn.Forget(context);
        return TypedResults.NoContent();
    }
}
