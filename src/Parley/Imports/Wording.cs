namespace Parley.Imports;

/// <summary>Whether two texts are versions of one another.</summary>
internal static class Wording
{
    // Dice's coefficient: at a half, one of two versions keeps half of its words. Two answers of one person to the same
    // comment share far fewer.
    private const double Half = 0.5;

    // The beginning of a longer text is enough to know it again.
    private const int Words = 2_000;

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
