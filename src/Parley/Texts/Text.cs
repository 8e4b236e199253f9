using System.Globalization;

namespace Parley.Texts;

/// <summary>Every sentence a reader sees, in one language.</summary>
/// <remarks>
/// Sentences live in the .resx files beside this one: Texts.resx and a file for each room, in English, each with its
/// translations (Texts.de.resx). Which language a request is answered in: docs/decisions/0014-languages.md.
/// </remarks>
public sealed class Text
{
    // The first is what everybody else gets.
    private static readonly Text[] Languages = [new("en"), new("de"), new("fr"), new("uk"), new("ar")];

    private readonly CultureInfo _culture;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _sentences;

    private Text(string language)
    {
        // The Gregorian calendar: stories carry its dates, whatever calendar a country keeps besides.
        _culture = (CultureInfo)CultureInfo.GetCultureInfo(language).Clone();
        _culture.DateTimeFormat.Calendar = new GregorianCalendar();
        // Arabic's own signs between digits belong to its own digits; these are Latin.
        if (language == "ar") _culture.NumberFormat = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        _sentences = new(() => Resources.Of(language));
    }

    /// <summary>What speaks to readers whose language is not among ours. Anything else asks for a language first.</summary>
    public static Text English => Languages[0];

    /// <summary>All languages, English first.</summary>
    public static IReadOnlyList<Text> All => Languages;

    /// <summary>The BCP 47 tag for the `lang` attribute.</summary>
    public string Language => _culture.Name;

    public bool IsRightToLeft => _culture.TextInfo.IsRightToLeft;

    /// <summary>A sentence. What is not translated yet is said in English, rather than not at all.</summary>
    public string this[string key] => _sentences.Value.GetValueOrDefault(key)
        ?? English._sentences.Value.GetValueOrDefault(key)
        ?? throw new KeyNotFoundException($"No text is named {key}.");

    /// <summary>Whether there is a sentence of that name.</summary>
    public bool Has(string key) => _sentences.Value.ContainsKey(key) || English._sentences.Value.ContainsKey(key);

    /// <summary>The language nearest to a BCP 47 tag: de for de-AT; English where there is none.</summary>
    public static Text In(string? tag) => Find(tag) ?? English;

    /// <summary>The language nearest to a BCP 47 tag; null where there is none.</summary>
    public static Text? Find(ReadOnlySpan<char> tag)
    {
        var end = tag.IndexOfAny('-', '_');
        var language = end < 0 ? tag : tag[..end];
        foreach (var text in Languages)
        {
            if (language.Equals(text.Language, StringComparison.OrdinalIgnoreCase)) return text;
        }

        return null;
    }

    /// <summary>The language in which this request is answered where the answer is for one reader alone.</summary>
    public static Text Of(HttpContext context) => LanguageChoice.Of(context);

    /// <summary>The sentence with its {0}, {1}… filled in; a moment is written as its day.</summary>
    public string Format(string key, params ReadOnlySpan<object?> values)
    {
        var shown = values.ToArray();
        for (var i = 0; i < shown.Length; i++)
        {
            if (shown[i] is DateTimeOffset at) shown[i] = Day(at);
        }

        return string.Format(_culture, this[key], shown);
    }

    /// <summary>The form of a sentence that fits a number, KeyOne, KeyFew and so on, with the number as {0}.</summary>
    public string Count(string key, int count, params ReadOnlySpan<object?> more) =>
        string.Format(_culture, Form(key, Plural.Of(Language, count)), [count, .. more]);

    /// <summary>The forms a counted sentence has in this language, by their full keys: for scripts, which count too.</summary>
    public IEnumerable<KeyValuePair<string, string>> Forms(string key) => Plural.CategoriesOf(Language)
        .Append(PluralCategory.Other).Distinct().Select(c => KeyValuePair.Create(key + c, Form(key, c)));

    /// <summary>A whole number as it is written in this language, in Latin digits.</summary>
    public string Number(int number) => number.ToString("N0", _culture);

    /// <summary>A moment written out, in UTC: what a page without script shows.</summary>
    public string Moment(DateTimeOffset at) => Write(at, "MomentPattern");

    /// <summary>A day written out, in UTC.</summary>
    public string Day(DateTimeOffset at) => Write(at, "DayPattern");

    private string Form(string key, PluralCategory category) => _sentences.Value.GetValueOrDefault(key + category)
        ?? _sentences.Value.GetValueOrDefault(key + PluralCategory.Other)
        ?? English[key + (category == PluralCategory.One ? category : PluralCategory.Other)];

    private string Write(DateTimeOffset at, string pattern)
    {
        var day = at.ToUniversalTime();
        var form = this[pattern];
        // French counts only the first of a month as an ordinal, and no pattern can say so.
        if (Language == "fr" && day.Day == 1 && form.StartsWith("d ", StringComparison.Ordinal)) form = "d'er'" + form[1..];
        return day.ToString(form, _culture);
    }
}
