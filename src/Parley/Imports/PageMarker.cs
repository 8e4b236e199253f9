using System.Globalization;

namespace Parley.Imports;

/// <summary>What begins an entry or an item of a list: a bullet or a number.</summary>
/// <param name="Kind">The bullet itself, or <see cref="Number"/> for any number.</param>
/// <param name="Text">What follows on the line; may be empty.</param>
internal readonly record struct PageMarker(char Kind, string Text)
{
    /// <summary>The kind of all numbers.</summary>
    public const char Number = '1';

    public bool IsNumber => Kind == Number;

    /// <summary>Reads a bullet or a number (<c>7.</c>, <c>7)</c>, <c>(7)</c>, <c>#7</c>) with white space behind it.</summary>
    public static bool TryRead(string line, out PageMarker marker)
    {
        marker = default;
        if (line.Length == 0) return false;

        if (line[0] is '•' or '◦' or '*' or '-' or '▪' or '‣' or '●' or '○' or '∙')
        {
            if (line.Length > 1 && !char.IsWhiteSpace(line[1])) return false;

            marker = new PageMarker(line[0], line[1..].Trim());
            return true;
        }

        var start = line[0] is '(' or '#' ? 1 : 0;
        var end = start;
        while (end < line.Length && char.IsAsciiDigit(line[end])) end++;

        // More digits than this are no running number.
        if (end == start || end - start > 7) return false;

        var isClosed = line[0] == '#' || (end < line.Length && line[end] is ')' || (line[0] != '(' && end < line.Length && line[end] == '.'));
        if (!isClosed) return false;

        var after = line[0] == '#' ? end : end + 1;
        if (after < line.Length && !char.IsWhiteSpace(line[after])) return false;

        marker = new PageMarker(Number, line[after..].Trim());
        return true;
    }

    /// <summary>Whether this could be the name of somebody and not an item of a list.</summary>
    /// <remarks>
    /// Only a doubt is settled by it, never a name: at most 80 characters and 8 words, no web address, and not ended
    /// like a sentence, where a full stop may end a short name ("John S.", "Sammy Davis, Jr.").
    /// </remarks>
    public bool LooksLikeName
    {
        get
        {
            if (Text.Length is 0 or > 80 || Text.Contains("://", StringComparison.Ordinal)) return false;
            if (!Text.Any(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c))) return false;

            var words = Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            return words <= 8 && Text[^1] switch
            {
                ':' or ';' or ',' => false,
                '.' => words <= 4,
                '!' or '?' or '…' or '。' or '！' or '？' => words <= 2,
                var last => CharUnicodeInfo.GetUnicodeCategory(last) != UnicodeCategory.DashPunctuation || words <= 2,
            };
        }
    }
}
