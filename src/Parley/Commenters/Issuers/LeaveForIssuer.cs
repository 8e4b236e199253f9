using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>GET the way to an issuer: the browser is sent there, to sign in or to prove again who one is.</summary>
internal static partial class LeaveForIssuer
{
    public static async Task<IResult> Handle(
        string name, HttpContext context, Departures departures, ParleyContext db, SecurityLog log, ILoggerFactory loggers,
        CancellationToken cancellation)
    {
        // Load what the decision needs.
        if (departures.Find(name) is not { } issuer) return Pages.NotFound();

        var returnTo = ReturnPath.Read(context.Request.Query["return"]);
        var signIn = await SignIn.OfAsync(context);
        // Whoever is not signed in any more has nothing to prove yet.
        var account = context.Request.Query["prove"] == "1" && signIn is { Session.SiteId: null } ? signIn.Account : null;
        if (account is not null && !await db.Identities.AnyAsync(i => i.AccountId == account.Id && i.Issuer == issuer.Key, cancellation))
            return Pages.SeeOther(ReturnPath.On("/account/prove", returnTo));

        // Decide and save.
        var purpose = account is null ? Purpose.SignIn : Purpose.Prove;
        returnTo ??= account is null ? "/" : "/account";
        try
        {
            var address = await departures.BeginAsync(context, issuer, purpose, returnTo, account, cancellation);

            // Answer.
            return Pages.SeeOther(address);
        }
        catch (NotVouchedException exception)
        {
            Log(loggers.CreateLogger("Parley"), issuer.Name, exception.Message);
            return new Comer(context, issuer, log, purpose, returnTo, account?.Id).Refuse("cannot be asked", "IssuerAway");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signing in by {Issuer} cannot begin: {Reason}")]
    private static partial void Log(ILogger logger, string issuer, string reason);
}
