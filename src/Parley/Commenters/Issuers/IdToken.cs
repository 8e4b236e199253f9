using System.Text.Json;
using Parley.Core.Commenters;

namespace Parley.Commenters;

/// <summary>What an id token must claim (OpenID Connect Core 1.0, 3.1.3.7); its signature is checked before.</summary>
internal static class IdToken
{
    /// <summary>By which algorithms an issuer may sign: all by public keys, so that no key can be taken for a secret.</summary>
    public static readonly string[] Algorithms = ["RS256", "ES256", "PS256"];

    // How far clocks may differ.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // What the specification allows a subject.
    private const int LongestSubject = 255;

    /// <summary>Why a token is not for us, now; null if it is.</summary>
    public static string? Refuse(JsonElement claims, Issuer issuer, string nonce, DateTimeOffset now)
    {
        if (Text(claims, "iss") != issuer.Url) return "Its id token names another issuer.";

        var audiences = Audiences(claims);
        if (!audiences.Contains(issuer.ClientId, StringComparer.Ordinal)) return "Its id token is for somebody else.";
        var party = Text(claims, "azp");
        if (party is null ? audiences.Count > 1 || claims.TryGetProperty("azp", out _) : party != issuer.ClientId)
            return "Its id token was given to somebody else.";

        if (Moment(claims, "exp") is not { } expires || expires + Skew <= now) return "Its id token has expired, or never does.";
        if (Moment(claims, "iat") is not { } issued || issued - Skew > now) return "Its id token is from the future, or says no time.";
        if (claims.TryGetProperty("nbf", out _) && !(Moment(claims, "nbf") - Skew <= now)) return "Its id token does not hold yet.";
        if (Moment(claims, "auth_time") is { } signedIn && signedIn - Skew > now) return "Its id token says somebody signed in in the future.";
        if (Text(claims, "nonce") != nonce) return "Its id token answers another question.";
        return Text(claims, "sub") is { Length: > 0 and <= LongestSubject } subject && !subject.Any(char.IsControl)
            ? null
            : "Its id token names nobody.";
    }

    /// <summary>Whether somebody showed the issuer who they are after they left for it; not so where it does not say when.</summary>
    public static bool IsSince(DateTimeOffset? signedInAt, DateTimeOffset leftAt) => signedInAt + Skew >= leftAt;

    /// <summary>The mail address that the issuer says it verified; null for none.</summary>
    public static string? VerifiedEmail(JsonElement claims) =>
        claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind == JsonValueKind.True
            && EmailAddress.TryRead(Text(claims, "email"), out var address)
                ? address
                : null;

    private static List<string> Audiences(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return [];
        if (audience.ValueKind == JsonValueKind.String) return [audience.GetString()!];
        return audience.ValueKind == JsonValueKind.Array && audience.EnumerateArray().All(a => a.ValueKind == JsonValueKind.String)
            ? [.. audience.EnumerateArray().Select(a => a.GetString()!)]
            : [];
    }

    private static DateTimeOffset? Moment(JsonElement claims, string name) => ClaimedMoment.Read(claims, name);

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A moment as tokens write it: seconds since 1970, in a number (RFC 7519, 2).</summary>
internal static class ClaimedMoment
{
    // Any moment that could be meant, so that no sum with it leaves the calendar.
    private const double Latest = 32_503_680_000;

    public static DateTimeOffset? Read(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var seconds) && seconds is >= 0 and < Latest
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
                : null;
}
