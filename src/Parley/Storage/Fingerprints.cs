using System.Security.Cryptography;
using System.Text;

namespace Parley.Storage;

/// <summary>Keyed hashes (HMAC-SHA256) under the installation's own key: what is stored of an address that need not be known.</summary>
/// <remarks>Without the key nobody can try all addresses, or all codes of six digits, against them.</remarks>
internal sealed class Fingerprints(byte[] key)
{
    /// <param name="purpose">What it is for: hashes for different purposes cannot be compared.</param>
    public byte[] Of(string purpose, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(purpose + '\0' + text));
}
