using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>What somebody left for, who is away at an issuer.</summary>
public enum Purpose
{
    SignIn,

    /// <summary>To prove again who they are.</summary>
    Prove,

    /// <summary>To add the issuer's account to the ways into their own.</summary>
    Link,
}

/// <summary>What is remembered of somebody away at an issuer: nothing of it comes back by way of the browser.</summary>
internal sealed record Departure(string Issuer, string Purpose, string Return);

/// <summary>Sends browsers to issuers, and remembers them until they come back.</summary>
/// <remarks>
/// The ticket's secret is OAuth's state; which issuer it is for, where the reader wants to go and for which account is
/// in the ticket, so that no parameter of the way back decides it. Nonce and verifier follow from the secret by the
/// installation's key: they are stored nowhere, and whoever sees the state cannot make them
/// (docs/decisions/0020-accounts-elsewhere.md).
/// </remarks>
internal sealed class Departures(
    IssuerDocuments documents, Writing writing, Fingerprints fingerprints, Settings settings, TimeProvider clock)
{
    /// <summary>For so long somebody may be away: time for a second factor, and to look for the telephone.</summary>
    public static readonly TimeSpan AwayFor = TimeSpan.FromMinutes(10);

    /// <summary>The issuer of that name; null if the operator set up none.</summary>
    public Issuer? Find(string name) => settings.Issuers.FirstOrDefault(i => string.Equals(i.Name, name, StringComparison.Ordinal));

    /// <summary>The address to send the browser to; the browser is given a token if it has none.</summary>
    /// <exception cref="NotVouchedException">The issuer cannot be asked how.</exception>
    public async Task<string> BeginAsync(
        HttpContext context, Issuer issuer, Purpose purpose, string returnTo, Account? account, CancellationToken cancellation)
    {
        var endpoint = issuer.Kind == IssuerKind.GitHub
            ? issuer.Url + "/login/oauth/authorize"
            : (await documents.OfAsync(issuer, cancellation)).Authorization.AbsoluteUri;
        var browser = Browser.HashOrNew(context);
        var now = clock.GetUtcNow();
        var about = JsonSerializer.Serialize(new Departure(issuer.Name, purpose.ToString(), returnTo));
        var state = await writing.DoAsync(
            async (act, stop) =>
            {
                var (ticket, secret) = await Tickets.IssueAsync(act.Db, TicketKind.Authorization, about, now, AwayFor, stop);
                (ticket.BrowserHash, ticket.AccountId) = (browser, account?.Id);
                await act.KeepAsync(stop);
                return secret;
            },
            cancellation);

        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = issuer.ClientId,
            ["redirect_uri"] = BackAddress(issuer),
            ["scope"] = issuer.Kind == IssuerKind.GitHub ? "read:user user:email" : "openid profile email",
            ["state"] = state,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(VerifierOf(state)))),
            ["code_challenge_method"] = "S256",
        };
        if (issuer.Kind == IssuerKind.OpenId) query["nonce"] = NonceOf(state);
        if (purpose == Purpose.Prove && issuer.SignsInAnew) (query["prompt"], query["max_age"]) = ("login", "0");
        // The most that the others know: somebody has to press something there.
        else if (purpose == Purpose.Prove) query["prompt"] = "select_account";
        return QueryHelpers.AddQueryString(endpoint, query);
    }

    /// <summary>Where the issuer sends the browser back to: each its own address, from the configured origin only.</summary>
    public string BackAddress(Issuer issuer) => settings.Origin + "/sign-in/back/" + issuer.Name;

    /// <summary>The proof that whoever brings the code is whoever asked for it (RFC 7636).</summary>
    public string VerifierOf(string state) => Base64Url.EncodeToString(fingerprints.Of("authorization verifier", state));

    /// <summary>What ties an id token to this departure.</summary>
    public string NonceOf(string state) => Base64Url.EncodeToString(fingerprints.Of("authorization nonce", state));
}
