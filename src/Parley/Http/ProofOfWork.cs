using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Http;

/// <summary>A little computation that a script does before posting: nothing for a person, a cost for a thousand comments.</summary>
/// <remarks>
/// Hashcash (Back, 2002) on SHA-256: find n such that SHA-256(challenge + "." + n) begins with <see cref="Difficulty"/>
/// zero bits. Challenges are signed and expire, so that none need be stored until used; each is good once.
/// </remarks>
internal sealed class ProofOfWork(byte[] key, bool isOn, TimeProvider clock)
{
    public const string Header = "Parley-Proof";

    // 2^14 hashes on average: some 20 ms on a desktop, 100 ms on an old phone, and 16,000 hashes for every comment of a bot's.
    private const int WantedBits = 14;

    // Long enough to write a comment: the challenge is fetched when the composer is entered.
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(2);

    // Beyond this many remembered solutions the oldest knowledge is given up rather than memory.
    private const int Remembered = 100_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    public int Difficulty => isOn ? WantedBits : 0;

    public string NewChallenge()
    {
        var until = (clock.GetUtcNow() + GoodFor).ToUnixTimeSeconds();
        var body = string.Create(CultureInfo.InvariantCulture, $"{until}.{RandomText()}");
        return body + "." + Sign(body);
    }

    /// <summary>Whether the request carries a proof that is genuine, in time, enough, and not used before; uses it up.</summary>
    public bool Accept(HttpRequest request)
    {
        if (!isOn) return true;

        var header = request.Headers[Header];
        if (header.Count != 1 || header[0] is not { Length: > 0 and <= 200 } proof) return false;

        var parts = proof.Split('.');
        if (parts.Length != 4 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until))
            return false;

        var now = clock.GetUtcNow();
        if (until < now.ToUnixTimeSeconds() || until > (now + GoodFor).ToUnixTimeSeconds()) return false;

        var signed = Encoding.ASCII.GetBytes(Sign(parts[0] + "." + parts[1]));
        if (!CryptographicOperations.FixedTimeEquals(signed, Encoding.UTF8.GetBytes(parts[2]))) return false;
        if (LeadingZeroBits(SHA256.HashData(Encoding.UTF8.GetBytes(proof))) < WantedBits) return false;

        Forget(now);
        return _used.TryAdd(parts[1], DateTimeOffset.FromUnixTimeSeconds(until));
    }

    private void Forget(DateTimeOffset now)
    {
        if (_used.Count < Remembered) return;

        foreach (var (challenge, until) in _used)
        {
            if (until < now) _ = _used.TryRemove(challenge, out _);
        }

        if (_used.Count >= Remembered) _used.Clear();
    }

    private string Sign(string body) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(body)));

    private static string RandomText() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    private static int LeadingZeroBits(ReadOnlySpan<byte> hash)
    {
        var bits = 0;
        foreach (var b in hash)
        {
            if (b != 0) return bits + BitOperations.LeadingZeroCount(b) - 24;
            bits += 8;
        }

        return bits;
    }
}
