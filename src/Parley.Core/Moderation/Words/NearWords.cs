namespace Parley.Core.Moderation.Words;

/// <summary>Finds tokens that are one letter away from a word of the lists: one left out, one too many, another, or two exchanged.</summary>
/// <remarks>
/// By the deletions that word and token have in common (the symmetric deletion of Garbe, 2012), and then by their distance
/// after Damerau and Levenshtein, so that a text is looked up in time linear in it, however long the lists are.
/// </remarks>
internal sealed class NearWords
{
    private const int LeastLetters = 5;
    private const int MostLetters = 40;

    private readonly Dictionary<string, List<(string Word, WordRule Rule)>> _byDeletion = new(StringComparer.Ordinal);

    public NearWords(IEnumerable<WordRule> rules)
    {
        foreach (var rule in rules)
        {
            var word = string.Concat(FoldedText.Of(rule.Text).Select(u => u.Letter));
            if (word.Length is < LeastLetters or > MostLetters || !word.All(char.IsLetterOrDigit)) continue;

            foreach (var deletion in Deletions(word))
            {
                if (!_byDeletion.TryGetValue(deletion, out var words)) _byDeletion.Add(deletion, words = []);
                words.Add((word, rule));
            }
        }
    }

    public void Find(string text, List<FoldedUnit> units, string? language, List<WordHit> hits)
    {
        if (_byDeletion.Count == 0) return;

        for (var i = 0; i < units.Count; i++)
        {
            if (!units[i].IsLetter) continue;

            var end = i;
            while (end < units.Count && units[end].IsLetter) end++;
            if (end - i is >= LeastLetters - 1 and <= MostLetters) Look(units, i, end, language, hits);
            i = end;
        }
    }

    private void Look(List<FoldedUnit> units, int start, int end, string? language, List<WordHit> hits)
    {
        var token = string.Concat(units.Skip(start).Take(end - start).Select(u => u.Letter));
        if (OrdinaryWords.Has(token, language)) return;

        var told = new HashSet<WordRule>();
        foreach (var deletion in Deletions(token))
        {
            if (!_byDeletion.TryGetValue(deletion, out var words)) continue;

            foreach (var (word, rule) in words)
            {
                if (word[0] != token[0] || word == token || !AreNear(word, token) || !told.Add(rule)) continue;
                if (language is null || rule.Language is null || Endings.LanguageOf(rule.Language) == language)
                    hits.Add(new WordHit(rule, units[start].Start, units[end - 1].End - units[start].Start, true));
            }
        }
    }

    private static IEnumerable<string> Deletions(string word) =>
        Enumerable.Range(0, word.Length).Select(i => word.Remove(i, 1)).Append(word).Distinct(StringComparer.Ordinal);

    // Whether one change makes one of the other.
    private static bool AreNear(string one, string other)
    {
        if (one.Length > other.Length) (one, other) = (other, one);
        if (other.Length - one.Length > 1) return false;

        var i = 0;
        while (i < one.Length && one[i] == other[i]) i++;
        if (one.Length < other.Length) return one.AsSpan(i).SequenceEqual(other.AsSpan(i + 1));
        if (i == one.Length || one.AsSpan(i + 1).SequenceEqual(other.AsSpan(i + 1))) return true;

        return i + 1 < one.Length && one[i] == other[i + 1] && one[i + 1] == other[i] && one.AsSpan(i + 2).SequenceEqual(other.AsSpan(i + 2));
    }
}
