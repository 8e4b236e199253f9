using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parley.Core.Commenters;
using Parley.Http;

namespace Parley.Commenters;

/// <summary>Asks an issuer who somebody is, for the code that their browser brought back.</summary>
internal sealed class Vouching(Outgoing outgoing, IssuerDocuments documents, KeySets keys, Departures departures, TimeProvider clock)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <param name="issuerNamed">What came back as <c>iss</c>; null for nothing.</param>
    /// <exception cref="NotVouchedException">It does not vouch for anybody.</exception>
    public async Task<Vouched> AskAsync(Issuer issuer, string code, string state, string? issuerNamed, CancellationToken cancellation)
    {
        try
        {
            return issuer.Kind == IssuerKind.GitHub
                ? await AskGitHubAsync(issuer, code, state, cancellation)
                : await AskOpenIdAsync(issuer, code, state, issuerNamed, cancellation);
        }
        catch (OutgoingException exception)
        {
            throw new NotVouchedException(exception.Message, exception, isAway: true);
        }
    }

    private async Task<Vouched> AskOpenIdAsync(Issuer issuer, string code, string state, string? issuerNamed, CancellationToken cancellation)
    {
        var document = await documents.OfAsync(issuer, cancellation);
        // RFC 9207: the answer of one issuer must not be taken to another.
        if (issuerNamed is null ? document.NamesItself : issuerNamed != issuer.Url)
            throw new NotVouchedException("The answer names another issuer, or none.");

        var byHeader = document.TokenMethods is null || document.TokenMethods.Contains("client_secret_basic", StringComparer.Ordinal)
            || !document.TokenMethods.Contains("client_secret_post", StringComparer.Ordinal);
        var answer = await ExchangeAsync(issuer, document.Token, code, state, byHeader, cancellation);
        if (SignedToken.Read(Text(answer, "id_token")) is not { } token) throw new NotVouchedException("It gave no id token.");

        var claims = IdToken.Algorithms.Contains(token.Algorithm, StringComparer.Ordinal)
            ? await token.ClaimsAsync(await keys.OfAsync(document.Keys, token.KeyId, cancellation), IdToken.Algorithms)
            : null;
        if (claims is not { } claimed) throw new NotVouchedException("Its id token is not signed by one of its keys.");
        if (IdToken.Refuse(claimed, issuer, departures.NonceOf(state), clock.GetUtcNow()) is { } reason) throw new NotVouchedException(reason);

        var email = IdToken.VerifiedEmail(claimed);
        var name = Text(claimed, "name");
        return new Vouched(
            Text(claimed, "sub")!, Text(claimed, "preferred_username") ?? email ?? name, name, email, ClaimedMoment.Read(claimed, "auth_time"));
    }

    private async Task<Vouched> AskGitHubAsync(Issuer issuer, string code, string state, CancellationToken cancellation)
    {
        var answer = await ExchangeAsync(issuer, new Uri(issuer.Url + "/login/oauth/access_token"), code, state, byHeader: false, cancellation);
        if (Text(answer, "access_token") is not { Length: > 0 } access || access.Any(c => c is <= ' ' or > '~'))
            throw new NotVouchedException("It gave no access token.");

        // The number stays with the account; its name there goes to somebody else once it is given up.
        var user = await ReadAsync("/user") ?? throw new NotVouchedException("It did not say who that is.");
        if (user.ValueKind != JsonValueKind.Object || !user.TryGetProperty("id", out var number)
            || number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var id) || id <= 0)
        {
            throw new NotVouchedException("It did not say who that is.");
        }

        var emails = await ReadAsync("/user/emails");
        var email = emails is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(e => Is(e, "primary") && Is(e, "verified")).Select(e => Text(e, "email")).FirstOrDefault()
            : null;
        return new Vouched(
            id.ToString(System.Globalization.CultureInfo.InvariantCulture), Text(user, "login"), Text(user, "name") ?? Text(user, "login"),
            EmailAddress.TryRead(email, out var address) ? address : null);

        async Task<JsonElement?> ReadAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, issuer.GitHubApi + path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
            request.Headers.Accept.Add(new("application/vnd.github+json"));
            var read = await outgoing.SendAsync(request, cancellation);
            return read.IsSuccess ? Parse(read.Body) : null;
        }
    }

    private async Task<JsonElement> ExchangeAsync(
        Issuer issuer, Uri endpoint, string code, string state, bool byHeader, CancellationToken cancellation)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = departures.BackAddress(issuer),
            ["code_verifier"] = departures.VerifierOf(state),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Accept.Add(new("application/json"));
        if (issuer.ClientSecret is { } secret && byHeader)
        {
            // RFC 6749, 2.3.1: both are encoded as in a form before they are joined.
            var both = $"{Uri.EscapeDataString(issuer.ClientId)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(both)));
        }
        else
        {
            form["client_id"] = issuer.ClientId;
            if (issuer.ClientSecret is { } plain) form["client_secret"] = plain;
        }

        request.Content = new FormUrlEncodedContent(form);
        var answer = await outgoing.SendAsync(request, cancellation);
        return answer.IsSuccess && Parse(answer.Body) is { ValueKind: JsonValueKind.Object } read
            ? read
            : throw new NotVouchedException($"It refused the code ({(int)answer.Status}).");
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement from, string member) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Is(JsonElement from, string member) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;
}
