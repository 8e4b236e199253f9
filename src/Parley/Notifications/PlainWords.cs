using System.Text;
using Parley.Core;

namespace Parley.Notifications;

/// <summary>Words of people in a letter: what a mail program would make a link of stays words.</summary>
/// <remarks>
/// Mail programs make links of whatever looks like an address, in text as in HTML, and whoever reads a letter from us
/// would take them for ours. Behind each colon, dot, slash and @ inside a word stands a zero-width non-joiner (U+200C),
/// which parts the address for a program and is not seen. It is one line, without what turns the direction of text.
/// </remarks>
internal static class PlainWords
{
    private const char Parting = '\u200C';

    public static string Of(string words)
    {
        var line = OneLine.Read(words);
        var plain = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            _ = plain.Append(line[i]);
            // Full-width forms are read as their ASCII by some programs.
            if (line[i] is '.' or ':' or '/' or '@' or '。' or '．' or '：' or '／' or '＠' && i + 1 < line.Length && line[i + 1] != ' ')
                _ = plain.Append(Parting);
        }

        return plain.ToString();
    }
}
