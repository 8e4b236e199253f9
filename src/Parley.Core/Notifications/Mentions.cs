using System.Globalization;
using System.Text;
using Parley.Core.Commenters;

namespace Parley.Core.Notifications;

/// <summary>Whom a comment calls by name: an @ and, right behind it, a name of this discussion.</summary>
/// <remarks>
/// The @ begins a word (an address has it inside one) and does not stand in code. Of several names that begin alike the
/// longest that is there counts, and it must end where a word ends: "@Ada Brandt" does not call Ada. Names are compared
/// by what they look like (<see cref="CommenterName.Skeleton"/>), so that case, accents and spaces do not matter. The
/// first <see cref="Most"/> names count: whoever wants to talk to more talks to all.
/// </remarks>
public static class Mentions
{
    /// <summary>The most names of one comment that count.</summary>
    public const int Most = 5;

    // Who writes so many of them calls nobody; each costs a comparison with the names.
    private const int MostLookedAt = 100;

    // A name has at most 60 characters; those of many code points are rare, and found by their first half then.
    private const int LongestName = 2 * CommenterName.MaximumLength;

    /// <summary>The people called, in the order of the text.</summary>
    /// <param name="words">The comment's words outside code; see <see cref="Comments.CommentWords.WithoutCode"/>.</param>
    /// <param name="names">Those who speak in the discussion, by the skeleton of each name they used there.</param>
    /// <param name="most">How many names count, up to <see cref="Most"/>.</param>
    public static IReadOnlyList<Guid> In(string words, ILookup<string, Guid> names, int most = Most)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(names);
        var called = new List<Guid>();
        var longest = names.Select(n => n.Key.Length).DefaultIfEmpty().Max();
        var (count, looked) = (0, 0);
        for (var at = words.IndexOf('@', StringComparison.Ordinal); at >= 0 && count < most && looked < MostLookedAt && longest > 0;)
        {
            var next = at + 1;
            if (at == 0 || !IsWithinWord(words, at - 1))
            {
                looked++;
                var (people, end) = Called(words, next, names, longest);
                if (people.Count > 0)
                {
                    var before = called.Count;
                    called.AddRange(people.Except(called));
                    // The same name twice is one name.
                    if (called.Count > before) count++;
                    next = end;
                }
            }

            at = words.IndexOf('@', next);
        }

        return called;
    }

    private static (IReadOnlyList<Guid> People, int End) Called(string words, int start, ILookup<string, Guid> names, int longest)
    {
        if (start == words.Length || char.IsWhiteSpace(words[start])) return ([], start);

        var line = words.IndexOf('\n', start);
        var last = Math.Min(line < 0 ? words.Length : line, start + LongestName);
        (IReadOnlyList<Guid> People, int End) found = ([], start);
        for (var end = start + 1; end <= last; end++)
        {
            if ((end < words.Length && IsWithinWord(words, end)) || char.IsWhiteSpace(words[end - 1])) continue;
            // Not in the middle of a character.
            if (end < words.Length && char.IsLowSurrogate(words[end])) continue;

            var skeleton = CommenterName.Skeleton(OneLine.Wellformed(words[start..end]));
            // Two letters may look like one, at the seam too; beyond that nothing longer is anybody's name.
            if (skeleton.Length > longest + 1) break;
            if (skeleton.Length > 0 && names[skeleton].Distinct().ToList() is { Count: > 0 } people) found = (people, end);
        }

        return found;
    }

    private static bool IsWithinWord(string words, int index) => Rune.IsLetterOrDigit(RuneAt(words, index))
        || CharUnicodeInfo.GetUnicodeCategory(words, index) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static Rune RuneAt(string words, int index)
    {
        if (char.IsLowSurrogate(words[index]) && index > 0) index--;
        return Rune.TryGetRuneAt(words, index, out var rune) ? rune : Rune.ReplacementChar;
    }
}
