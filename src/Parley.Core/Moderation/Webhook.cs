using System.Security.Cryptography;
using System.Text;

namespace Parley.Core.Moderation;

/// <summary>An address of a publication's own that is told of what happens on its site, as it happens.</summary>
public sealed class Webhook
{
    /// <summary>How many a site may have.</summary>
    public const int Most = 10;

    /// <summary>The most characters of an address.</summary>
    public const int MaximumUrl = 500;

    /// <summary>How long after it happened something is told: what was begun before is committed by then, so that nothing is passed over.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    public string Url { get; set; } = "";

    /// <summary>By which what is sent is signed.</summary>
    public required byte[] Secret { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The last comment that was told of; ids are in the order of time.</summary>
    public Guid LastComment { get; set; }

    public Guid LastFlag { get; set; }

    public Guid LastDecision { get; set; }

    public Guid LastAppeal { get; set; }

    /// <summary>The secret as whoever receives what is sent keeps it.</summary>
    public string SecretText => "whsec_" + Convert.ToBase64String(Secret);

    /// <summary>The signature of a message: HMAC-SHA-256 over its id, its moment and its body, by the Standard Webhooks specification, version 1.</summary>
    /// <param name="id">The same each time it is sent: whoever has seen it once need not act again.</param>
    /// <param name="at">When it is sent: what is older than minutes is a replay.</param>
    public string Sign(string id, DateTimeOffset at, string body) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Secret, Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{body}"))));
}
