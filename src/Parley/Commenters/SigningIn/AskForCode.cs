using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>POST a mail address, to be sent a code and a link. Nobody learns whether it has an account: it is not even looked up.</summary>
/// <remarks>docs/decisions/0019-nobody-is-looked-up-before-proof.md.</remarks>
internal static class AskForCode
{
    public static async Task<IResult> Handle(
        HttpContext context, ParleyContext db, Writing writing, MailedCodes codes, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what was asked, and for which site.
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var entered = new ReadSignIn.Entered(ReturnPath.Read(form["return"]), form["site"], form["email"].ToString());
        var site = await Entry.SiteAsync(db, entered.SiteKey, cancellation);

        // Decide: only what is no address at all is told apart.
        if (!EmailAddress.TryRead(entered.Email, out var address))
        {
            return await ReadSignIn.ShowAsync(
                context, db, entered, StatusCodes.Status422UnprocessableEntity, Entry.Error("email", "AddressUnreadable"), cancellation);
        }

        // Save.
        var now = clock.GetUtcNow();
        var mailed = new MailedTicket(
            TicketKind.SignIn, address!, "SignInCode", "/sign-in/link/", HasCode: true, MailedCodes.CodeGoodFor, entered.Return);
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                await codes.SendAsync(act.Db, context, mailed, site, Text.Of(context).Language, now, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);

        // Answer.
        return Pages.SeeOther("/sign-in/code");
    }
}
