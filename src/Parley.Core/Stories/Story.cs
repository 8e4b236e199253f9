namespace Parley.Core.Stories;

/// <summary>An article as its discussion sees it: published here, imported, or living on the publisher's own site.</summary>
public sealed class Story
{
    /// <summary>The most characters a story's key may have.</summary>
    public const int MaximumKeyLength = 100;

    /// <summary>The most characters a section may have.</summary>
    public const int MaximumSectionLength = 40;

    /// <summary>The most characters a title may have.</summary>
    public const int MaximumTitleLength = 300;

    /// <summary>The most characters a story's address may have.</summary>
    public const int MaximumUrlLength = 2_000;

    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    /// <summary>The name in URLs, unique within the site.</summary>
    public required string Key { get; set; }

    public required string Title { get; set; }

    /// <summary>Who wrote it, as the publication prints it; null where the source does not say.</summary>
    public string? Byline { get; set; }

    /// <summary>The sentence under the headline; null for none.</summary>
    public string? Standfirst { get; set; }

    /// <summary>BCP 47 tag of the story's own language; null for the site's.</summary>
    public string? Language { get; set; }

    /// <summary>What was published: Markdown, HTML or plain text, unchanged; empty where the story lives elsewhere.</summary>
    public string BodySource { get; set; } = "";

    /// <summary>The body, safe by construction; empty where the story lives elsewhere.</summary>
    public string BodyHtml { get; set; } = "";

    /// <summary>The canonical address of the article where it lives elsewhere; unique within the site.</summary>
    public string? Url { get; set; }

    public DateTimeOffset PublishedAt { get; set; }

    /// <summary>Whether comments are taken.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>The part of the publication it stands in, such as <c>politics</c>; null for none. In the form of <see cref="IsSection"/>.</summary>
    public string? Section { get; set; }

    /// <summary>When its discussion closes by itself; null where the site's rule decides.</summary>
    public DateTimeOffset? ClosesAt { get; set; }

    /// <summary>How many places the discussion has: comments, and tombstones that something hangs on.</summary>
    public int CommentCount { get; set; }

    /// <summary>The number of the newest comment: the story's own sequence, which never goes back.</summary>
    public int LastNumber { get; set; }

    /// <summary>Grows by one with every change a reader could see.</summary>
    public long Version { get; set; }

    /// <summary>When its discussion closes by itself, by its own time or its site's rule; null for never.</summary>
    public DateTimeOffset? ClosingAt(Sites.Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return ClosesAt ?? (site.ClosesAfterDays is { } days ? PublishedAt.AddDays(days) : null);
    }

    /// <summary>Whether <paramref name="text"/> can be a section: 1–40 of a–z, 0–9 and inner hyphens.</summary>
    public static bool IsSection(string text) => KeyText.IsKey(text, MaximumSectionLength);

    /// <summary>Whether <paramref name="text"/> can be a key: 1–100 of a–z, 0–9 and inner hyphens, no word of our own paths.</summary>
    public static bool IsKey(string text) =>
        KeyText.IsKey(text, MaximumKeyLength) && text is not ("feed" or "commenters");
}
