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

    // WCAG 2.2, 1.4.3 for text of any size.
    private const double ReadableContrast = 4.5;

    private static readonly Dictionary<string, (Colour Light, Colour Dark)> Colours = new(StringComparer.Ordinal)
    {
        ["--paper"] = (new(0xfffdf8), new(0x161513)),
        ["--paper-2"] = (new(0xf6f3ea), new(0x1f1e1b)),
        ["--ink"] = (new(0x1a1a17), new(0xe9e6dd)),
        ["--ink-2"] = (new(0x56544d), new(0xb3afa3)),
        ["--rule"] = (new(0xddd8ca), new(0x34322d)),
        ["--accent"] = (new(0x0b5c6b), new(0x74c5d2)),
        ["--warn"] = (new(0x8a4b00), new(0xe0a458)),
        ["--stop"] = (new(0x9c1c1c), new(0xf08a80)),
    };

    // Lengths: the unit, and the bounds within which the page still works.
    private static readonly Dictionary<string, (string Unit, decimal Least, decimal Most)> Lengths =
        new(StringComparer.Ordinal)
        {
            ["--measure"] = ("ch", 40, 90),
            ["--size"] = ("rem", 0.9375m, 1.375m),
            ["--corner"] = ("px", 0, 16),
        };

    private static readonly HashSet<string> Fonts = new(StringComparer.Ordinal) { "--serif", "--sans" };

    // Rules are ornament; everything else is read.
    private static readonly string[] Inks = ["--ink", "--ink-2", "--accent", "--warn", "--stop"];
    private static readonly string[] Papers = ["--paper", "--paper-2"];

    /// <summary>The names a theme may set.</summary>
    public static IEnumerable<string> Names => Colours.Keys.Concat(Fonts).Concat(Lengths.Keys);

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

        var colours = new Dictionary<string, (Colour Light, Colour Dark)>(Colours, StringComparer.Ordinal);
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

        if (Unreadable(colours, lineOf) is { } unreadable) return Refuse(unreadable, out problem);

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
            var light = value.StartsWith(LightDark, StringComparison.Ordinal)
                ? value[LightDark.Length..value.IndexOf(',', StringComparison.Ordinal)]
                : value;
            _ = plain.Append(name).Append(':').Append(light).Append(';');
            if (light.Length != value.Length) _ = both.Append(name).Append(':').Append(value).Append(';');
        }

        if (plain.Length == 0) return "";

        // A publication that chooses its paper wants to see it in the frame too, where ours lets the page show through.
        var paper = theme.Contains("--paper:", StringComparison.Ordinal) ? ".frame{background:var(--paper)}" : "";
        var supports = both.Length == 0 ? "" : $"@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}";
        return $":root{{{plain}}}{supports}{paper}";
    }

    private const string LightDark = "light-dark(";

    private static bool TryReadLine(
        string line,
        Dictionary<string, (Colour Light, Colour Dark)> colours,
        out string name,
        out string value,
        out string reason)
    {
        (name, value, reason) = ("", "", "");
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || line[^1] != ';')
            return Refuse("write a token as `--accent: #0b5c6b;`, one a line.", out reason);

        name = line[..colon].Trim();
        value = line[(colon + 1)..^1].Trim();
        if (Colours.ContainsKey(name)) return TryReadColours(name, ref value, colours, out reason);
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

    private static bool TryReadColours(
        string name, ref string value, Dictionary<string, (Colour Light, Colour Dark)> colours, out string reason)
    {
        reason = "";
        var parts = value.StartsWith(LightDark, StringComparison.Ordinal) && value[^1] == ')'
            ? value[LightDark.Length..^1].Split(',')
            : [value, value];
        if (parts.Length != 2 || !Colour.TryRead(parts[0], out var light) || !Colour.TryRead(parts[1], out var dark))
            return Refuse($"{name} takes a colour such as #0b5c6b, or light-dark(#0b5c6b, #74c5d2).", out reason);

        colours[name] = (light, dark);
        value = light == dark ? light.ToString() : $"{LightDark}{light}, {dark})";
        return true;
    }

    private static string? Unreadable(
        Dictionary<string, (Colour Light, Colour Dark)> colours, Dictionary<string, int> lineOf)
    {
        foreach (var paper in Papers)
        {
            foreach (var ink in Inks)
            {
                // Both are ours and known to be readable.
                if (!lineOf.ContainsKey(ink) && !lineOf.ContainsKey(paper)) continue;

                var byDay = Colour.Contrast(colours[ink].Light, colours[paper].Light);
                var byNight = Colour.Contrast(colours[ink].Dark, colours[paper].Dark);
                if (byDay >= ReadableContrast && byNight >= ReadableContrast) continue;

                var line = Math.Max(lineOf.GetValueOrDefault(ink), lineOf.GetValueOrDefault(paper));
                return string.Create(CultureInfo.InvariantCulture,
                    $"Line {line}: {ink} on {paper} has a contrast of {Math.Floor(Math.Min(byDay, byNight) * 10) / 10:0.0}:1 in the {(byDay < ReadableContrast ? "light" : "dark")} theme; text needs 4.5:1.");
            }
        }

        return null;
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

    /// <summary>An opaque colour of the sRGB space.</summary>
    private readonly record struct Colour(int Rgb)
    {
        public static bool TryRead(string text, out Colour colour)
        {
            colour = default;
            var digits = text.Trim();
            if (digits.Length is not (4 or 7) || digits[0] != '#') return false;

            digits = digits.Length == 7 ? digits[1..] : string.Concat(digits[1..].Select(d => new string(d, 2)));
            if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
                return false;

            colour = new(rgb);
            return true;
        }

        /// <summary>WCAG 2.2's contrast ratio, 1 to 21.</summary>
        public static double Contrast(Colour one, Colour other)
        {
            var (a, b) = (one.Luminance, other.Luminance);
            return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
        }

        private double Luminance =>
            (0.2126 * Linear(Rgb >> 16)) + (0.7152 * Linear((Rgb >> 8) & 255)) + (0.0722 * Linear(Rgb & 255));

        public override string ToString() => $"#{Rgb.ToString("x6", CultureInfo.InvariantCulture)}";

        private static double Linear(int channel)
        {
            var c = channel / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }
    }
}
