using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Parley.Core.Moderation;

/// <summary>What a text says, small enough to compare with thousands of others: near-duplicates have near fingerprints.</summary>
/// <remarks>
/// SimHash of 64 bits (Charikar, 2002) over the letters and digits of a text in lower case without accents: shingles of
/// three words, or of five characters where there are fewer than eight words. Two near fingerprints are only candidates;
/// <see cref="Resemblance"/> of the texts decides. Texts that share four fifths of their shingles differ in some ten of the
/// 64 bits (the angle between their vectors is about 27°), texts that have nothing in common in 32 ± 4: at 14 one finds
/// nearly all of the former and hardly ever one of the latter.
/// </remarks>
public static class Fingerprint
{
    /// <summary>Texts of fewer words say the same by chance: "Thank you!", "I agree."</summary>
    public const int LeastWords = 5;

    /// <summary>From this resemblance on two texts say the same.</summary>
    public const double Same = 0.8;

    private const int Near = 14;
    private const int FewWords = 8;

    // FNV-1a, 64 bits; the finalizer of MurmurHash3 spreads what short shingles leave in the low bits.
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>The fingerprint of a text; null where it has fewer than <see cref="LeastWords"/> words.</summary>
    public static long? Of(string text)
    {
        var words = Words(text);
        if (words.Count < LeastWords) return null;

        Span<int> balance = stackalloc int[64];
        foreach (var shingle in Shingles(words))
        {
            for (var bit = 0; bit < 64; bit++) balance[bit] += ((shingle >> bit) & 1) == 0 ? -1 : 1;
        }

        var print = 0UL;
        for (var bit = 0; bit < 64; bit++)
        {
            if (balance[bit] > 0) print |= 1UL << bit;
        }

        return unchecked((long)print);
    }

    /// <summary>Whether two fingerprints are near enough for their texts to be compared.</summary>
    public static bool AreNear(long one, long other) => BitOperations.PopCount(unchecked((ulong)(one ^ other))) <= Near;

    /// <summary>How much two texts have in common: the share of their shingles that both have (Jaccard), 0 to 1.</summary>
    public static double Resemblance(string one, string other)
    {
        var (a, b) = (Words(one), Words(other));
        // Shingles of the same kind, or nothing could be common.
        return InCommon(a, b, byWord: a.Count >= FewWords && b.Count >= FewWords);
    }

    /// <summary>The same by letters, whatever the length: a mended letter changes little, another sense much.</summary>
    public static double ResemblanceByLetters(string one, string other) => InCommon(Words(one), Words(other), byWord: false);

    private static double InCommon(List<string> a, List<string> b, bool byWord)
    {
        var (left, right) = (Shingles(a, byWord).ToHashSet(), Shingles(b, byWord).ToHashSet());
        if (left.Count == 0 || right.Count == 0) return 0;

        var common = left.Count(right.Contains);
        return (double)common / (left.Count + right.Count - common);
    }

    private static IEnumerable<ulong> Shingles(List<string> words) => Shingles(words, words.Count >= FewWords);

    private static IEnumerable<ulong> Shingles(List<string> words, bool byWord)
    {
        if (byWord)
        {
            for (var i = 0; i + 3 <= words.Count; i++) yield return HashOf(words[i] + " " + words[i + 1] + " " + words[i + 2]);
            yield break;
        }

        var text = string.Join(' ', words);
        for (var i = 0; i + 5 <= text.Length; i++) yield return HashOf(text.AsSpan(i, 5));
    }

    private static List<string> Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var c in Decomposed(text))
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                _ = word.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) && word.Length > 0)
            {
                words.Add(word.ToString());
                _ = word.Clear();
            }
        }

        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }

    // Half a surrogate pair cannot be normalized, and means nothing either.
    private static string Decomposed(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) _ = whole.Append(rune.ToString());
        return whole.ToString().Normalize(NormalizationForm.FormKD);
    }

    private static ulong HashOf(ReadOnlySpan<char> shingle)
    {
        var hash = FnvOffset;
        Span<byte> unit = stackalloc byte[2];
        foreach (var c in shingle)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(unit, c);
            hash = unchecked((((hash ^ unit[0]) * FnvPrime) ^ unit[1]) * FnvPrime);
        }

        hash = unchecked((hash ^ (hash >> 33)) * 0xff51afd7ed558ccd);
        hash = unchecked((hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53);
        return hash ^ (hash >> 33);
    }
}
