namespace Parley.Stories;

/// <summary>An element around the words of a story: its tag as written, and the link it leads to.</summary>
internal sealed class StoryElement(string tag, string? href = null, bool isImplied = false)
{
    public string Tag { get; } = tag;

    public string? Href { get; } = href;

    /// <summary>An item that the page has not, for words that stand in a list but in no item.</summary>
    public bool IsImplied { get; } = isImplied;

    /// <summary>Whether anything stands in it so far.</summary>
    public bool HasContent { get; set; }

    public bool IsList => Tag is "ul" or "ol";
}
