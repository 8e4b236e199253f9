using System.Globalization;
using System.Text;

namespace Parley.Core;

/// <summary>What single characters do to a reader, beyond the letters they may stand for.</summary>
internal static class Characters
{
    /// <summary>Whether nothing of it is seen: white space, controls, formatting, and letters without a shape.</summary>
    public static bool IsInvisible(Rune rune) => IsBlankGlyph(rune) || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate => true,
        _ => IsVariationSelector(rune),
    };

    /// <summary>Whether it counts as a letter, mark or symbol but has no ink: a name of these alone is blank.</summary>
    public static bool IsBlankGlyph(Rune rune) => rune.Value is
        0x034F                              // combining grapheme joiner
        or 0x115F or 0x1160                 // Hangul fillers, leading and vowel
        or 0x17B4 or 0x17B5                 // Khmer inherent vowels
        or 0x2800                           // Braille pattern without dots
        or 0x3164 or 0xFFA0                 // Hangul filler, full and half width
        or (>= 0x1D173 and <= 0x1D17A);     // musical beams and slurs, beginning and end

    public static bool IsVariationSelector(Rune rune) =>
        rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or (>= 0x180B and <= 0x180F);

    /// <summary>Whether it is one of the 66 code points that Unicode keeps out of interchange; normalizing them throws.</summary>
    public static bool IsNoncharacter(Rune rune) =>
        rune.Value is >= 0xFDD0 and <= 0xFDEF || (rune.Value & 0xFFFE) == 0xFFFE;

    /// <summary>Whether it turns the direction of what follows: an embedding, override or isolate, or the end of one.</summary>
    public static bool TurnsDirection(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>The number of characters as people count them (grapheme clusters), but no further than past the limit.</summary>
    public static int Count(ReadOnlySpan<char> text, int limit)
    {
        var count = 0;
        while (text.Length > 0 && count <= limit)
        {
            text = text[StringInfo.GetNextTextElementLength(text)..];
            count++;
        }

        return count;
    }
}
