using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Tests.App;

/// <summary>An authenticator of the test's own that makes one passkey (WebAuthn level 3, 6.5), byte by byte.</summary>
internal sealed class Authenticator(string origin)
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] CredentialId { get; } = RandomNumberGenerator.GetBytes(16);

    /// <summary>What a browser sends for options that it was given: the body of POST /account/passkeys.</summary>
    public string Make(JsonElement beginning, string name)
    {
        var id = Tokens.Encode(CredentialId);
        var client = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "webauthn.create",
            challenge = beginning.GetProperty("options").GetProperty("challenge").GetString(),
            origin,
            crossOrigin = false,
        });
        return JsonSerializer.Serialize(new
        {
            ticket = beginning.GetProperty("ticket").GetString(),
            name,
            credential = new
            {
                id,
                rawId = id,
                type = "public-key",
                clientExtensionResults = new { },
                response = new { clientDataJSON = Tokens.Encode(client), attestationObject = Tokens.Encode(Attestation()), transports = new[] { "internal" } },
            },
        });
    }

    // {"fmt": "none", "attStmt": {}, "authData": …} in CBOR.
    private byte[] Attestation()
    {
        var data = AuthenticatorData();
        return [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
    }

    private byte[] AuthenticatorData()
    {
        const byte PresentVerifiedWithCredential = 0x01 | 0x04 | 0x40;
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)CredentialId.Length);
        var point = _key.ExportParameters(false).Q;
        // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
        byte[] key = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        return
        [
            .. SHA256.HashData(Encoding.ASCII.GetBytes(new Uri(origin).Host)), PresentVerifiedWithCredential, 0, 0, 0, 0, .. new byte[16],
            .. length, .. CredentialId, .. key,
        ];
    }
}
