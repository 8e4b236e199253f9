using System.Globalization;
using System.Text;
using Parley.Core.Commenters;

namespace Parley.Imports;

/// <summary>A name from elsewhere as it may be shown here: nobody's words are lost for the name above them.</summary>
/// <remarks>
/// A name that could be chosen here stays as it is. Of any other, what hides or reorders characters goes, and what is too
/// long is cut. A name that claims an office of the publication says that it was imported. Where no letter is left,
/// "Anonymous" stands.
/// </remarks>
internal static class ImportedName
{
    private const string Anonymous = "Anonymous";
    private const string Suffix = " (imported)";

    /// <summary>The name to show, and a clause that says what was done to it; empty where nothing was.</summary>
    public static (string Name, string Change) Read(string typed)
    {
        if (CommenterName.TryRead(typed, out var name, out var refusal)) return (name, "");
        if (refusal == NameRefusal.Empty) return (Anonymous, "it has no name");

        var shown = Visible(typed);
        var isLong = new StringInfo(shown).LengthInTextElements > CommenterName.MaximumLength - Suffix.Length;
        if (isLong) shown = Cut(shown);
        if (CommenterName.TryRead(shown, out name, out refusal)) return (name, "the name was cut or cleaned");

        // An office is claimed in the name of another publication; here it must not look like one of ours.
        return refusal == NameRefusal.Reserved
            ? (shown + Suffix, "the name claims an office of the publication")
            : (Anonymous, "the name cannot be shown");
    }

    private static string Visible(string typed)
    {
        var text = new StringBuilder();
        foreach (var rune in typed.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator || rune.Value is '\t')
            {
                if (text.Length > 0 && text[^1] != ' ') _ = text.Append(' ');
            }
            else if (Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune))
            {
                _ = text.Append(rune);
            }
        }

        return text.ToString().Trim();
    }

    private static string Cut(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        var cut = new StringBuilder();
        for (var i = 0; i < CommenterName.MaximumLength - Suffix.Length - 1 && elements.MoveNext(); i++)
            _ = cut.Append(elements.GetTextElement());
        return cut.ToString().TrimEnd() + "…";
    }
}
