using System.Globalization;
using System.Text;

namespace Parley.Core.Commenters;

/// <summary>One mailbox, in a form that no mail system reads as anything else.</summary>
/// <remarks>
/// Far stricter than RFC 5321: no quotes, comments, groups, address literals, routes or control characters, so that an
/// address can never be two, nor a header. The local part has unaccented letters, digits and <c>!#$%&amp;'*+-/=?^_`{|}~</c>,
/// single dots inside, at most 64; the domain has at least two labels of letters, digits and inner hyphens,
/// the last not all digits; together at most 254 (RFC 3696 erratum 1690). International domains become punycode.
/// </remarks>
public static class EmailAddress
{
    private const int MaximumLength = 254;
    private const int MaximumLocalLength = 64;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Reads one address; spaces around it are forgiven, nothing else is.</summary>
    public static bool TryRead(string? typed, out string? address)
    {
        address = null;
        if (typed is null || typed.Length > MaximumLength) return false;

        var trimmed = typed.Trim(' ');
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !IsLocalPart(trimmed.AsSpan(0, at))) return false;
        if (ReadDomain(trimmed[(at + 1)..]) is not { } domain) return false;

        var read = $"{trimmed[..at]}@{domain}";
        if (read.Length > MaximumLength) return false;

        address = read;
        return true;
    }

    private static bool IsLocalPart(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaximumLocalLength || text[0] == '.' || text[^1] == '.') return false;
        if (text.Contains("..", StringComparison.Ordinal)) return false;

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static string? ReadDomain(string typed)
    {
        // What the mapping would quietly drop or turn into a dot is refused before it can.
        if (typed.Length == 0 || !typed.EnumerateRunes().All(IsOfDomain)) return null;

        string domain;
        try
        {
            domain = Idn.GetAscii(typed).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }

        var labels = domain.Split('.');
        return labels.Length > 1 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit) ? domain : null;
    }

    private static bool IsOfDomain(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Characters.IsMark(rune) || rune.Value is '.' or '-';

    private static bool IsLabel(string label) => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
