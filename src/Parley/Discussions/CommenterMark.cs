using System.Globalization;

namespace Parley.Discussions;

/// <summary>The disc beside a name: initials on a quiet hue, both from the name alone.</summary>
internal static class CommenterMark
{
    /// <summary>How many hues the style sheet has.</summary>
    public const int Hues = 12;

    /// <summary>A hue that stays the same wherever the name appears.</summary>
    public static int HueOf(string name)
    {
        // FNV-1a, because string.GetHashCode differs from one start to the next.
        var hash = 2166136261u;
        foreach (var c in name)
            hash = (hash ^ c) * 16777619u;
        return (int)(hash % Hues);
    }

    /// <summary>The first letters of the first and last word, as people count letters.</summary>
    public static string InitialsOf(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0) return "";

        var first = FirstLetter(words[0]);
        // Joined scripts would join two initials into a syllable nobody wrote.
        return words.Length == 1 || first.Any(c => c >= '\u0590') ? first : first + FirstLetter(words[^1]);
    }

    private static string FirstLetter(string word)
    {
        var start = 0;
        while (start < word.Length - 1 && !char.IsLetterOrDigit(word[start]) && !char.IsSurrogate(word[start])) start++;
        var letter = StringInfo.GetNextTextElement(word, start);
        // A letter under a tower of marks would climb out of the disc.
        return letter.Length > 8 ? letter[..1] : letter.ToUpperInvariant();
    }
}
