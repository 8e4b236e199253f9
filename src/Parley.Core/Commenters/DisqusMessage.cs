using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Core.Commenters;

/// <summary>A reader as a message of Disqus's <c>remote_auth_s3</c> names them.</summary>
/// <remarks>
/// The message is <c>BASE64 SIGNATURE TIMESTAMP</c>: JSON with id, username and email in base64, HMAC-SHA1 over
/// <c>BASE64 TIMESTAMP</c> in hexadecimal of either case, Unix seconds. <c>{}</c> and <c>[]</c> say that nobody is signed in.
/// It holds for two hours, as Disqus says of its own, and may come again within them, because pages send the same one
/// at every reload: a guarantee weaker than a token's, and bound to the one person it names.
/// </remarks>
/// <param name="Id">Who it is at the publisher; null for nobody.</param>
/// <param name="Name">What they are called there; not yet a name that may be shown.</param>
public sealed record DisqusMessage(string? Id, string? Name)
{
    /// <summary>How old a message may be.</summary>
    public static readonly TimeSpan HoldsFor = TimeSpan.FromHours(2);

    /// <summary>How far the publisher's clock may be ahead of ours.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private const int Longest = 16 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Reads a message signed with <paramref name="secret"/>; on null, <paramref name="refusal"/> says why not.</summary>
    public static DisqusMessage? Read(string? text, byte[] secret, DateTimeOffset now, out SignOnRefusal refusal)
    {
        refusal = SignOnRefusal.Unreadable;
        var parts = text is { Length: > 0 and <= Longest } ? text.Split(' ') : [];
        if (parts.Length != 3 || parts[1].Length != 2 * HMACSHA1.HashSizeInBytes || !parts[1].All(char.IsAsciiHexDigit)) return null;
        if (!long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 32_503_680_000) return null;

        refusal = SignOnRefusal.WrongSignature;
#pragma warning disable CA5350 // Disqus's choice; as a key for a message's origin HMAC-SHA1 still holds.
        var expected = HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes($"{parts[0]} {parts[2]}"));
#pragma warning restore CA5350
        if (!CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(parts[1]))) return null;

        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        refusal = SignOnRefusal.Expired;
        if (now - at > HoldsFor) return null;
        refusal = SignOnRefusal.NotYet;
        if (at - now > Ahead) return null;

        refusal = SignOnRefusal.Unreadable;
        if (Parse(parts[0]) is not { } message) return null;
        if (message.ValueKind == JsonValueKind.Array) return message.GetArrayLength() == 0 ? new DisqusMessage(null, null) : null;
        if (message.ValueKind != JsonValueKind.Object) return null;
        if (!message.EnumerateObject().Any()) return new DisqusMessage(null, null);

        refusal = SignOnRefusal.NoSubject;
        // Their samples send numbers as well as texts; both say the same.
        var id = message.TryGetProperty("id", out var given)
            ? given.ValueKind switch
            {
                JsonValueKind.String => given.GetString(),
                JsonValueKind.Number => given.GetRawText(),
                _ => null,
            }
            : null;
        if (!SignOnClaims.IsId(id)) return null;

        var name = message.TryGetProperty("username", out var username) && username.ValueKind == JsonValueKind.String ? username.GetString() : null;
        return new DisqusMessage(id, name);
    }

    private static JsonElement? Parse(string base64)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(base64), Strict);
            return document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
