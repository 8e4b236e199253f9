using System.Collections.Concurrent;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Parley.Http;

/// <summary>Others' public keys, as JSON Web Key Sets at addresses that the operator or a publisher set.</summary>
/// <remarks>
/// A set is read again after an hour, and at once where a token names a key that is not in it; never more than once a
/// minute, so that nobody can have us ask others by inventing keys. While it cannot be read, what was read serves for a day.
/// </remarks>
internal sealed class KeySets(Outgoing outgoing, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan ServesFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>The keys at an address that may have signed what names <paramref name="keyId"/>.</summary>
    /// <exception cref="OutgoingException">They cannot be read, and were not lately.</exception>
    public async Task<IReadOnlyList<JsonWebKey>> OfAsync(Uri address, string? keyId, CancellationToken cancellation)
    {
        var kept = _kept.GetOrAdd(address.AbsoluteUri, _ => new Kept());
        await kept.Turn.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            var isWanting = kept.Keys is null || now - kept.ReadAt > FreshFor || Among(kept.Keys, keyId).Count == 0;
            if (isWanting && !(now - kept.TriedAt < Pause)) await ReadAsync(kept, address, now, cancellation);
            if (kept.Keys is null || now - kept.ReadAt > ServesFor)
                throw new OutgoingException($"The keys of {address.Host} could not be read.");

            return Among(kept.Keys, keyId);
        }
        finally
        {
            _ = kept.Turn.Release();
        }
    }

    /// <summary>The public keys of a set's text that sign: RSA of at least 2,048 bits, and the curve P-256.</summary>
    /// <remarks>A symmetric key among them would make everybody who can read the set a signer.</remarks>
    /// <exception cref="ArgumentException">It is no key set.</exception>
    public static IReadOnlyList<JsonWebKey> Read(string json)
    {
        var set = new JsonWebKeySet(json);
        return [.. set.Keys.Where(k => k.Use is null or "" or "sig" && string.IsNullOrEmpty(k.D) && k switch
        {
            { Kty: JsonWebAlgorithmsKeyTypes.RSA } => k.KeySize >= 2_048,
            { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve } => k.Crv == JsonWebKeyECTypes.P256,
            _ => false,
        })];
    }

    /// <summary>Those that may have signed what names <paramref name="keyId"/>; all of them where it names none.</summary>
    public static IReadOnlyList<JsonWebKey> Among(IReadOnlyList<JsonWebKey> keys, string? keyId) =>
        keyId is null ? keys : [.. keys.Where(k => string.Equals(k.KeyId, keyId, StringComparison.Ordinal))];

    private async Task ReadAsync(Kept kept, Uri address, DateTimeOffset now, CancellationToken cancellation)
    {
        kept.TriedAt = now;
        try
        {
            var answer = await outgoing.ReadAsync(address, cancellation);
            if (!answer.IsSuccess) return;

            (kept.Keys, kept.ReadAt) = (Read(Encoding.UTF8.GetString(answer.Body)), now);
        }
        catch (Exception exception) when (exception is OutgoingException or ArgumentException or System.Text.Json.JsonException)
        {
            // What was read before serves on; whether there is any is told above.
        }
    }

    private sealed class Kept
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public IReadOnlyList<JsonWebKey>? Keys { get; set; }

        public DateTimeOffset ReadAt { get; set; }

        public DateTimeOffset? TriedAt { get; set; }
    }
}
