using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Tests.App;

/// <summary>A certificate that nobody vouches for, and that tests believe in.</summary>
internal static class SelfSigned
{
    private static readonly Lazy<byte[]> File = new(Make);

    /// <summary>Believes in this certificate and in no other.</summary>
    public static SslClientAuthenticationOptions Believed => new()
    {
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.GetCertHashString(HashAlgorithmName.SHA256) == Certificate().GetCertHashString(HashAlgorithmName.SHA256),
    };

    /// <summary>SHA-256 of its public key, in base64: what a browser may be told to believe.</summary>
    public static string KeyHash
    {
        get
        {
            using var certificate = Certificate();
            return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        }
    }

    public static X509Certificate2 Certificate() => X509CertificateLoader.LoadPkcs12(File.Value, password: null);

    public static void WriteTo(string path) => System.IO.File.WriteAllBytes(path, File.Value);

    private static byte[] Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=parley.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { "parley.test", "a.test", "b.test", "c.test", "a.example.test", "comments.example.test" }) names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.Export(X509ContentType.Pkcs12);
    }
}
