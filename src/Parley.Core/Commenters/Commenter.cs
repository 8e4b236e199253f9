namespace Parley.Core.Commenters;

/// <summary>Where a commenter's identity comes from.</summary>
public enum CommenterKind
{
    /// <summary>Known by a token in one browser.</summary>
    Guest,

    /// <summary>Came with an imported discussion, and is known by the name there.</summary>
    Imported,
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
}

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

    public Badge Badge { get; set; }

    /// <summary>SHA-256 of the token in a guest's browser; unique within the site.</summary>
    public byte[]? BrowserHash { get; set; }

    /// <summary>What identifies an imported commenter in the source; unique within the site.</summary>
    public string? ImportKey { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

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
