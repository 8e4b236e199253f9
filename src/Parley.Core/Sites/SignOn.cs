namespace Parley.Core.Sites;

/// <summary>How a publisher's own accounts are recognized on its site.</summary>
public sealed class SignOn
{
    /// <summary>The fewest bytes a shared secret may have: 256 bits, as HS256 demands (RFC 7518, 3.2).</summary>
    public const int MinimumSecret = 32;

    public Guid SiteId { get; set; }

    /// <summary>The secret that the publisher signs HS256 tokens with; null for none.</summary>
    public byte[]? Secret { get; set; }

    /// <summary>Public keys for RS256 and ES256 as a JSON Web Key Set; null for none.</summary>
    public string? Keys { get; set; }

    /// <summary>Where the publisher keeps its JSON Web Key Set; null for none.</summary>
    public string? KeysUrl { get; set; }

    /// <summary>The secret of Disqus's <c>remote_auth_s3</c> messages; null where they are not understood.</summary>
    public byte[]? DisqusSecret { get; set; }

    /// <summary>The public key that goes with it, as pages send it beside the message.</summary>
    public string? DisqusKey { get; set; }

    /// <summary>Whether the publisher's tokens give badges: staff, author or expert, and never moderator.</summary>
    public bool GivesBadges { get; set; }
}

/// <summary>A token that was used, until it would have expired anyway.</summary>
public sealed class UsedToken
{
    public Guid SiteId { get; set; }

    /// <summary>SHA-256 of what makes it unique.</summary>
    public required byte[] Hash { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>Whether those without an account may comment.</summary>
public enum GuestRule
{
    /// <summary>As anybody else.</summary>
    Open,

    /// <summary>What they write waits for a moderator.</summary>
    Held,

    /// <summary>Not at all.</summary>
    Closed,
}
