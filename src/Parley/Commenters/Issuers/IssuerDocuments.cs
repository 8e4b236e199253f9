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
/// <remarks>One asks at a time. An issuer that could not be asked is not asked again for a while, however many want to sign in by it.</remarks>
internal sealed class IssuerDocuments(Outgoing outgoing, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    // Only what an issuer may add is ours to overlook.
    private static readonly JsonSerializerOptions Reading = new()
    {
        MaxDepth = 16,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <exception cref="NotVouchedException">It cannot be read, or is another issuer's.</exception>
    public async Task<IssuerDocument> OfAsync(Issuer issuer, CancellationToken cancellation)
    {
        var kept = _kept.GetOrAdd(issuer.Url, _ => new Kept());
        await kept.Turn.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            if (kept.Document is { } known && now - kept.At < FreshFor) return known;
            if (kept.Failure is { } failure && now - kept.At < Pause) throw new NotVouchedException(failure.Message, failure.IsAway);

            kept.At = now;
            return kept.Read(await ReadAsync(issuer, cancellation));
        }
        catch (NotVouchedException exception)
        {
            kept.Fail(exception);
            throw;
        }
        finally
        {
            _ = kept.Turn.Release();
        }
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

    private sealed class Kept
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public IssuerDocument? Document { get; private set; }

        public NotVouchedException? Failure { get; private set; }

        /// <summary>When it was last asked.</summary>
        public DateTimeOffset At { get; set; }

        public IssuerDocument Read(IssuerDocument document)
        {
            (Document, Failure) = (document, null);
            return document;
        }

        public void Fail(NotVouchedException failure) => (Document, Failure) = (null, failure);
    }
}
