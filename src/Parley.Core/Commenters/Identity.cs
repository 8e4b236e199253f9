namespace Parley.Core.Commenters;

/// <summary>One way an account proves to be itself: who vouches for it, and under what name.</summary>
/// <remarks>
/// Unique by (<see cref="Issuer"/>, <see cref="Subject"/>). An address claimed by an issuer is not an identity:
/// whoever controls an issuer controls its claims, and only its subjects are its own.
/// </remarks>
public sealed class Identity
{
    /// <summary>The issuer of identities that are a mail address, proved by a message to it.</summary>
    public const string Mail = "mail";

    /// <summary>The mail address, an OpenID Connect issuer's URL, a preset's name, or <c>site:</c> and a site's id.</summary>
    public required string Issuer { get; set; }

    /// <summary>What the issuer calls the person; for <see cref="Mail"/> the address in lower case.</summary>
    public required string Subject { get; set; }

    public Guid AccountId { get; set; }

    /// <summary>How its owner recognizes it: a mail address or a name at the issuer; null for none.</summary>
    public string? Label { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The issuer of what <paramref name="site"/>'s own sign-on says.</summary>
    public static string OfSite(Guid site) => "site:" + Core.Id.Text(site);

    /// <summary>The subject of a mail address: its case does not matter to anybody who would lose by it.</summary>
    public static string SubjectOf(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.ToLowerInvariant();
    }
}

/// <summary>A public key by which an account signs in (WebAuthn).</summary>
public sealed class Passkey
{
    /// <summary>How many an account may have.</summary>
    public const int Most = 20;

    /// <summary>The most characters a passkey's name may have.</summary>
    public const int MaximumNameLength = 60;

    /// <summary>What the authenticator calls it; unique.</summary>
    public required byte[] CredentialId { get; set; }

    public Guid AccountId { get; set; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; set; }

    public required byte[] PublicKey { get; set; }

    public long SignCount { get; set; }

    /// <summary>How it can be reached, as WebAuthn names it, joined by spaces.</summary>
    public string Transports { get; set; } = "";

    public bool IsUserVerified { get; set; }

    public bool IsBackupEligible { get; set; }

    public bool IsBackedUp { get; set; }

    public required byte[] AttestationObject { get; set; }

    public required byte[] ClientDataJson { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}
