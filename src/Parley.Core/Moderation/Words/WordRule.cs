namespace Parley.Core.Moderation;

/// <summary>What becomes of a text that has a word of the list.</summary>
public enum WordList
{
    /// <summary>It is refused, and its writer is told which word.</summary>
    Banned,

    /// <summary>It waits for a moderator.</summary>
    Held,

    /// <summary>It is published, and marked for moderators.</summary>
    Look,
}

/// <summary>A word or phrase that a site looks for in what is written. No hit ever restricts a person by itself.</summary>
public sealed class WordRule
{
    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    /// <summary>The word or phrase in its basic form; see <see cref="WordRuleText"/> for its bounds.</summary>
    public required string Text { get; set; }

    public WordList List { get; set; }

    /// <summary>The language it is looked for in, a BCP 47 tag; null for every one.</summary>
    public string? Language { get; set; }

    /// <summary>Why it is on the list and what to watch out for, for moderators; null for nothing.</summary>
    public string? Note { get; set; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>A site's word lists as they were typed, with their headings, remarks and order; the rules are read from it.</summary>
public sealed class WordListText
{
    public Guid SiteId { get; set; }

    /// <summary>Of which <see cref="Sites.Site.WordsVersion"/> it is the text: of another, it is out of date.</summary>
    public int Version { get; set; }

    /// <summary>The text; see <see cref="WordRuleText"/>.</summary>
    public string Text { get; set; } = "";
}

/// <summary>A word of a list in a text.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Start">Where it begins, in UTF-16 units of the text as it was given.</param>
/// <param name="Length">How long it is there, disguise and all, in the same units.</param>
/// <param name="IsNear">Whether it only looks like the word, one letter away: a hint, and no ground for anything.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct WordHit(WordRule Rule, int Start, int Length, bool IsNear);
