namespace Parley.Core.Commenters;

/// <summary>Where a commenter's identity comes from.</summary>
public enum CommenterKind
{
    /// <summary>Known by a token in one browser.</summary>
    Guest,

    /// <summary>Came with an imported discussion, and is known by the name there.</summary>
    Imported,

    /// <summary>Has an account.</summary>
    Account,
}

/// <summary>A mark beside a name that the publication answers for.</summary>
public enum Badge
{
    None,

    /// <summary>Wrote the story.</summary>
    Author,

    /// <summary>Works for the publication.</summary>
    Staff,

    Moderator,

    /// <summary>Knows the subject, and the publication says so.</summary>
    Expert,
}

/// <summary>What stands beside a commenter's name on a page, and behind it.</summary>
/// <param name="Badge">The badge they wear now.</param>
/// <param name="HasProfile">Whether the name leads to a page of its own: that of somebody with an account.</param>
/// <param name="Quieting">Why what they write is one line here until it is opened; null where it is not.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct NamePlate(Badge Badge, bool HasProfile, Moderation.Quieting? Quieting = null);

/// <summary>Somebody who comments on one site.</summary>
public sealed class Commenter
{
    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    public CommenterKind Kind { get; set; }

    /// <summary>The name last used; empty for somebody who has only voted so far.</summary>
    public required string Name { get; set; }

    /// <summary>What the name looks like; what other names are compared with to find imitations.</summary>
    public required string NameSkeleton { get; set; }

    /// <summary>Never shown, never in a public payload; null where none was given.</summary>
    public string? Email { get; set; }

    /// <summary>When a guest proved the address theirs and wished to hear of answers; null where they did not.</summary>
    public DateTimeOffset? EmailConfirmedAt { get; set; }

    /// <summary>The account that speaks here; unique within the site; null for guests and for what was imported.</summary>
    public Guid? AccountId { get; set; }

    public Badge Badge { get; set; }

    /// <summary>SHA-256 of the token in a guest's browser; unique within the site.</summary>
    public byte[]? BrowserHash { get; set; }

    /// <summary>What identifies an imported commenter in the source; unique within the site.</summary>
    public string? ImportKey { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>An account as it first speaks or votes on a site.</summary>
    public static Commenter Of(Account account, Guid id, Guid siteId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new()
        {
            Id = id,
            SiteId = siteId,
            Kind = CommenterKind.Account,
            Name = account.Name,
            NameSkeleton = account.NameSkeleton,
            AccountId = account.Id,
            CreatedAt = now,
        };
    }

    /// <summary>A guest as first met, by the hash of the token in their browser; the name comes with the first comment.</summary>
    public static Commenter Guest(Guid id, Guid siteId, byte[] browserHash, DateTimeOffset now) => new()
    {
        Id = id,
        SiteId = siteId,
        Kind = CommenterKind.Guest,
        Name = "",
        NameSkeleton = "",
        BrowserHash = browserHash,
        CreatedAt = now,
    };
}
