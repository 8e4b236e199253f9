using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.Tests.App;

/// <summary>An identity provider of our own: OpenID Connect with PKCE, and GitHub's ways; as hostile as a test wants it.</summary>
internal sealed class IssuerApp : IAsyncDisposable
{
    public const string ClientId = "parley-at-the-issuer";
    public const string ClientSecret = "kept between the two: ü&%+";

    private readonly WebApplication _app;
    private readonly Dictionary<string, Dictionary<string, string>> _codes = new(StringComparer.Ordinal);

    private IssuerApp(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public string Host => new Uri(Url).Authority;

    /// <summary>Whoever is signed in there.</summary>
    public string Subject { get; set; } = "subject-1";

    public string Name { get; set; } = "Ruth Amsel";

    public string Email { get; set; } = "ruth@readers.example";

    public object EmailIsVerified { get; set; } = true;

    public Func<DateTimeOffset> Now { get; set; } = () => DateTimeOffset.UnixEpoch;

    public RSA Key { get; private set; } = RSA.Create(2048);

    public string KeyId { get; private set; } = "first";

    /// <summary>A second key that it has, by the name "curve".</summary>
    public ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Changes what an id token claims; null takes a claim out.</summary>
    public Dictionary<string, object?> Claims { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes the id token instead.</summary>
    public Func<Dictionary<string, object?>, string>? Sign { get; set; }

    /// <summary>Answers at the token endpoint instead.</summary>
    public Func<HttpContext, Task>? AtToken { get; set; }

    /// <summary>What the discovery document says the issuer is.</summary>
    public string? CallsItself { get; set; }

    /// <summary>What it sends back as <c>iss</c>; null for nothing.</summary>
    public string? Names { get; set; }

    public bool SaysThatItNamesItself { get; set; }

    public int Discovered { get; private set; }

    public int KeysRead { get; private set; }

    /// <summary>How often a code was brought, whatever came of it.</summary>
    public int Exchanged { get; private set; }

    public object GitHubId { get; set; } = 583231;

    public object GitHubEmails { get; set; } = new[] { new { email = "octo@readers.example", primary = true, verified = true } };

    public static async Task<IssuerApp> StartAsync()
    {
        var app = Elsewhere.Build();
        var issuer = new IssuerApp(app);
        issuer.Map();
        await app.StartAsync();
        return issuer;
    }

    /// <summary>From now on another key signs.</summary>
    public void Rotate(string keyId) => (Key, KeyId) = (RSA.Create(2048), keyId);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private void Map()
    {
        _ = _app.MapGet("/.well-known/openid-configuration", () =>
        {
            Discovered++;
            return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["issuer"] = CallsItself ?? Url,
                ["authorization_endpoint"] = Url + "/authorize?kept=1",
                ["token_endpoint"] = Url + "/token",
                ["jwks_uri"] = Url + "/jwks",
                ["authorization_response_iss_parameter_supported"] = SaysThatItNamesItself,
                ["scopes_supported"] = new[] { "openid" },
            });
        });
        _ = _app.MapGet("/jwks", () =>
        {
            KeysRead++;
            return Results.Json(new { keys = new[] { Tokens.Jwk(Key, KeyId), Tokens.Jwk(Curve, "curve") } });
        });
        _ = _app.MapGet("/authorize", Authorize);
        _ = _app.MapGet("/login/oauth/authorize", Authorize);
        _ = _app.MapPost("/token", async context =>
        {
            Exchanged++;
            if (AtToken is not null) await AtToken(context);
            else await ExchangeAsync(context, asked => new { access_token = "access", token_type = "Bearer", id_token = IdToken(asked) });
        });
        _ = _app.MapPost("/login/oauth/access_token", async context =>
        {
            if (AtToken is not null) await AtToken(context);
            else await ExchangeAsync(context, _ => new { access_token = "gho_access", token_type = "bearer" });
        });
        _ = _app.MapGet("/api/v3/user", (HttpContext context) => IsAuthorized(context)
            ? Results.Json(new { id = GitHubId, login = "octo", name = Name, email = "public-but-unproved@readers.example" })
            : Results.Unauthorized());
        _ = _app.MapGet("/api/v3/user/emails", (HttpContext context) => IsAuthorized(context) ? Results.Json(GitHubEmails) : Results.Unauthorized());
    }

    private static bool IsAuthorized(HttpContext context) =>
        context.Request.Headers.Authorization == "Bearer gho_access" && context.Request.Headers.UserAgent.Count > 0;

    private IResult Authorize(HttpContext context)
    {
        var asked = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        _codes[code] = asked;
        var back = QueryHelpers.AddQueryString(asked["redirect_uri"], new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["code"] = code,
            ["state"] = asked["state"],
        });
        return Results.Redirect(Names is null ? back : QueryHelpers.AddQueryString(back, "iss", Names));
    }

    // As strict as the specifications allow one to be.
    private async Task ExchangeAsync(HttpContext context, Func<Dictionary<string, string>, object> answer)
    {
        var form = await context.Request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.EscapeDataString(ClientId) + ":" + Uri.EscapeDataString(ClientSecret)));
        var isClient = context.Request.Headers.Authorization == basic || (form["client_id"] == ClientId && form["client_secret"] == ClientSecret);
        if (!isClient || !_codes.Remove(form["code"].ToString(), out var asked)
            || asked["redirect_uri"] != form["redirect_uri"] || form["grant_type"] != "authorization_code"
            || asked["code_challenge_method"] != "S256"
            || asked["code_challenge"] != Tokens.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))))
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_grant" });
            return;
        }

        await context.Response.WriteAsJsonAsync(answer(asked));
    }

    private string IdToken(Dictionary<string, string> asked)
    {
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = Url,
            ["sub"] = Subject,
            ["aud"] = ClientId,
            ["nonce"] = asked["nonce"],
            ["iat"] = Now().ToUnixTimeSeconds(),
            ["exp"] = Now().AddMinutes(10).ToUnixTimeSeconds(),
            ["name"] = Name,
            ["email"] = Email,
            ["email_verified"] = EmailIsVerified,
            ["roles"] = new[] { "admin" },
        };
        // Whoever asks how long ago somebody signed in is told: here they have just done so.
        if (asked.ContainsKey("max_age")) claims["auth_time"] = Now().ToUnixTimeSeconds();
        foreach (var (name, value) in Claims)
        {
            if (value is null) _ = claims.Remove(name);
            else claims[name] = value;
        }

        return Sign is null ? Tokens.Make(new { alg = "RS256", kid = KeyId }, claims, Tokens.By(Key)) : Sign(claims);
    }

    /// <summary>Seconds since 1970, so far from now.</summary>
    public long In(TimeSpan time) => (Now() + time).ToUnixTimeSeconds();
}
