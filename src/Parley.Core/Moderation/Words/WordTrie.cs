namespace Parley.Core.Moderation.Words;

/// <summary>The words of the rules as a tree of letters, in which a text is followed letter by letter.</summary>
internal sealed class WordTrie
{
    public Dictionary<char, WordTrie> Next { get; } = [];

    /// <summary>The rules whose word ends here.</summary>
    public List<WordRule> Rules { get; } = [];

    /// <summary>How many letters lead here.</summary>
    public int Depth { get; private init; }

    /// <summary>How many spaces lead here: a phrase has some.</summary>
    public int Spaces { get; private init; }

    public void Add(string folded, WordRule rule)
    {
        var node = this;
        foreach (var c in folded)
        {
            if (!node.Next.TryGetValue(c, out var next))
                node.Next.Add(c, next = new WordTrie { Depth = node.Depth + 1, Spaces = node.Spaces + (c == ' ' ? 1 : 0) });
            node = next;
        }

        node.Rules.Add(rule);
    }
}
