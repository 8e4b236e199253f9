using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Parley.Core.Commenters;

/// <summary>Folds letters that readers take for one another into one.</summary>
/// <remarks>
/// In the manner of UTS #39 and by a table of our own, made of what fonts for text draw alike: compatibility forms
/// (NFKD) and accents are dropped, letters of other scripts become the Latin letter of their shape, case is folded, then
/// <c>i</c>, <c>l</c> and <c>1</c> are one, <c>o</c> and <c>0</c> are one, <c>rn</c> is <c>m</c> and <c>vv</c> is
/// <c>w</c>. Spaces, punctuation and symbols are dropped. Coarse on purpose: it says what needs a second look.
/// </remarks>
internal static class LookAlikes
{
    // By shape and therefore by case: a capital nu looks like N, a small one like v.
    private static readonly FrozenDictionary<int, string> Shapes = Read(
        // Cyrillic
        "Аa Вb Еe Ѕs Іi Јj Кk Мm Нh Оo Рp Сc Тt Уy Хx Ԛq Ԝw Ѵv Ӏl Һh Ԁd Ҁc Ԍg Үy Ѡw Ьb Гr Ԑe",
        "аa вb еe ѕs іi јj кk мm нh оo рp сc тt уy хx ԛq ԝw ѵv ӏl һh ԁd ҁc ԍg үy ѡw ьb гr ԑe пn ѐe",
        // Greek
        "Αa Βb Εe Ζz Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx Ϲc Ϳj Ϝf",
        "αa βb γy εe ηn ιi κk μu νv οo ρp τt υu χx ωw ϲc ϳj σo",
        // Armenian
        "Օo Սu Տs Լl Յj Զq Հh Ոn օo սu տs լl յj զq հh ոn ցg ռn ձd քp",
        // Cherokee, Lisu
        "Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꭱr Ꮢr Ꮪs Ꭲi Ꮩv Ꮃw Ꮍy Ꮓz Ꮤw Ꮞ4 Ꮾ6",
        "ꓐb ꓑp ꓓd ꓔt ꓖg ꓗk ꓙj ꓚc ꓜz ꓝf ꓟm ꓠn ꓡl ꓢs ꓣr ꓦv ꓧh ꓪw ꓫx ꓬy ꓮa ꓰe ꓲi ꓳo ꓴu",
        // Canadian syllables, Glagolitic and others that pass for letters
        "ᒪl ᒎj ᑭp ᑯd ᗷb ᗞd ᗪd ᖇr ᔕs ᑌu ᐯv ᗯw ᕼh ᗅa ᗩa ᑕc ᙓe ᖴf ᘜg Ꮖi ꙇi Ⰻi ℮e ‖ll ∥ll ɱm",
        // Letters of Latin that have no decomposition
        "ıi ɩi ɪi ɑa ɡg ɢg ʏy ʀr ɴn ʜh ʟl ʙb ᴀa ᴄc ᴅd ᴇe ꜰf ᴊj ᴋk ᴍm ᴏo ᴘp ꜱs ᴛt ᴜu ᴠv ᴡw ᴢz ȷj ɓb ɗd ƙk ƒf",
        "Łl łl Øo øo Đd đd Ðd ðd Ħh ħh Ŧt ŧt ǀl ɐa ɘe ɛe ʋv ɯw ɾr ʂs ʐz ɦh ɲn ŋn",
        // Digits and signs that pass for letters
        "0o 1l |l !l $s ०o ০o ੦o ௦o ౦o ೦o ൦o ๐o ໐o ၀o ٥o ۵o ߀o סo ןl וl");

    // Capitals whose small letter has another shape; in a name that is Greek throughout, case says nothing about shape.
    private static readonly FrozenDictionary<int, string> GreekCapitals = Read("νn ηh μm υy");

    /// <summary>What <paramref name="name"/> looks like.</summary>
    public static string Fold(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Imported names are not read by TryRead, and normalizing throws on what was never text.
        var text = string.Concat(name.EnumerateRunes().Where(r => !Characters.IsNoncharacter(r)));
        var runes = text.Normalize(NormalizationForm.FormKD).EnumerateRunes().Where(r => !IsAccent(r)).ToList();
        var isGreek = IsGreek(runes);
        var folded = new StringBuilder(name.Length);
        foreach (var rune in runes)
            Append(rune, isGreek, folded);

        return folded
            .Replace("rn", "m")
            .Replace("vv", "w")
            .ToString();
    }

