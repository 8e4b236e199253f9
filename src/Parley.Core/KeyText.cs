using System.Globalization;
using System.Text;

namespace Parley.Core;

/// <summary>The form of keys in URLs.</summary>
public static class KeyText
{
    // First path segments that Parley itself answers; a site of that name could never be reached.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "about", "account", "admin", "api", "assets", "comments", "counts", "decisions", "embed", "favicon", "health", "help",
        "live", "mail", "metrics", "notices", "openapi", "parley", "robots", "rules", "search", "sign-in", "sign-out", "static", "unsubscribe",
    };

    /// <summary>Whether Parley keeps this word for paths of its own.</summary>
    public static bool IsReserved(string key) => Reserved.Contains(key);

    /// <summary>Whether <paramref name="text"/> is 1 to <paramref name="maximum"/> of a–z, 0–9 and inner hyphens.</summary>
    public static bool IsKey(string text, int maximum)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0 || text.Length > maximum || text[0] == '-' || text[^1] == '-') return false;

        return text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
    }

    /// <summary>The nearest key to a title: marks dropped, other characters joined by hyphens; empty if nothing is left.</summary>
    public static string FromTitle(string title, int maximum)
    {
        ArgumentNullException.ThrowIfNull(title);
        var key = new StringBuilder();
        foreach (var c in OneLine.Wellformed(title).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;

            var lower = char.ToLowerInvariant(c);
            if (lower is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
                _ = key.Append(lower);
            else if (lower is not ('\'' or '’') && key.Length > 0 && key[^1] != '-')
                _ = key.Append('-');
            if (key.Length == maximum) break;
        }

        return key.ToString().Trim('-');
    }
}
