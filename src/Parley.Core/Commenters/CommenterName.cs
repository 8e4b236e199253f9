using System.Globalization;
using System.Text;

namespace Parley.Core.Commenters;

/// <summary>Why a name cannot be taken.</summary>
public enum NameRefusal
{
    /// <summary>There is nothing in it that a reader would see.</summary>
    Empty,

    /// <summary>It has more than <see cref="CommenterName.MaximumLength"/> characters.</summary>
    TooLong,

    /// <summary>It has characters that hide, reorder or pile up, or neither letter nor digit.</summary>
    NotAllowed,

    /// <summary>It claims an office of the publication.</summary>
    Reserved,
}

/// <summary>A name as it may be shown.</summary>
/// <remarks>
/// <para>Any letters of any script, digits, punctuation and symbols, at least one letter or digit, normalized (NFC), white
/// space trimmed and collapsed. Not: controls, line breaks, formatting (direction marks and overrides, zero width, soft
/// hyphens), glyphs without ink, unassigned and private characters, marks without a letter, more than three marks on one
/// letter. Joiners stand where a script needs them: between letters of Arabic, Syriac and Indic scripts,
/// and within emoji.</para>
/// <para>Names that claim an office are reserved: those made up of words such as "staff", "editor" or the product's
/// name, and those in which "admin", "moderator" and the like stand as a word, in any spelling that looks like it.</para>
/// </remarks>
public static class CommenterName
{
    /// <summary>The most characters a name may have, counted as people count them.</summary>
    public const int MaximumLength = 60;

    // In UTF-16 units: one character may be an emoji made of any number of others.
    private const int MaximumUnits = 4 * MaximumLength;

    // What marks do in natural names: Vietnamese takes two, pointed Hebrew three.
    private const int MaximumMarks = 3;

    // Nobody is called these: one of them anywhere claims the office.
    private static readonly HashSet<string> Offices = SkeletonsOf(
        "admin", "admins", "administrator", "administrators", "administration", "moderator", "moderators", "moderation",
        "sysadmin", "webmaster",
        // In the other languages that Parley speaks.
        "administratorin", "moderatorin", "moderatoren", "chefredaktion", "chefredakteur", "chefredakteurin",
        "administrateur", "administratrice", "modérateur", "modératrice", "modérateurs", "modération",
        "адмін", "адміністратор", "адміністраторка", "адміністрація", "модератор", "модераторка", "модератори", "модерація",
        "مشرف", "المشرف", "مشرفة", "المشرفة", "المشرفون", "مدير الموقع", "الإشراف");

    // Surnames and ordinary words: a claim only where the name has nothing else.
    private static readonly HashSet<string> Claims = SkeletonsOf(
        "staff", "editor", "editors", "editorial", "parley", "system", "mod", "mods", "official", "owner", "root",
        "deleted", "removed",
        "redaktion", "redakteur", "redakteurin", "team", "offiziell",
        "rédaction", "rédacteur", "rédactrice", "officiel", "officielle",
        "редакція", "редактор", "редакторка", "офіційно", "офіційний",
        "التحرير", "هيئة التحرير", "المحرر", "محرر", "الإدارة", "إدارة", "رسمي");

    private static readonly HashSet<string> Fillers = SkeletonsOf(
        "the", "a", "our", "in", "of", "by", "at", "and", "chief", "senior", "site", "team", "support", "desk", "account",
        "forum", "comment", "comments", "community", "user", "bot",
        "der", "die", "das", "unsere", "von", "und", "le", "la", "les", "l", "du", "de", "des", "notre", "et", "équipe",
        "наша", "команда", "сайту", "і", "та", "فريق", "من");

    /// <summary>Reads what was typed; on false, and only then, <paramref name="refusal"/> says why it is no name.</summary>
    public static bool TryRead(string? typed, out string name, out NameRefusal refusal)
    {
        name = "";
        refusal = NameRefusal.TooLong;
        var trimmed = (typed ?? "").Trim();
        if (trimmed.Length > 2 * MaximumUnits) return false;

        refusal = NameRefusal.NotAllowed;
        if (!TryCollapse(trimmed, out var collapsed)) return false;

        refusal = NameRefusal.Empty;
        var read = collapsed.Normalize(NormalizationForm.FormC);
        if (read.EnumerateRunes().All(Characters.IsInvisible)) return false;

        refusal = NameRefusal.NotAllowed;
        if (!IsAllowed([.. read.EnumerateRunes()])) return false;

        refusal = NameRefusal.TooLong;
        if (read.Length > MaximumUnits || Characters.Count(read, MaximumLength) > MaximumLength) return false;

        refusal = NameRefusal.Reserved;
        if (IsReserved(read) || IsReserved(read.Replace('@', 'a'))) return false;

        name = read;
        return true;
    }

    /// <summary>What a name looks like: names that a reader takes for one another have the same skeleton.</summary>
    /// <remarks>See <see cref="LookAlikes"/>. For comparing only: it is no name, and may change with a new version.</remarks>
    public static string Skeleton(string name) => LookAlikes.Fold(name);

    /// <summary>Whether readers would take <paramref name="name"/> for <paramref name="other"/>.</summary>
    public static bool Imitates(string name, string other) => WithoutArticle(name) == WithoutArticle(other);

