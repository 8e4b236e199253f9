using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;

namespace Parley.Commenters;

/// <summary>A publisher's token about a reader: JSON Web Token, signed with the site's secret or one of its keys.</summary>
internal static class PublisherToken
{
    private const string Shared = "HS256";
    private static readonly string[] Public = ["RS256", "ES256"];

    /// <summary>What a token claims, if it is signed by the site; on null, the refusal says why not.</summary>
    /// <remarks>
    /// The algorithm chooses the kind of key, never the other way: a public key is no secret for HS256, and the secret no
    /// public key.
    /// </remarks>
    public static async Task<(SignOnClaims? Claims, SignOnRefusal Refusal)> ReadAsync(
        string? text, SignOn signOn, KeySets keySets, CancellationToken cancellation)
    {
        if (SignedToken.Read(text) is not { } token) return (null, SignOnRefusal.Unreadable);

        JsonElement? claims;
        try
        {
            if (token.Algorithm == Shared && signOn.Secret is { } secret)
                claims = await token.ClaimsAsync([new SymmetricSecurityKey(secret)], Shared);
            else if (Public.Contains(token.Algorithm, StringComparer.Ordinal) && (signOn.Keys ?? signOn.KeysUrl) is not null)
                claims = await token.ClaimsAsync(await KeysAsync(signOn, token.KeyId, keySets, cancellation), Public);
            else
                return (null, SignOnRefusal.WrongAlgorithm);
        }
        catch (OutgoingException)
        {
            return (null, SignOnRefusal.KeysAway);
        }

        return claims is { } read ? (Read(read), default) : (null, SignOnRefusal.WrongSignature);
    }

    private static async Task<IReadOnlyList<JsonWebKey>> KeysAsync(
        SignOn signOn, string? keyId, KeySets keySets, CancellationToken cancellation)
    {
        var keys = signOn.Keys is { } own ? KeySets.Among(KeySets.Read(own), keyId) : [];
        return keys.Count == 0 && signOn.KeysUrl is { } url ? await keySets.OfAsync(new Uri(url), keyId, cancellation) : keys;
    }

    // A claim of the wrong kind is one that is not there.
    private static SignOnClaims Read(JsonElement claims) => new()
    {
        Subject = Text(claims, "sub"),
        Name = Text(claims, "name"),
        Audiences = Text(claims, "aud") is { } one ? [one] : Texts(claims, "aud") ?? [],
        TokenId = Text(claims, "jti"),
        ExpiresAt = ClaimedMoment.Read(claims, "exp"),
        IssuedAt = ClaimedMoment.Read(claims, "iat"),
        NotBefore = ClaimedMoment.Read(claims, "nbf"),
        Email = Text(claims, "email"),
        IsEmailVerified = claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind == JsonValueKind.True,
        Badges = Texts(claims, "badges"),
    };

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string>? Texts(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)]
            : null;
}
