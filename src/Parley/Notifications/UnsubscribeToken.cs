using System.Buffers.Text;
using System.Security.Cryptography;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>What a token in a letter ends.</summary>
public enum MailScope
{
    /// <summary>Mail about answers, mentions and decisions.</summary>
    Answers,

    /// <summary>Mail about new comments on one story.</summary>
    Story,

    /// <summary>Mail about every followed story.</summary>
    Stories,

    /// <summary>All mail that tells of anything.</summary>
    All,
}

/// <summary>
/// Says for whom and which mail it ends, and that we said so: nothing is stored of it, it works signed out and for as
/// long as the installation has its key.
/// </summary>
/// <param name="IsGuest">Whether <paramref name="Reader"/> is a commenter without an account rather than an account.</param>
public sealed record UnsubscribeToken(bool IsGuest, Guid Reader, MailScope Scope, Guid Story)
{
    private const int Length = 2 + 16 + 16;
    private const int SealLength = 16;

    internal string Write(Fingerprints fingerprints)
    {
        var bytes = new byte[Length + SealLength];
        (bytes[0], bytes[1]) = (IsGuest ? (byte)1 : (byte)0, (byte)Scope);
        _ = Reader.TryWriteBytes(bytes.AsSpan(2), bigEndian: true, out _);
        _ = Story.TryWriteBytes(bytes.AsSpan(18), bigEndian: true, out _);
        Seal(fingerprints, bytes).CopyTo(bytes.AsSpan(Length));
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>Null for anything that we did not write.</returns>
    internal static UnsubscribeToken? Read(string text, Fingerprints fingerprints)
    {
        var bytes = new byte[Length + SealLength];
        if (text.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.TryDecodeFromChars(text, bytes, out var length)
            || length != bytes.Length || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(Length), Seal(fingerprints, bytes)))
        {
            return null;
        }

        return new UnsubscribeToken(
            bytes[0] == 1, new Guid(bytes.AsSpan(2, 16), bigEndian: true), (MailScope)bytes[1], new Guid(bytes.AsSpan(18, 16), bigEndian: true));
    }

    private static ReadOnlySpan<byte> Seal(Fingerprints fingerprints, byte[] bytes) =>
        fingerprints.Of("unsubscribe", Convert.ToHexString(bytes.AsSpan(0, Length))).AsSpan(0, SealLength);
}