    /// <summary>Whether <paramref name="name"/> is <paramref name="other"/> with a word of office added, such as "author".</summary>
    public static bool ClaimsToBe(string name, string other)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(other);
        return IsWithOffice(Skeleton(name), Skeleton(other)) || IsWithOffice(WithoutArticle(name), WithoutArticle(other));
    }

    private static bool IsWithOffice(string claim, string claimed)
    {
        if (claimed.Length == 0 || claim.Length <= claimed.Length) return false;

        return (claim.StartsWith(claimed, StringComparison.Ordinal) && Added.Contains(claim[claimed.Length..]))
            || (claim.EndsWith(claimed, StringComparison.Ordinal) && Added.Contains(claim[..^claimed.Length]));
    }

    // A name of one word keeps it: it is no article then.
    private static string WithoutArticle(string name)
    {
        var space = name.AsSpan().Trim().IndexOf(' ');
        return space > 0 && Articles.Contains(Skeleton(name.Trim()[..space]), StringComparer.Ordinal) ? Skeleton(name.Trim()[(space + 1)..]) : Skeleton(name);
    }

    private static bool TryCollapse(string typed, out string collapsed)
    {
        collapsed = "";
        var text = new StringBuilder(typed.Length);
        for (var rest = typed.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || Characters.IsNoncharacter(rune))
            {
                return false;
            }

            rest = rest[length..];
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpaceSeparator)
                _ = text.Append(rune);
            else if (text.Length > 0 && text[^1] != ' ')
                _ = text.Append(' ');
        }

        collapsed = text.ToString();
        return true;
    }

    private static bool IsAllowed(Rune[] name)
    {
        var marks = 0;
        var hasLetter = false;
        for (var i = 0; i < name.Length; i++)
        {
            Rune? before = i > 0 ? name[i - 1] : null;
            Rune? after = i + 1 < name.Length ? name[i + 1] : null;
            if (!Characters.IsVariationSelector(name[i])) marks = Characters.IsMark(name[i]) ? marks + 1 : 0;
            if (marks > MaximumMarks || !IsAllowed(before, name[i], after)) return false;

            hasLetter |= Rune.IsLetterOrDigit(name[i]);
        }

        return hasLetter;
    }

    private static bool IsAllowed(Rune? before, Rune rune, Rune? after)
    {
        if (rune.Value is 0x200C or 0x200D) return IsJoined(before, rune, after);
        if (Characters.IsVariationSelector(rune)) return IsVaried(before, rune);
        if (Characters.IsBlankGlyph(rune)) return false;
        if (Characters.IsMark(rune))
            return before is { } letter && (Rune.IsLetterOrDigit(letter) || Characters.IsMark(letter));

        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    private static bool IsJoined(Rune? before, Rune joiner, Rune? after)
    {
        if (before is not { } left || after is not { } right) return false;
        if (UsesJoiners(left) && UsesJoiners(right)) return true;

        return joiner.Value == 0x200D && IsSymbol(right)
            && (IsSymbol(left) || Characters.IsVariationSelector(left) || left.Value is >= 0x1F3FB and <= 0x1F3FF);
    }

    // The styles of emoji, and the drawn variants that Japanese names are registered with.
    private static bool IsVaried(Rune? before, Rune selector) => before is { } base_ && selector.Value switch
    {
        0xFE0E or 0xFE0F => IsSymbol(base_),
        >= 0xE0100 => base_.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0x20000 and <= 0x3FFFF),
        _ => base_.Value is >= 0x1820 and <= 0x18AA && selector.Value is >= 0x180B and <= 0x180D,
    };

    private static bool IsSymbol(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;

    private static bool UsesJoiners(Rune rune) => (Rune.IsLetter(rune) || Characters.IsMark(rune)) && rune.Value is
        (>= 0x0600 and <= 0x08FF)       // Arabic, Syriac, Thaana, N'Ko and their supplements
        or (>= 0x0900 and <= 0x0DFF)    // Devanagari to Sinhala
        or (>= 0x1000 and <= 0x109F)    // Myanmar
        or (>= 0x1780 and <= 0x18AF);   // Khmer, Mongolian

    private static bool IsReserved(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && !char.IsPunctuation(name[i]) && name[i] != ' ') continue;

            if (Skeleton(name[start..i]) is { Length: > 0 } word) words.Add(word);
            start = i + 1;
        }

        var whole = Skeleton(name);
        return Offices.Contains(whole) || Claims.Contains(whole) || words.Exists(Offices.Contains)
            || (words.Exists(Claims.Contains) && words.TrueForAll(w => Claims.Contains(w) || Fillers.Contains(w)));
    }

    // What people put before or after a name to speak with its authority.
    private static readonly HashSet<string> Added = SkeletonsOf(
        "author", "the author", "official", "the real", "real", "staff", "editor", "editors", "moderator", "admin", "team", "verified",
        "autor", "autorin", "der autor", "die autorin", "redaktion", "moderation", "offiziell", "auteur", "autrice", "auteure",
        "l’auteur", "rédaction", "officiel", "автор", "авторка", "редакція", "редактор", "офіційно", "الكاتب", "الكاتبة", "كاتب",
        "التحرير", "المحرر", "رسمي");

    // What a publication's name may begin with, and its readers leave away.
    private static readonly string[] Articles = ["the", "der", "die", "das", "le", "la", "les"];

    private static HashSet<string> SkeletonsOf(params string[] words) => [.. words.Select(Skeleton)];
}
