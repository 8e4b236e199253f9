using System.Globalization;
using System.Text;

namespace Parley.Core.Sites;

/// <summary>A publication's own colours, fonts and measures: a dozen design tokens, each checked by its type.</summary>
/// <remarks>
/// One token a line, <c>--accent: #0b5c6b;</c>, with <c>light-dark(#0b5c6b, #74c5d2)</c> where day and night differ.
/// Nothing else is CSS here: no other name, no function, no address, so a theme can change the look and nothing more.
/// Text must stay readable: every colour of text reaches 4.5:1 on both papers, by day and by night (WCAG 2.2, 1.4.3).
/// </remarks>
public static class SiteTheme
{
    /// <summary>The most characters a theme may have: far more than all tokens need.</summary>
    public const int MaximumLength = 4_000;

    // Lengths: the unit, and the bounds within which the page still works.
    private static readonly Dictionary<string, (string Unit, decimal Least, decimal Most)> Lengths =
        new(StringComparer.Ordinal)
        {
            ["--measure"] = ("ch", 40, 90),
            ["--size"] = ("rem", 0.9375m, 1.375m),
            ["--corner"] = ("px", 0, 16),
        };

    private static readonly HashSet<string> Fonts = new(StringComparer.Ordinal) { "--serif", "--sans" };

    /// <summary>The names a theme may set.</summary>
    public static IEnumerable<string> Names => ThemeColours.Names.Concat(Fonts).Concat(Lengths.Keys);

    /// <summary>
    /// Reads a theme. <paramref name="theme"/> is its canonical text, one token a line; or else
    /// <paramref name="problem"/> says in one sentence what is wrong, and in which line.
    /// </summary>
    public static bool TryRead(string text, out string theme, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (theme, problem) = ("", "");
        if (text.Length > MaximumLength)
            return Refuse($"A theme has at most {MaximumLength} characters.", out problem);

        var colours = new ThemeColours();
        var lineOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var canonical = new StringBuilder();
        var number = 0;
        foreach (var full in text.Split('\n'))
        {
            number++;
            var line = full.Trim();
            if (line.Length == 0) continue;

            if (!TryReadLine(line, colours, out var name, out var value, out var reason))
                return Refuse($"Line {number}: {reason}", out problem);
            if (!lineOf.TryAdd(name, number))
                return Refuse($"Line {number}: {name} is set a second time.", out problem);

            _ = canonical.Append(name).Append(": ").Append(value).Append(";\n");
        }

        if (colours.Unreadable(lineOf) is { } unreadable) return Refuse(unreadable, out problem);

        theme = canonical.ToString();
        return true;
    }

    /// <summary>The style sheet for a canonical theme: plain colours for browsers without light-dark(), then both.</summary>
    public static string Css(string theme)
    {
        ArgumentNullException.ThrowIfNull(theme);
        var (plain, both) = (new StringBuilder(), new StringBuilder());
        foreach (var line in theme.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim(' ', ';'));
            var light = ThemeColours.ByDay(value);
            _ = plain.Append(name).Append(':').Append(light).Append(';');
            if (light.Length != value.Length) _ = both.Append(name).Append(':').Append(value).Append(';');
        }

        if (plain.Length == 0) return "";

        // A publication that chooses its paper wants to see it in the frame too, where ours lets the page show through.
        var paper = theme.Contains("--paper:", StringComparison.Ordinal) ? ".frame{background:var(--paper)}" : "";
        var supports = both.Length == 0 ? "" : $"@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}";
        return $":root{{{plain}}}{supports}{paper}";
    }

    private static bool TryReadLine(
        string line, ThemeColours colours, out string name, out string value, out string reason)
    {
        (name, value, reason) = ("", "", "");
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || line[^1] != ';')
            return Refuse("write a token as `--accent: #0b5c6b;`, one a line.", out reason);

        name = line[..colon].Trim();
        value = line[(colon + 1)..^1].Trim();
        if (ThemeColours.Has(name))
        {
            return colours.TrySet(name, ref value) || Refuse(
                $"{name} takes a colour such as #0b5c6b, or light-dark(#0b5c6b, #74c5d2).", out reason);
        }

        if (Fonts.Contains(name))
        {
            return IsFontStack(value) || Refuse(
                $"{name} takes names of fonts, such as `Georgia, \"Iowan Old Style\", serif`.", out reason);
        }

        if (Lengths.TryGetValue(name, out var length))
        {
            var bounds = string.Create(CultureInfo.InvariantCulture,
                $"{length.Least}{length.Unit} to {length.Most}{length.Unit}");
            return IsLength(value, length) || Refuse($"{name} takes a length from {bounds}.", out reason);
        }

        return Refuse($"{Shown(name)} is no token; there are {string.Join(", ", Names)}.", out reason);
    }

    private static bool IsFontStack(string value)
    {
        if (value.Length is 0 or > 300) return false;

        foreach (var full in value.Split(','))
        {
            var font = full.Trim();
            if (font.Length >= 2 && font[0] == '"' && font[^1] == '"') font = font[1..^1];
            if (font.Length == 0 || !char.IsAsciiLetter(font[0])) return false;
            if (font.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not (' ' or '-'))) return false;
        }

        return true;
    }

    private static bool IsLength(string value, (string Unit, decimal Least, decimal Most) length) =>
        value.EndsWith(length.Unit, StringComparison.Ordinal)
        && decimal.TryParse(value[..^length.Unit.Length], NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var number)
        && number >= length.Least && number <= length.Most;

    private static string Shown(string name) =>
        name.Length <= 40 && name.All(c => c is > ' ' and < '\u007f') ? name : "This";

    private static bool Refuse(string why, out string problem)
    {
        problem = why;
        return false;
    }
}
