using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Parley.Http;

/// <summary>A JSON Web Token whose signature is checked; what it claims is another question.</summary>
internal sealed class SignedToken
{
    // A token of a few claims has some hundred characters.
    private const int Longest = 16 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly string _text;

    private SignedToken(string text, string algorithm, string? keyId) => (_text, Algorithm, KeyId) = (text, algorithm, keyId);

    /// <summary>The algorithm it names, believed only together with keys that are made for it.</summary>
    public string Algorithm { get; }

    public string? KeyId { get; }

    /// <summary>Reads the head of a token; null for what is none. Tokens that need an extension understood are not.</summary>
    public static SignedToken? Read(string? text)
    {
        if (text is not { Length: > 0 and <= Longest } || text.Count(c => c == '.') != 2) return null;
        if (Part(text.Split('.')[0]) is not { } head || head.TryGetProperty("crit", out _)) return null;
        if (!head.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String) return null;

        return head.TryGetProperty("kid", out var kid) && kid.ValueKind != JsonValueKind.String
            ? null
            : new SignedToken(text, alg.GetString()!, kid.ValueKind == JsonValueKind.String ? kid.GetString() : null);
    }

    /// <summary>What it claims, if one of the keys signed it by one of the algorithms; null otherwise.</summary>
    public async Task<JsonElement?> ClaimsAsync(IEnumerable<SecurityKey> keys, params string[] algorithms)
    {
        if (!algorithms.Contains(Algorithm, StringComparer.Ordinal)) return null;

        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(_text, new TokenValidationParameters
        {
            ValidAlgorithms = algorithms,
            RequireSignedTokens = true,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = true,
            // Only the signature is checked here: who may claim what, and for how long, is decided by our own clock and rules.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            RequireExpirationTime = false,
        });
        return result.IsValid ? Part(_text.Split('.')[1]) : null;
    }

    // An object, with nothing twice in it: two readers must not read two different things.
    private static JsonElement? Part(string encoded)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(encoded), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
