using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>POST the code that Parley's own window gave to a frame: the frame is signed in.</summary>
internal static class TakeHandoff
{
    /// <summary>
    /// What the frame sends: the code, whole or as it was typed; the verifier it made; the origin of the page around it; and
    /// whether it must keep the session in memory, because its browser keeps no cookie there.
    /// </summary>
    public sealed record Request(string? Code, string? Verifier, string? Origin, bool InMemory);

    /// <summary>Who is signed in; <c>Token</c> only where the session is kept in memory.</summary>
    public sealed record Response(string Name, string? Token);

    public static async Task<IResult> Handle(
        string site, Request request, HttpContext context, Writing writing, ParleyContext db, Fingerprints fingerprints, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load what the decision needs.
        var publication = await Handoff.SiteAsync(db, site, request.Origin, cancellation);
        if (publication is null || request is not { Code: { } code, Verifier: { } verifier, Origin: { } origin }) return Refused();

        // Decide and save: the code is used up and the session begins, together or not at all.
        var carried = SignIn.TokensOf(context.Request);
        var begun = await writing.DoAsync<(Session Session, string Token, string Name)?>(
            async (act, stop) =>
            {
                var now = clock.GetUtcNow();
                var ticket = await Handoff.TakeAsync(act, fingerprints, context, publication, origin, code, verifier, now, stop);
                if (ticket is null) return null;

                var account = await act.Db.Accounts.SingleAsync(a => a.Id == ticket.AccountId, stop);
                if (!account.MayBeUsedOn(publication.Id)) return null;

                // Whoever was signed in in this frame before is not any more.
                _ = await act.Db.Sessions.Where(s => s.SiteId != null && carried.Contains(s.TokenHash)).ExecuteDeleteAsync(stop);
                var (session, token) = SignIn.Begin(act.Db, context, account, now, (publication.Id, origin));
                await act.KeepAsync(stop);
                return (session, token, account.Name);
            },
            cancellation);
        if (begun is not { } signedIn) return Refused();

        // Answer.
        if (!request.InMemory) SignIn.Give(context, signedIn.Session, signedIn.Token);
        return TypedResults.Ok(new Response(signedIn.Name, request.InMemory ? signedIn.Token : null));

        // Why, nobody is told who might be guessing.
        static IResult Refused() => Problems.NotAccepted("code", new Sentence("HandoffRefused"));
    }
}
