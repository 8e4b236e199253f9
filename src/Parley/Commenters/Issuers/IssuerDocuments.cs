using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Http;

namespace Parley.Commenters;

/// <summary>What an OpenID Connect issuer says about itself (OpenID Connect Discovery 1.0, 3), as far as we need it.</summary>
internal sealed record IssuerDocument(
    [property: JsonPropertyName("issuer"), JsonRequired] string Issuer,
    [property: JsonPropertyName("authorization_endpoint"), JsonRequired] Uri Authorization,
    [property: JsonPropertyName("token_endpoint"), JsonRequired] Uri Token,
    [property: JsonPropertyName("jwks_uri"), JsonRequired] Uri Keys,
    [property: JsonPropertyName("token_endpoint_auth_methods_supported")] IReadOnlyList<string>? TokenMethods,
    [property: JsonPropertyName("authorization_response_iss_parameter_supported")] bool NamesItself);

/// <summary>The issuers' documents, read when they are first needed and again every hour.</summary>
internal sealed class IssuerDocuments(Outgoing outgoing, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);

    // Only what an issuer may add is ours to overlook.
    private static readonly JsonSerializerOptions Reading = new()
    {
        MaxDepth = 16,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    private readonly ConcurrentDictionary<string, (IssuerDocument Document, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    /// <exception cref="NotVouchedException">It cannot be read, or is another issuer's.</exception>
    public async Task<IssuerDocument> OfAsync(Issuer issuer, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(issuer.Url, out var known) && now - known.At < FreshFor) return known.Document;

        var document = await ReadAsync(issuer, cancellation);
        _known[issuer.Url] = (document, now);
        return document;
    }

    private async Task<IssuerDocument> ReadAsync(Issuer issuer, CancellationToken cancellation)
    {
        try
        {
            var answer = await outgoing.ReadAsync(new Uri(issuer.Url.TrimEnd('/') + "/.well-known/openid-configuration"), cancellation);
            var document = answer.IsSuccess ? JsonSerializer.Deserialize<IssuerDocument>(answer.Body, Reading) : null;
            if (document is null) throw new NotVouchedException("Its discovery document cannot be read.", isAway: true);
            // Letter for letter: this is what its tokens are held against (Discovery, 4.3).
            if (document.Issuer != issuer.Url) throw new NotVouchedException("Its discovery document is another issuer's.");
            if (!outgoing.MayAsk(document.Authorization) || !outgoing.MayAsk(document.Token) || !outgoing.MayAsk(document.Keys))
                throw new NotVouchedException("Its discovery document names addresses without TLS.");

            return document;
        }
        catch (Exception exception) when (exception is OutgoingException or JsonException)
        {
            throw new NotVouchedException(exception.Message, exception, isAway: true);
        }
    }
}
