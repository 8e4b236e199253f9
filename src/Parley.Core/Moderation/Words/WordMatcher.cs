using Parley.Core.Moderation.Words;

namespace Parley.Core.Moderation;

/// <summary>Finds the words of a site's lists in a text, whatever they are disguised as, and where they stand in it.</summary>
/// <remarks>
/// <para>A word is found in any case and with any accents; with invisible characters in it; with letters of other scripts
/// that look alike; with digits and signs for letters (<c>4 3 1 0 5 7 $ @ !</c>); with up to three signs or spaces between
/// two letters; with a letter repeated up to six times; with letters masked (<c>* # % • ·</c>), at most half of them and
/// never the first; with one misplaced space; and with the simple endings of its language. It begins and ends at the
/// boundary of a word: nothing is found inside another word.</para>
/// <para>White space inside is believed where all pieces are single letters, or where there are two of which at least one
/// is no common word: <c>push it</c> is two words, <c>s h i t</c> is one.</para>
/// <para>Each beginning of a word is followed through the tree of all rules; how far is bounded by the longest rule, so
/// the time is linear in the text. The second tier, <see cref="WordHit.IsNear"/>, finds what is one letter away
/// (Damerau and Levenshtein) from a rule of at least five letters, with the same first letter, and no common word.</para>
/// </remarks>
public sealed class WordMatcher
{
    private readonly WordTrie _words = new();
    private readonly NearWords _near;

    private WordMatcher(IReadOnlyList<WordRule> rules)
    {
        foreach (var rule in rules)
        {
            var folded = string.Join(' ', string.Concat(FoldedText.Of(rule.Text).Select(u => u.Letter)).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (folded.Any(char.IsLetterOrDigit)) _words.Add(folded, rule);
        }

        _near = new NearWords(rules);
    }

    /// <summary>Makes rules ready; what comes of it is immutable and may be used by many at once.</summary>
    public static WordMatcher Of(IEnumerable<WordRule> rules) => new([.. rules]);

    /// <summary>What of the rules is in a text, in the order of where it begins.</summary>
    /// <param name="language">The language of the text, a BCP 47 tag; rules of another do not apply. Null: all apply.</param>
    public IReadOnlyList<WordHit> Find(string text, string? language)
    {
        return Find(text, language, out _);
    }

    /// <summary>The same, with the number of steps it took.</summary>
    internal IReadOnlyList<WordHit> Find(string text, string? language, out long steps)
    {
        ArgumentNullException.ThrowIfNull(text);
        steps = 0;
        var spoken = Endings.LanguageOf(language);
        var units = FoldedText.Of(text);
        var hits = new List<WordHit>();
        for (var i = 0; i < units.Count; i++)
        {
            if (!IsBeginning(units, i)) continue;

            steps += Follow(units, i, i, spoken, hits);
            foreach (var beginning in Endings.BeginningsIn(units[i].Letter))
            {
                if (Reads(units, i, beginning) is { } after && after < units.Count) steps += Follow(units, after, i, spoken, hits);
            }
        }

        _near.Find(text, units, spoken, hits);
        return Merge(hits);
    }

    // A letter, or a sign that stands for one, that no letter stands right before.
    private static bool IsBeginning(List<FoldedUnit> units, int i) =>
        (units[i].IsLetter || WordWalk.StandsForLetter(units[i].Letter)) && (i == 0 || !units[i - 1].IsLetter);

    private static int? Reads(List<FoldedUnit> units, int at, string letters)
    {
        foreach (var c in letters)
        {
            if (at >= units.Count || units[at].Letter != c) return null;
            at++;
        }

        return at;
    }

    private int Follow(List<FoldedUnit> units, int from, int start, string? language, List<WordHit> hits)
    {
        var walk = new WordWalk(units, from, language);
        foreach (var (rule, end) in walk.Follow(_words))
        {
            if (language is null || rule.Language is null || Endings.LanguageOf(rule.Language) == language)
                hits.Add(new WordHit(rule, units[start].Start, units[end - 1].End - units[start].Start, false));
        }

        return walk.Steps;
    }

    // Of the same rule what overlaps is one; what is found is not said to be only near.
    private static List<WordHit> Merge(List<WordHit> hits)
    {
        var merged = new List<WordHit>();
        var last = new Dictionary<(Guid, string), int>();
        foreach (var hit in hits.OrderBy(h => h.IsNear).ThenBy(h => h.Start).ThenByDescending(h => h.Length))
        {
            if (hit.IsNear && merged.Exists(m => !m.IsNear && m.Start < hit.Start + hit.Length && hit.Start < m.Start + m.Length)) continue;

            var key = (hit.Rule.Id, hit.Rule.Text);
            if (!last.TryGetValue(key, out var at) || hit.Start >= merged[at].Start + merged[at].Length)
            {
                last[key] = merged.Count;
                merged.Add(hit);
                continue;
            }

            // The narrower of two is where it stands: what comes before belongs to the sentence.
            if (hit.Start + hit.Length <= merged[at].Start + merged[at].Length)
            {
                merged[at] = hit;
                continue;
            }

            var end = Math.Max(merged[at].Start + merged[at].Length, hit.Start + hit.Length);
            merged[at] = merged[at] with { Length = end - merged[at].Start };
        }

        return [.. merged.OrderBy(h => h.Start).ThenByDescending(h => h.Length)];
    }
}
