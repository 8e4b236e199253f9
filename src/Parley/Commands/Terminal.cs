using System.Globalization;
using System.Text;

namespace Parley.Commands;

/// <summary>The one place through which commands speak: what others wrote must not command the terminal it is printed on.</summary>
/// <remarks>
/// Controls would: escapes move the cursor, change the title, and on some terminals type in the operator's name; C1
/// controls are escapes too. What turns a line's direction, or is not seen, makes it read otherwise than it is. Each is
/// printed as U+ and its number; line feeds and tabs stay.
/// </remarks>
internal static class Terminal
{
    public static void Say(string text) => Console.WriteLine(Clean(text));

    public static void Complain(string text) => Console.Error.WriteLine(Clean(text));

    /// <summary>One line that keeps up with long work.</summary>
    public static void Overwrite(string line) => Console.Error.Write("\r" + Clean(line));

    /// <summary>The text as it may be printed.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value is '\n' or '\t' || IsPlain(rune)
                ? clean.Append(rune)
                : clean.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
        }

        return clean.ToString();
    }

    // Joiners are letters' own business; everything else of this category is invisible, and most of it moves what is seen.
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => true,
    };
}
