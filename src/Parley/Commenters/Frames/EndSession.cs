using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>DELETE the session of a frame: nobody is signed in there any more.</summary>
internal static class EndSession
{
    public static async Task<IResult> Handle(string site, HttpContext context, ParleyContext db, Writing writing, CancellationToken cancellation)
    {
        // Load what the decision needs. The publisher's page has a say in when a frame signs out: nothing but the frame's own
        // session may end by it.
        var carried = SignIn.TokensOf(context.Request);
        if (!await db.Sites.AnyAsync(s => s.Key == site, cancellation)) return Problems.NotFound();

        // Save.
        if (carried.Count > 0)
        {
            _ = await writing.DoAsync(
                async (act, stop) =>
                {
                    _ = await act.Db.Sessions
                        .Where(s => carried.Contains(s.TokenHash) && act.Db.Sites.Any(p => p.Id == s.SiteId && p.Key == site))
                        .ExecuteDeleteAsync(stop);
                    await act.KeepAsync(stop);
                    return true;
                },
                cancellation);
        }

        // Answer.
        SignIn.ForgetFrame(context);
        return TypedResults.NoContent();
    }
}
