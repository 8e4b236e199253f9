using System.Globalization;
using System.Text;
using Parley.Core.Commenters;

namespace Parley.Core.Moderation.Words;

/// <summary>One unit of a folded text: a letter or digit as it reads, or one sign between letters.</summary>
/// <param name="Letter">The letter in lower case without accents, of the Latin alphabet where it looks like one of it; a sign as it is; a space for every white space.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 units.</param>
/// <param name="End">Where what is drawn with it ends.</param>
/// <param name="IsLetter">Whether it is a letter or digit, and not a sign.</param>
/// <param name="MayBeEither">Whether it looks like both <c>i</c> and <c>l</c>.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct FoldedUnit(char Letter, int Start, int End, bool IsLetter, bool MayBeEither);

/// <summary>A text as words are looked for in it: what is not seen is gone, and what looks alike is alike.</summary>
/// <remarks>
/// In this order: default-ignorable code points are dropped; compatibility forms and accents go (NFKD without marks);
/// letters of other scripts become the Latin letters they pass for (<see cref="LookAlikes"/>); case is folded. Each unit
/// knows where it came from. The same fold is applied to the words that are looked for, so that letters of a script of
/// their own still meet their like.
/// </remarks>
internal static class FoldedText
{
    public static List<FoldedUnit> Of(string text)
    {
        var units = new List<FoldedUnit>(text.Length);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // A broken surrogate is read as the replacement character, which is longer than nothing.
            var end = Math.Min(text.Length, at + (rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength));
            Add(units, rune, at, end);
            at = end;
        }

        return units;
    }

    private static void Add(List<FoldedUnit> units, Rune rune, int start, int end)
    {
        if (rune.IsAscii)
        {
            var c = (char)rune.Value;
            if (char.IsAsciiLetterOrDigit(c)) units.Add(new FoldedUnit(char.ToLowerInvariant(c), start, end, true, c == '1'));
            else units.Add(new FoldedUnit(char.IsWhiteSpace(c) ? ' ' : c, start, end, false, c == '|'));
            return;
        }

        if (IsIgnorable(rune)) return;
        if (Characters.IsNoncharacter(rune) || Rune.IsWhiteSpace(rune))
        {
            units.Add(new FoldedUnit(' ', start, end, false, false));
            return;
        }

        if (LookAlikes.ShapeOf(rune) is { } shape)
        {
            foreach (var c in shape) units.Add(new FoldedUnit(c, start, end, true, c == 'l'));
            return;
        }

        foreach (var part in rune.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes()) AddPart(units, part, start, end);
    }

    private static void AddPart(List<FoldedUnit> units, Rune part, int start, int end)
    {
        if (Rune.GetUnicodeCategory(part) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        {
            // It is drawn on the letter before it, and belongs to its span.
            if (units.Count > 0) units[^1] = units[^1] with { End = end };
            return;
        }

        if (IsIgnorable(part)) return;

        var shape = part.IsAscii ? null : LookAlikes.ShapeOf(part);
        var letters = shape ?? Special(part) ?? Rune.ToLowerInvariant(part).ToString();
        var isLetter = shape is not null || Rune.IsLetterOrDigit(part) || letters.Length > 1;
        foreach (var c in letters)
            units.Add(new FoldedUnit(char.IsWhiteSpace(c) ? ' ' : char.ToLowerInvariant(c), start, end, isLetter, shape is not null && c == 'l'));
    }

    private static string? Special(Rune part) => part.Value switch
    {
        'ß' or 'ẞ' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'ς' => "σ",
        // Forms of one letter that Arabic writers exchange freely.
        'ى' or 'ی' => "ي",
        'ة' => "ه",
        'ک' => "ك",
        'ґ' or 'Ґ' => "г",
        _ => null,
    };

    // Default_Ignorable_Code_Point of Unicode, and the stroke that only lengthens Arabic words.
    private static bool IsIgnorable(Rune rune) => rune.Value is
        0x00AD or 0x034F or 0x061C or 0x0640 or (>= 0x115F and <= 0x1160) or (>= 0x17B4 and <= 0x17B5) or (>= 0x180B and <= 0x180F)
        or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F)
        or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A)
        or (>= 0xE0000 and <= 0xE0FFF);
}
