using System.Globalization;

namespace Parley.Core.Sites;

/// <summary>An opaque colour of the sRGB space.</summary>
internal readonly record struct Colour(int Rgb)
{
    /// <summary>Reads <c>#rgb</c> or <c>#rrggbb</c>, in either case.</summary>
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

    /// <summary>The colour as <c>#rrggbb</c>.</summary>
    public override string ToString() => $"#{Rgb.ToString("x6", CultureInfo.InvariantCulture)}";

    private static double Linear(int channel)
    {
        var c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }
}
