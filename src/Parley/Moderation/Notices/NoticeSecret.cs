using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Moderation.Notices;

/// <summary>What is in the address under which a notifier follows a notice; only its hash is kept.</summary>
internal static class NoticeSecret
{
    private const int Bytes = 24;

    private const int Length = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The hash of one; null for what none of ours looks like.</summary>
    public static byte[]? HashOf(string? secret) => secret is { Length: Length } && Base64Url.IsValid(secret)
        ? SHA256.HashData(Encoding.ASCII.GetBytes("notice " + secret))
        : null;
}
