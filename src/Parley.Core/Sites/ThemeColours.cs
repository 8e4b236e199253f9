using System.Globalization;

namespace Parley.Core.Sites;

/// <summary>The colours of a theme by day and by night: the product's own where the theme sets no other.</summary>
internal sealed class ThemeColours
{
    private const string LightDark = "light-dark(";

    // WCAG 2.2, 1.4.3 for text of any size.
    private const double ReadableContrast = 4.5;

    private static readonly Dictionary<string, (Colour Light, Colour Dark)> Ours = new(StringComparer.Ordinal)
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

    // Rules are ornament; everything else is read.
    private static readonly string[] Inks = ["--ink", "--ink-2", "--accent", "--warn", "--stop"];
    private static readonly string[] Papers = ["--paper", "--paper-2"];

    private readonly Dictionary<string, (Colour Light, Colour Dark)> _colours = new(Ours, StringComparer.Ordinal);

    public static IEnumerable<string> Names => Ours.Keys;

    public static bool Has(string name) => Ours.ContainsKey(name);

    /// <summary>Sets a colour, or one by day and another by night, and gives it its canonical spelling.</summary>
    public bool TrySet(string name, ref string value)
    {
        var parts = value.StartsWith(LightDark, StringComparison.Ordinal) && value[^1] == ')'
            ? value[LightDark.Length..^1].Split(',')
            : [value, value];
        if (parts.Length != 2 || !Colour.TryRead(parts[0], out var light) || !Colour.TryRead(parts[1], out var dark))
            return false;

        _colours[name] = (light, dark);
        value = light == dark ? light.ToString() : $"{LightDark}{light}, {dark})";
        return true;
    }

    /// <summary>The colour by day of a canonical value; a value of another kind as it is.</summary>
    public static string ByDay(string value) => value.StartsWith(LightDark, StringComparison.Ordinal)
        ? value[LightDark.Length..value.IndexOf(',', StringComparison.Ordinal)]
        : value;

    /// <summary>The first text that could not be read on its paper, in one sentence with its line; null if there is none.</summary>
    /// <param name="lineOf">The lines of the tokens that the theme sets.</param>
    public string? Unreadable(Dictionary<string, int> lineOf)
    {
        foreach (var paper in Papers)
        {
            foreach (var ink in Inks)
            {
                // Both are ours and known to be readable.
                if (!lineOf.ContainsKey(ink) && !lineOf.ContainsKey(paper)) continue;

                var byDay = Colour.Contrast(_colours[ink].Light, _colours[paper].Light);
                var byNight = Colour.Contrast(_colours[ink].Dark, _colours[paper].Dark);
                if (byDay >= ReadableContrast && byNight >= ReadableContrast) continue;

                var line = Math.Max(lineOf.GetValueOrDefault(ink), lineOf.GetValueOrDefault(paper));
                return string.Create(CultureInfo.InvariantCulture,
                    $"Line {line}: {ink} on {paper} has a contrast of {Math.Floor(Math.Min(byDay, byNight) * 10) / 10:0.0}:1 in the {(byDay < ReadableContrast ? "light" : "dark")} theme; text needs 4.5:1.");
            }
        }

        return null;
    }
}