    /// <summary>The Latin letters that a letter or sign of another script passes for, as capital or small; null for none.</summary>
    /// <remarks>Whether it is a capital makes no difference, as in words any letter may be written as one: both have the shape that either has. <c>l</c> stands for <c>i</c> as well.</remarks>
    public static string? ShapeOf(Rune typed)
    {
        if (typed.IsAscii) return null;
        if (typed.Value is (>= 0x1F150 and <= 0x1F169)) return ((char)(typed.Value - 0x1F150 + 'a')).ToString();
        if (typed.Value is (>= 0x1F170 and <= 0x1F189)) return ((char)(typed.Value - 0x1F170 + 'a')).ToString();

        var upper = typed.Value is >= 0xAB70 and <= 0xABBF ? new Rune(typed.Value - 0xAB70 + 0x13A0) : Rune.ToUpperInvariant(typed);
        return Shapes.TryGetValue(upper.Value, out var shape) || Shapes.TryGetValue(Rune.ToLowerInvariant(typed).Value, out shape) ? shape : null;
    }

    private static void Append(Rune typed, bool isGreek, StringBuilder folded)
    {
        // Small Cherokee letters are small capitals: the shape is that of the capital.
        var rune = typed.Value switch
        {
            >= 0xAB70 and <= 0xABBF => new Rune(typed.Value - 0xAB70 + 0x13A0),
            // White letters on black circles and squares, which have no decomposition.
            >= 0x1F150 and <= 0x1F169 => new Rune(typed.Value - 0x1F150 + 'a'),
            >= 0x1F170 and <= 0x1F189 => new Rune(typed.Value - 0x1F170 + 'a'),
            _ => typed,
        };
        var lower = Rune.ToLowerInvariant(rune);
        if ((isGreek && GreekCapitals.TryGetValue(lower.Value, out var shape))
            || Shapes.TryGetValue(rune.Value, out shape) || Shapes.TryGetValue(lower.Value, out shape))
        {
            _ = folded.Append(shape);
            return;
        }

        if (!Rune.IsLetterOrDigit(lower) && !Characters.IsMark(lower)) return;

        _ = lower.Value switch
        {
            'i' => folded.Append('l'),
            'ς' => folded.Append('o'),
            'ß' => folded.Append("ss"),
            'æ' => folded.Append("ae"),
            'œ' => folded.Append("oe"),
            _ => folded.Append(lower),
        };
    }

    // A name all of whose letters are Greek, some of them in no other alphabet.
    private static bool IsGreek(List<Rune> name) =>
        name.TrueForAll(r => !Rune.IsLetter(r) || r.Value is >= 0x0370 and <= 0x03FF)
        && name.Exists(r => Rune.IsLetter(r) && (r.Value is 'σ' or 'ς' || !Shapes.ContainsKey(r.Value)));

    // Marks that decorate; in scripts of India and Japan a mark is half of a letter, and stays.
    private static bool IsAccent(Rune rune) => rune.Value is
        (>= 0x0300 and <= 0x036F) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF)
        or (>= 0xFE20 and <= 0xFE2F)
        or (>= 0x0483 and <= 0x0489)                                // Cyrillic
        or (>= 0x0591 and <= 0x05C7)                                // Hebrew points
        or (>= 0x064B and <= 0x065F) or 0x0670                      // Arabic vowels
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || Characters.IsVariationSelector(rune);

    private static FrozenDictionary<int, string> Read(params string[] pairs) => pairs
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => (Shape: Rune.GetRuneAt(pair, 0), Pair: pair))
        .Where(p => p.Pair.Length > p.Shape.Utf16SequenceLength)
        .ToFrozenDictionary(p => p.Shape.Value, p => p.Pair[p.Shape.Utf16SequenceLength..].Replace('i', 'l'));
}
