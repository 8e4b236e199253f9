using System.Buffers;
using System.Text;

namespace Parley.Core;

/// <summary>Text that stands on one line, as pages from elsewhere give it: a title, a byline, the sentence under a headline.</summary>
/// <remarks>
/// Controls, line breaks and white space of any kind and length become one space. What turns the direction of the text
/// around it (embeddings, overrides, isolates; UAX #9), halves of characters and noncharacters are left out. Normalized
/// (NFC); nothing else is changed, and what comes out, read again, comes out the same.
/// </remarks>
public static class OneLine
{
    /// <summary>Reads what was typed; empty where nothing is left that a reader would see.</summary>
    public static string Read(string? typed)
    {
        var line = new StringBuilder();
        var isParted = false;
        foreach (var rune in Wellformed(typed ?? "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                isParted = line.Length > 0;
                continue;
            }

            if (Characters.TurnsDirection(rune)) continue;

            if (isParted) _ = line.Append(' ');
            isParted = false;
            _ = line.Append(rune);
        }

        var read = line.ToString().Normalize(NormalizationForm.FormC);
        return read.EnumerateRunes().All(Characters.IsInvisible) ? "" : read;
    }

    // Normalizing throws on what was never text.
    internal static string Wellformed(string typed)
    {
        var text = new StringBuilder(typed.Length);
        for (var rest = typed.AsSpan(); rest.Length > 0;)
        {
            var isText = Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done;
            if (isText && !Characters.IsNoncharacter(rune)) _ = text.Append(rune);
            rest = rest[length..];
        }

        return text.ToString();
    }
}
