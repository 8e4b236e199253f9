namespace Parley.Core.Moderation.Words;

/// <summary>Follows a text from one place through the tree of words, past what disguises them.</summary>
internal sealed class WordWalk(List<FoldedUnit> units, int start, string? language)
{
    // Between two letters of a word.
    private const int MostBetween = 3;

    // How often a letter stands that is meant once.
    private const int MostRepeats = 6;

    // Far more steps than any disguise takes: it bounds what a text made to cost time can cost.
    private const int MostSteps = 600;

    private readonly List<(WordRule Rule, int End)> _found = [];
    private readonly HashSet<(WordTrie, int, int)> _seen = [];
    private int _steps;

    /// <summary>How many steps it took: what bounds the time.</summary>
    public int Steps => _steps;

    /// <summary>Whether a sign may stand for a letter.</summary>
    public static bool StandsForLetter(char sign) => sign is '@' or '(' or '€' or '!' or '|' or '$' or '+';

    /// <summary>The rules whose words begin here, and behind which unit each ends.</summary>
    public IReadOnlyList<(WordRule Rule, int End)> Follow(WordTrie words)
    {
        // The first letter is never masked.
        Step(words, start, 0, isFirst: true);
        return _found;
    }

    // Everything that the units from here on may be, having come to a node.
    private void Step(WordTrie node, int at, int masks, bool isFirst = false)
    {
        if (++_steps > MostSteps || (!isFirst && !_seen.Add((node, at, masks)))) return;
        if (node.Rules.Count > 0) Accept(node, at);
        if (node.Next.Count == 0) return;

        for (var (next, between) = (at, 0); next < units.Count && between <= MostBetween; next++, between++)
        {
            var unit = units[next];
            Take(node, unit, next, masks);
            if (!isFirst && IsMask(unit.Letter) && 2 * (masks + 1) <= node.Depth + 2)
            {
                foreach (var (letter, child) in node.Next)
                {
                    if (letter != ' ') Step(child, next + 1, masks + 1);
                }
            }

            // A phrase's own space may be as wide as one likes.
            if (!unit.IsLetter && !isFirst && node.Next.TryGetValue(' ', out var behind)) Step(behind, AfterGap(next), masks);
            if (unit.IsLetter || isFirst) return;
        }
    }

    private void Take(WordTrie node, FoldedUnit unit, int at, int masks)
    {
        foreach (var letter in LettersOf(unit))
        {
            if (!node.Next.TryGetValue(letter, out var child)) continue;

            Step(child, at + 1, masks);
            // The same letter again and again is meant once; signs between count as between any two letters.
            var (next, between) = (at + 1, 0);
            for (var repeats = 1; repeats < MostRepeats && next < units.Count && between <= MostBetween; next++)
            {
                if (LettersOf(units[next]).Contains(letter))
                {
                    (repeats, between) = (repeats + 1, 0);
                    Step(child, next + 1, masks);
                }
                else if (units[next].IsLetter || units[next].Letter == ' ')
                {
                    break;
                }
                else
                {
                    between++;
                }
            }
        }
    }

    private int AfterGap(int at)
    {
        while (at < units.Count && !units[at].IsLetter) at++;
        return at;
    }

    private void Accept(WordTrie node, int end)
    {
        foreach (var rule in node.Rules)
        {
            foreach (var (ending, tail) in EndsOf(rule, end))
            {
                if (!IsBelievable(node, end, ending, language ?? Endings.LanguageOf(rule.Language))) continue;

                _found.Add((rule, tail));
                break;
            }
        }
    }

    // Where the word ends: at a boundary, or behind an ending of its language that does.
    private IEnumerable<(int Ending, int Tail)> EndsOf(WordRule rule, int end)
    {
        if (IsBoundary(end)) yield return (0, end);
        foreach (var ending in Endings.Of(rule.Language))
        {
            var at = end;
            var isThere = true;
            foreach (var c in ending)
            {
                isThere = at < units.Count && LettersOf(units[at]).Contains(c);
                if (!isThere) break;
                at++;
            }

            if (isThere && IsBoundary(at)) yield return (ending.Length, at);
        }
    }

    private bool IsBoundary(int at) => at >= units.Count || !units[at].IsLetter;

    // Two ordinary words beside each other are two words.
    private bool IsBelievable(WordTrie node, int end, int ending, string? spoken)
    {
        var pieces = Pieces(end + ending);
        if (node.Spaces > 0) return pieces.Count == node.Spaces + 1;
        if (pieces.Count == 1 || pieces.TrueForAll(p => p.Length == 1)) return true;

        return pieces.Count == 2 && pieces.Exists(p => p.Length > 1 && !OrdinaryWords.Has(p, spoken));
    }

    private List<string> Pieces(int end)
    {
        var pieces = new List<string>();
        var piece = new System.Text.StringBuilder();
        for (var i = start; i < end; i++)
        {
            if (units[i].Letter != ' ')
            {
                if (units[i].IsLetter || StandsForLetter(units[i].Letter) || IsMask(units[i].Letter)) _ = piece.Append(units[i].Letter);
            }
            else if (piece.Length > 0)
            {
                pieces.Add(piece.ToString());
                _ = piece.Clear();
            }
        }

        if (piece.Length > 0) pieces.Add(piece.ToString());
        return pieces;
    }

    private static bool IsMask(char sign) => sign is '*' or '#' or '%' or '•' or '·' or '_';

    private static string LettersOf(FoldedUnit unit)
    {
        if (unit.MayBeEither) return "1il|";
        return unit.Letter switch
        {
            '4' or '@' => "4@a",
            '8' => "8b",
            '(' => "(c",
            '3' => "3e",
            '€' => "€e",
            '9' => "9g",
            '!' => "!i",
            '0' => "0o",
            '5' => "5s",
            '$' => "$s",
            '7' => "7t",
            '+' => "+t",
            'v' => "vu",
            '2' => "2z",
            ' ' => "",
            var letter => Single(letter),
        };
    }

    // Asked for every letter of every text, so the common ones are made once.
    private static string Single(char letter) => letter < Ascii.Length ? Ascii[letter] : letter.ToString();

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];
}
