using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>POST the wish to sign in by an account elsewhere as well: the browser goes there, and comes back to the list.</summary>
internal static partial class LinkIdentity
{
    public static async Task<IResult> Handle(
        HttpContext context, Departures departures, ParleyContext db, Settings settings, ILoggerFactory loggers, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load what the decision needs.
        var form = await Forms.ReadAsync(context.Request, cancellation);
        if (departures.Find(form["issuer"].ToString()) is not { } issuer) return Pages.NotFound();

        // Decide and save.
        try
        {
            var account = (await SignIn.OfAsync(context))!.Account;
            var address = await departures.BeginAsync(context, issuer, Purpose.Link, "/account/identities", account, cancellation);

            // Answer.
            return Pages.Page<LeavingPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(LeavingPage.Label)] = issuer.Label,
                [nameof(LeavingPage.Address)] = address,
            });
        }
        catch (NotVouchedException exception)
        {
            Log(loggers.CreateLogger("Parley"), issuer.Name, exception.Message);
            return await ReadIdentities.PageAsync(
                context, db, settings, clock.GetUtcNow(), new Sentence("IssuerAway", issuer.Label), cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Adding an account at {Issuer} cannot begin: {Reason}")]
    private static partial void Log(ILogger logger, string issuer, string reason);
}
