namespace Parley.Core.Sites;

/// <summary>A publication: it owns stories, and its editors' settings hold for all of them.</summary>
public sealed class Site
{
    /// <summary>The most characters a site's key may have.</summary>
    public const int MaximumKeyLength = 40;

    /// <summary>The most characters a site's name may have.</summary>
    public const int MaximumNameLength = 100;

    public Guid Id { get; set; }

    /// <summary>The name in URLs, unique on this installation; see <see cref="IsKey"/>.</summary>
    public required string Key { get; set; }

    /// <summary>The name people read.</summary>
    public required string Name { get; set; }

    /// <summary>The language of the interface and of stories that name none: a BCP 47 tag.</summary>
    public string Language { get; set; } = "en";

    /// <summary>Design tokens that the publication changes, checked when they were set; null for ours.</summary>
    public string? Theme { get; set; }

    /// <summary>How much a guest's vote weighs in <see cref="Comments.Order.Best"/>, in percent of a commenter's: 0 to 100.</summary>
    /// <remarks>
    /// A guest is a browser, and browsers are cheap: half a vote lets guests be heard and makes a crowd of them costly.
    /// </remarks>
    public int GuestVoteWeight { get; set; } = 50;

    /// <summary>Whether those without an account may comment.</summary>
    public GuestRule Guests { get; set; }

    /// <summary>Whether what newcomers write waits for a moderator, always; see <see cref="Commenters.Standing.Newcomer"/>.</summary>
    public bool HoldsNewcomers { get; set; }

    /// <summary>Whether how often somebody writes is limited by their standing; see <see cref="Moderation.StandingLimits"/>.</summary>
    public bool PacesByStanding { get; set; }

    /// <summary>How many links a newcomer may set before their comment waits for a moderator: 0 to 20.</summary>
    public int NewcomersLinks { get; set; }

    /// <summary>After how many days its discussions close by themselves, counted from publication; null for never.</summary>
    public int? ClosesAfterDays { get; set; }

    /// <summary>Whether the <see cref="Moderation.Ladder"/> takes its lower steps by itself; otherwise it only proposes them.</summary>
    public bool TakesSteps { get; set; }

    /// <summary>What its editors say of its rules, in Parley's small Markdown; empty for nothing.</summary>
    public string Rules { get; set; } = "";

    /// <summary>Grows by one with every change of its word lists.</summary>
    public int WordsVersion { get; set; }

    /// <summary>Whether its readers may sign in with a password besides the other ways.</summary>
    public bool HasPasswords { get; set; }

    /// <summary>Grows by one with every change of the site that a reader could see.</summary>
    public long Version { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Origins whose pages may frame this site's discussions, and on whose word stories are created.</summary>
    public List<SiteOrigin> Origins { get; set; } = [];

    /// <summary>Whether <paramref name="origin"/>, in canonical form, may embed this site.</summary>
    public bool MayBeEmbeddedBy(string? origin) =>
        origin is not null && Origins.Exists(o => string.Equals(o.Origin, origin, StringComparison.Ordinal));

    /// <summary>Whether <paramref name="text"/> can be a key: 1–40 of a–z, 0–9 and inner hyphens, and no word of ours.</summary>
    public static bool IsKey(string text) => KeyText.IsKey(text, MaximumKeyLength) && !KeyText.IsReserved(text);
}

/// <summary>An origin (scheme, host, port) that a site has registered.</summary>
public sealed class SiteOrigin
{
    public Guid SiteId { get; set; }

    /// <summary>In the form browsers send: lower case, no default port, no path; see <see cref="WebAddress.TryReadOrigin"/>.</summary>
    public required string Origin { get; set; }
}
