using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST the end of a session, of all others, or of all. Its token is refused from the answer on, on every node.</summary>
internal static class EndSessions
{
    public static async Task<IResult> One(string id, HttpContext context, Writing writing, SecurityLog log, CancellationToken cancellation)
    {
        var (current, account) = (await SignIn.OfAsync(context))!;
        if (!Id.TryRead(id, out var session)) return Pages.NotFound();

        // Somebody else's is told from none by nobody.
        var ended = await EndAsync(writing, account.Id, s => s.Where(x => x.Id == session), isMany: false, cancellation);
        if (ended == 0) return Pages.NotFound();

        log.SignedOut(context, ended);
        return session == current.Id ? SignedOut(context) : Pages.SeeOther("/account/sessions?ended=one");
    }

    public static async Task<IResult> Others(HttpContext context, Writing writing, SecurityLog log, CancellationToken cancellation)
    {
        var (current, account) = (await SignIn.OfAsync(context))!;
        log.SignedOut(context, await EndAsync(writing, account.Id, s => s.Where(x => x.Id != current.Id), isMany: true, cancellation));
        return Pages.SeeOther("/account/sessions?ended=others");
    }

    public static async Task<IResult> All(HttpContext context, Writing writing, SecurityLog log, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        log.SignedOut(context, await EndAsync(writing, account.Id, s => s, isMany: true, cancellation));
        return SignedOut(context);
    }

    private static Task<int> EndAsync(
        Writing writing, Guid account, Func<IQueryable<Session>, IQueryable<Session>> which, bool isMany, CancellationToken cancellation) =>
        writing.DoAsync(
            async (act, stop) =>
            {
                var ended = await which(act.Db.Sessions.Where(s => s.AccountId == account)).ExecuteDeleteAsync(stop);
                // A sign-in that is still on its way into a frame would outlive them.
                if (isMany)
                    _ = await act.Db.Tickets.Where(t => t.AccountId == account && t.Kind == TicketKind.Handoff).ExecuteDeleteAsync(stop);
                await act.KeepAsync(stop);
                return ended;
            },
            cancellation);

    private static IResult SignedOut(HttpContext context)
    {
        SignIn.Forget(context);
        return Pages.SeeOther("/");
    }
}
