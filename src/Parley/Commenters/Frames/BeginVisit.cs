using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST the wish of whoever is signed in in a frame to see their own place: the answer says where a window finds it.</summary>
internal static class BeginVisit
{
    // As long as a window takes to open.
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    public sealed record Response(string Url);

    public static async Task<IResult> Handle(
        string site, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var (session, account) = (await SignIn.OfAsync(context))!;
        if (!await db.Sites.AnyAsync(s => s.Key == site, cancellation)) return Problems.NotFound();

        // Decide. Whoever signs in by themselves does so there too.
        if (account.SiteId is null || session.SiteId is null) return TypedResults.Ok(new Response("/account"));

        // Save.
        var now = clock.GetUtcNow();
        var secret = await writing.DoAsync(
            async (act, stop) =>
            {
                // That the publisher vouched for them is as old there as it is here.
                var (ticket, secret) = await Tickets.IssueAsync(act.Db, TicketKind.Visit, session.ProvedAt.ToString("O"), now, GoodFor, stop);
                (ticket.AccountId, ticket.SiteId) = (account.Id, account.SiteId);
                await act.KeepAsync(stop);
                return secret;
            },
            cancellation);

        // Answer.
        return TypedResults.Ok(new Response("/sign-in/visit/" + secret));
    }
}
