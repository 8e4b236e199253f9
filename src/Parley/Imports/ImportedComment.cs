namespace Parley.Imports;

/// <summary>A story as a source gives it.</summary>
internal sealed record ImportedStory(string Title, string Body);

/// <summary>One entry of a discussion as a source gives it: what every format is read into.</summary>
internal sealed record ImportedComment
{
    /// <summary>Where it stands in the source, counted from 1.</summary>
    public required int Line { get; init; }

    /// <summary>1 at the top; never more than one deeper than the entry before it.</summary>
    public int Level { get; init; }

    /// <summary>The name as it stands there; empty where an entry has none.</summary>
    public required string Name { get; init; }

    /// <summary>When it was written; null where the source does not say.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The words, paragraphs parted by an empty line; empty where the source has a name and no more.</summary>
    public string Text { get; init; } = "";

    /// <summary>Why it cannot be taken, as a clause; null for an entry that can.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether it is an entry with a place in the discussion, and not words found outside every entry.</summary>
    public bool HasPlace => Level > 0;
}

/// <summary>A source that is open: its story has been read, its entries are read as they are asked for.</summary>
internal sealed record ImportedPage(ImportedStory Story, IEnumerable<ImportedComment> Comments);

/// <summary>A source that cannot be read at all; the message is one sentence and names the line.</summary>
internal sealed class UnreadableSource(string sentence) : Exception(sentence);
