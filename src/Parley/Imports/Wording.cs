namespace Parley.Imports;

/// <summary>How a text in a source is like one that is here.</summary>
internal enum Likeness
{
    /// <summary>They are two texts.</summary>
    None,

    Same,

    /// <summary>The source has the beginning of it, cut off.</summary>
    Less,

    /// <summary>The source goes on where it was cut off.</summary>
    More,

    /// <summary>The source has most of its words.</summary>
    Changed,
}

/// <summary>Whether two texts are versions of one another.</summary>
internal static class Wording
{
    // Dice's coefficient: at a half, one of two versions keeps half of its words. Two answers of one person to the same
    // comment share far fewer.
    private const double Half = 0.5;

    // Two answers of one person may begin alike, but not for so many characters.
    private const int LongBeginning = 100;

    // "I agree with you" is no sign of a version.
    private const int SharedWords = 5;

    // The beginning of a longer text is enough to know it again.
    private const int Words = 2_000;

    public static Likeness Compare(string here, string source)
    {
        if (here == source) return Likeness.Same;
        if (source.Length >= LongBeginning && here.StartsWith(source, StringComparison.Ordinal)) return Likeness.Less;
        if (here.Length >= LongBeginning && source.StartsWith(here, StringComparison.Ordinal)) return Likeness.More;

        return IsAlike(here, source, SharedWords) ? Likeness.Changed : Likeness.None;
    }

    /// <summary>Whether they share most of their words.</summary>
    /// <param name="one">A text.</param>
    /// <param name="other">The text that may be a version of it.</param>
    /// <param name="atLeast">How many words they must share: few words are soon alike.</param>
    public static bool IsAlike(string one, string other, int atLeast)
    {
        if (one == other) return true;

        var mine = CountWords(one);
        var theirs = CountWords(other);
        var shared = mine.Sum(w => Math.Min(w.Value, theirs.GetValueOrDefault(w.Key)));
        return shared >= atLeast && 2.0 * shared >= Half * (mine.Values.Sum() + theirs.Values.Sum());
    }

    private static Dictionary<string, int> CountWords(string text)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in text.Split((char[]?)null, Words + 1, StringSplitOptions.RemoveEmptyEntries).Take(Words))
            words[word] = words.GetValueOrDefault(word) + 1;
        return words;
    }
}
