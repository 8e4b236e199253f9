using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>DELETE the session of a frame: nobody is signed in there any more.</summary>
internal static class EndSession
{
    public static async Task<IResult> Handle(string site, HttpContext context, Writing writing, ParleyContext db, CancellationToken cancellation)
    {
        // Load what the decision needs. Whatever the browser carries here ends: on a page of Parley's own domain that may be
        // the session of Parley's own host, and "signed out" must be true there, too.
        var carried = SignIn.TokensOf(context.Request);
        var siteId = await db.Sites.Where(s => s.Key == site).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(cancellation);
        if (siteId is null) return Problems.NotFound();

        // Save.
        if (carried.Count > 0)
        {
            _ = await writing.DoAsync(
                async (act, stop) =>
                {
                    _ = await act.Db.Sessions.Where(s => carried.Contains(s.TokenHash) && (s.SiteId == null || s.SiteId == siteId))
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
