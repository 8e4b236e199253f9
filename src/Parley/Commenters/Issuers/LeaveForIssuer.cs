using Parley.Http;

namespace Parley.Commenters;

/// <summary>GET the way to an issuer: the browser is sent there, to sign in or to prove again who one is.</summary>
internal static partial class LeaveForIssuer
{
    public static async Task<IResult> Handle(
        string name, HttpContext context, Departures departures, SecurityLog log, ILoggerFactory loggers, CancellationToken cancellation)
    {
        // Load what the decision needs.
        if (departures.Find(name) is not { } issuer) return Pages.NotFound();

        var returnTo = ReturnPath.Read(context.Request.Query["return"]) ?? "/";
        var signIn = await SignIn.OfAsync(context);
        var isProof = context.Request.Query["prove"] == "1" && signIn is { Session.SiteId: null };

        // Decide and save.
        try
        {
            var address = await departures.BeginAsync(
                context, issuer, isProof ? Purpose.Prove : Purpose.SignIn, returnTo, isProof ? signIn!.Account : null, cancellation);

            // Answer.
            return Pages.SeeOther(address);
        }
        catch (NotVouchedException exception)
        {
            Log(loggers.CreateLogger("Parley"), issuer.Name, exception.Message);
            log.Refused(context, ReturnFromIssuer.WayOf(issuer), "cannot be asked", isProof ? signIn!.Account.Id : null);
            return ReturnFromIssuer.Refused(issuer, "IssuerAway", returnTo);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signing in by {Issuer} cannot begin: {Reason}")]
    private static partial void Log(ILogger logger, string issuer, string reason);
}
