using System.Text;

namespace Parley.Core.Commenters;

/// <summary>Why a password cannot be taken.</summary>
public enum PasswordRefusal
{
    /// <summary>It has fewer than <see cref="PasswordRules.MinimumLength"/> characters.</summary>
    TooShort,

    /// <summary>It has more than <see cref="PasswordRules.MaximumLength"/> characters.</summary>
    TooLong,

    /// <summary>It is among those that are tried first.</summary>
    Common,
}

/// <summary>Which passwords can be taken.</summary>
/// <remarks>
/// <para>8 to 128 characters as people count them, of any kind: no rule asks for digits or signs (NIST SP 800-63B, 3.1.1.2).
/// Refused is what guessing programs try first, recognized by how such passwords are made and not by a list: runs of the
/// keyboard or the alphabet, a few characters repeated, a date, and one or two of the commonest words (or the
/// names of where one signs in) with digits and signs around them, in whatever capitals and with digits for letters.</para>
/// </remarks>
public static class PasswordRules
{
    public const int MinimumLength = 8;

    public const int MaximumLength = 128;

    // As far as digits and signs before and after a word are taken off it.
    private const int MostAround = 12;

    // In UTF-16 units: one character may be an emoji made of any number of others.
    private const int MaximumUnits = 8 * MaximumLength;

