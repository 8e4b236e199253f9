using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Tests.App;

/// <summary>JSON Web Tokens made by hand, so that no library of ours decides what a hostile one may be.</summary>
internal static class Tokens
{
    public static string Make(object header, object claims, Func<byte[], byte[]> sign) =>
        MakeRaw(JsonSerializer.Serialize(header), JsonSerializer.Serialize(claims), sign);

    public static string MakeRaw(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Hs256(string secret, object claims) =>
        Make(new { alg = "HS256", typ = "JWT" }, claims, By(Encoding.UTF8.GetBytes(secret)));

    public static Func<byte[], byte[]> By(byte[] secret) => bytes => HMACSHA256.HashData(secret, bytes);

    public static Func<byte[], byte[]> By(RSA key) => bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static Func<byte[], byte[]> By(ECDsa key) => bytes => key.SignData(bytes, HashAlgorithmName.SHA256);

    public static object Jwk(RSA key, string kid)
    {
        var numbers = key.ExportParameters(false);
        return new { kty = "RSA", use = "sig", kid, n = Encode(numbers.Modulus!), e = Encode(numbers.Exponent!) };
    }

    public static object Jwk(ECDsa key, string kid)
    {
        var point = key.ExportParameters(false).Q;
        return new { kty = "EC", crv = "P-256", use = "sig", kid, x = Encode(point.X!), y = Encode(point.Y!) };
    }

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
