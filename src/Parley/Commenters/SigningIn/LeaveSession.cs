using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST to sign out: every session this browser brings a token of ends, here and in the frame.</summary>
/// <remarks>
/// Where the publisher's page is of the same site, a frame's token comes along and its session ends as well: whoever signs
/// out on Parley's own host at somebody else's computer means all of it. The other way round it is not so (EndSession).
/// Clear-Site-Data names "storage" alone. "cookies" would take the guest's token too, by which a guest's comments of this
/// browser are its own, and the cookies of every other host of the same domain, which are the publisher's. "cache" would
/// only cost: every page of somebody signed in is no-store.
/// </remarks>
internal static class LeaveSession
{
    public static async Task<IResult> Handle(
        HttpContext context, Writing writing, SecurityLog log, CancellationToken cancellation)
    {
        var ended = await writing.DoAsync(
            async (act, stop) =>
            {
                var ended = await SignIn.EndAsync(act.Db, SignIn.AllTokensOf(context.Request), stop);
                await act.KeepAsync(stop);
                return ended;
            },
            cancellation);

        SignIn.Forget(context);
        context.Response.Headers["Clear-Site-Data"] = "\"storage\"";
        log.SignedOut(context, ended);
        var form = context.Request.HasFormContentType ? await Forms.ReadAsync(context.Request, cancellation) : null;
        return Pages.SeeOther(ReturnPath.Read(form?["return"]) ?? "/");
    }
}