    // What a finger or a child runs along; each also backwards.
    private static readonly string[] Runs =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890",
        "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiopü", "yxcvbnm,.-", "azertyuiop", "qsdfghjklm", "wxcvbn", "!@#$%^&*()",
        "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "zaq1xsw2cde3vfr4bgt5nhy6mju7,ki8.lo9", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
        "1a2b3c4d5e6f7g8h9i0j", "a1b2c3d4e5f6g7h8i9j0", "qazwsxedcrfvtgbyhnujmikolp", "qweasdzxc", "147258369", "159357", "1357924680", "314159265358979",
    ];

    private static readonly string[] BothWays = [.. Runs, .. Runs.Select(Reversed)];

    private static readonly string[] Numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>A password in the one form it is kept in, whichever keyboard it was typed on.</summary>
    public static string Normalize(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return OneLine.Wellformed(typed).Normalize(NormalizationForm.FormC);
    }

    /// <summary>Why <paramref name="password"/>, normalized, cannot be taken; null if it can.</summary>
    /// <param name="near">What an attacker would try here before anything else: the address, the names of the sites.</param>
    public static PasswordRefusal? Judge(string password, params IEnumerable<string> near)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(near);
        if (password.Length > MaximumUnits) return PasswordRefusal.TooLong;

        var length = Characters.Count(password, MaximumLength + 1);
        if (length < MinimumLength) return PasswordRefusal.TooShort;
        if (length > MaximumLength) return PasswordRefusal.TooLong;

        return IsCommon(password.ToLowerInvariant(), near) ? PasswordRefusal.Common : null;
    }

    private static bool IsCommon(string password, IEnumerable<string> near) =>
        IsRepeated(password) || IsOfRuns(password) || IsOfRuns(Undoubled(password)) || IsDate(password) || IsOfWords(password, near);

    // As it was typed, and without the dots and dashes that people put between words.
    private static bool IsOfWords(string password, IEnumerable<string> near)
    {
        HashSet<string> words = [.. near.SelectMany(WordsOf)];
        return IsOfWords(password, words) || IsOfWords(string.Concat(password.Where(c => c is not ('.' or '-' or '_' or ' '))), words);
    }

    // Up to four characters over and over: aaaaaaaa, abababab, 1212 1212.
    private static bool IsRepeated(string password)
    {
        for (var unit = 1; unit <= 4; unit++)
        {
            if (Enumerable.Range(0, password.Length).All(i => password[i] == password[i % unit])) return true;
        }

        return false;
    }

    // Made of pieces of runs, each of three characters or more; what is left over at the end may be two.
    private static bool IsOfRuns(string password)
    {
        var at = 0;
        while (at < password.Length)
        {
            var length = Longest(password, at);
            if (length < 3) break;

            at += length;
        }

        return password.Length - at <= 2;
    }

    // 11223344 is a run, too.
    private static string Undoubled(string password) =>
        password.Length % 2 == 0 && Enumerable.Range(0, password.Length / 2).All(i => password[2 * i] == password[(2 * i) + 1])
            ? string.Concat(password.Where((_, i) => i % 2 == 0))
            : password;

    private static int Longest(string password, int at)
    {
        var longest = 1;
        while (at + longest < password.Length && password[at + longest] == password[at]) longest++;
        var isRun = true;
        for (var length = Math.Max(longest, 2) + 1; isRun && at + length <= password.Length; length++)
        {
            var piece = password.Substring(at, length);
            isRun = Array.Exists(BothWays, r => r.Contains(piece, StringComparison.Ordinal));
            if (isRun) longest = length;
        }

        return longest;
    }

    // A birthday, written in digits alone or with signs between.
    private static bool IsDate(string password)
    {
        if (!password.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '/' or ' ')) return false;

        var digits = string.Concat(password.Where(char.IsAsciiDigit));
        return digits.Length <= 8 && (IsYear(digits[..Math.Min(4, digits.Length)]) || IsYear(digits[Math.Max(0, digits.Length - 4)..]));
    }

    private static bool IsYear(string text) =>
        text.Length == 4 && string.CompareOrdinal(text, "1900") >= 0 && string.CompareOrdinal(text, "2049") <= 0;

    private static bool IsOfWords(string password, HashSet<string> near)
    {
        // Whatever stands between two words: ruth.amsel, black-dragon.
        var letters = string.Concat(password.Where(char.IsLetter));
        if (2 * letters.Length >= password.Length && IsOneWordOrTwo(letters, near)) return true;

        // Read as it stands, and with digits and signs taken for the letters they look like.
        foreach (var text in new[] { password, Letters(password, 'i'), Letters(password, 'l') })
        {
            for (var from = 0; from < Math.Min(text.Length, MostAround) && (from == 0 || !char.IsLetter(text[from - 1])); from++)
            {
                // The ending is what was typed: "password123" ends in digits, however they are read.
                for (var to = text.Length; to > Math.Max(from, text.Length - MostAround) && (to == text.Length || !char.IsLetter(password[to])); to--)
                {
                    var core = text[from..to];
                    if (core.All(char.IsLetter) && IsOneWordOrTwo(core, near)) return true;
                }
            }
        }

        return false;
    }

    private static bool IsOneWordOrTwo(string core, HashSet<string> near)
    {
        if (IsWord(core, near) || IsWord(Reversed(core), near)) return true;

        for (var split = 2; split <= core.Length - 2; split++)
        {
            if (IsWord(core[..split], near) && IsWord(core[split..], near)) return true;
        }

        return false;
    }

    private static bool IsWord(string word, HashSet<string> near) =>
        CommonWords.All.Contains(word) || near.Contains(word) || Numbers.Contains(word, StringComparer.Ordinal);

    // Whole, without its spaces, and each word of it that is long enough to be one.
    private static IEnumerable<string> WordsOf(string name)
    {
        var lower = name.ToLowerInvariant();
        var parts = lower.Split([.. lower.Where(c => !char.IsLetter(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries);
        return parts.Append(string.Concat(parts)).Where(w => w.Length >= 3);
    }

    private static string Letters(string password, char one) => string.Create(password.Length, (password, one), (letters, from) =>
    {
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = from.password[i] switch
            {
                '0' => 'o',
                '1' or '!' or '|' => from.one,
                '3' or '€' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '7' or '+' => 't',
                '8' => 'b',
                '9' => 'g',
                var other => other,
            };
        }
    });

    private static string Reversed(string text) => string.Concat(text.Reverse());
}
