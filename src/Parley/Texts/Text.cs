using System.Globalization;
using System.Resources;

namespace Parley.Texts;

/// <summary>Every sentence a reader sees, in one language. Sentences live in Texts.resx and its translations.</summary>
public sealed class Text
{
    private static readonly ResourceManager[] Resources =
        [.. new[] { "Texts", "Letters", "Notifications" }.Select(n => new ResourceManager("Parley.Texts." + n, typeof(Text).Assembly))];

    private readonly CultureInfo _culture;

    private Text(CultureInfo culture) => _culture = culture;

    public static Text English { get; } = new(CultureInfo.GetCultureInfo("en"));

    /// <summary>The BCP 47 tag for the `lang` attribute.</summary>
    public string Language => _culture.Name;

    public bool IsRightToLeft => _culture.TextInfo.IsRightToLeft;

    public string this[string key] =>
        Resources.Select(r => r.GetString(key, _culture)).FirstOrDefault(s => s is not null) ?? throw new MissingManifestResourceException($"No text named {key}.");

    /// <summary>The sentence with its {0}, {1}… filled in.</summary>
    public string Format(string key, params ReadOnlySpan<object?> values) => string.Format(_culture, this[key], values);

    /// <summary>The form of a sentence that fits a number: KeyOne or KeyOther, with the number as {0}.</summary>
    public string Count(string key, int count) =>
        string.Format(_culture, this[key + (count == 1 ? "One" : "Other")], count);

    /// <summary>A whole number as it is written in this language.</summary>
    public string Number(int number) => number.ToString("N0", _culture);

    /// <summary>A moment written out, in UTC: what a page without script shows.</summary>
    public string Moment(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", _culture);

    /// <summary>A day written out, in UTC.</summary>
    public string Day(DateTimeOffset at) => at.ToUniversalTime().ToString("d MMMM yyyy", _culture);
}
