using System.Text.RegularExpressions;
using System.Xml.Linq;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Tests.Texts;

public sealed partial class ResourceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src/Parley/Texts");

    // What is written the same in both languages.
    private static readonly HashSet<string> Same = new(StringComparer.Ordinal)
    {
        "de:Link", "de:YourName", "de:NameField", "de:WayPasskeys", "de:ExportName", "de:ExportPasskeys", "de:Passkey", "de:PasskeysTitle", "fr:FrameTitle", "fr:MinutesOther", "fr:DayPattern", "ar:DayPattern",
    };

    public static TheoryData<string> Translations { get; } = [.. Text.All.Select(t => t.Language).Where(l => l != "en")];

    [Fact]
    public void A_key_stands_in_one_file_and_once()
    {
        foreach (var language in Directory.GetFiles(Folder, "*.resx").GroupBy(LanguageOf))
        {
            var doubled = language.SelectMany(f => Elements(f).Select(e => (e.Key, File: Path.GetFileName(f))))
                .GroupBy(k => k.Key, StringComparer.Ordinal).Where(g => g.Count() > 1)
                .Select(g => $"{g.Key} is in {string.Join(" and ", g.Select(k => k.File))}");
            Assert.Empty(doubled);
        }
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void Every_sentence_is_translated_in_every_form_that_its_language_counts_in(string language)
    {
        var missing = new List<string>();
        foreach (var file in Directory.GetFiles(Folder, "*.resx").Where(f => LanguageOf(f) == "en"))
        {
            var (wanted, there) = (Wanted(Read(file), language), Read(Path.ChangeExtension(file, $".{language}.resx")));
            var name = $"{Path.GetFileNameWithoutExtension(file)}.{language}.resx";
            missing.AddRange(wanted.Where(k => !there.ContainsKey(k)).Select(k => $"{name} lacks {k}"));
            missing.AddRange(there.Keys.Where(k => !wanted.Contains(k)).Select(k => $"{name} has {k}, which nobody asks for"));
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_has_the_same_places_to_fill_and_is_one(string language)
    {
        var wrong = new List<string>();
        foreach (var file in Directory.GetFiles(Folder, "*.resx").Where(f => LanguageOf(f) == "en"))
        {
            var english = Read(file);
            foreach (var (key, sentence) in Read(Path.ChangeExtension(file, $".{language}.resx")))
            {
                var (original, number) = Original(english, key, language);
                var (wanted, there) = (PlacesIn(original), PlacesIn(sentence));
                // What is said of one number only may name it in words: "two comments" has a word of its own in Arabic.
                if (number) _ = wanted.RemoveWhere(p => p.StartsWith("{0", StringComparison.Ordinal) && !there.Contains(p));
                if (!wanted.SetEquals(there)) wrong.Add($"{language} {key}: {original} | {sentence}");
                if (sentence == original && !Same.Contains($"{language}:{key}")) wrong.Add($"{language} {key} is English: {sentence}");
                if (Edge().IsMatch(original) != Edge().IsMatch(sentence)) wrong.Add($"{language} {key}: a space at its edge");
                if (language is "uk" or "ar" && !key.EndsWith("Pattern", StringComparison.Ordinal)
                    && !sentence.Any(c => language == "uk" ? c is >= '\u0400' and <= '\u04ff' : c is >= '\u0600' and <= '\u06ff'))
                {
                    wrong.Add($"{language} {key} is in another script: {sentence}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void What_is_heard_begins_with_what_is_seen()
    {
        foreach (var text in Text.All)
        {
            Assert.StartsWith(text["Reply"], text["ReplyToName"], StringComparison.Ordinal);
            Assert.StartsWith(text["Flag"], text["FlagComment"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en", "1 January 2027", "22 November 2026, 12:00 UTC", "1,234,567")]
    [InlineData("de", "1. Januar 2027", "22. November 2026, 12:00 UTC", "1.234.567")]
    [InlineData("fr", "1er janvier 2027", "22 novembre 2026 à 12:00 UTC", "1\u202f234\u202f567")]
    [InlineData("uk", "1 січня 2027 р.", "22 листопада 2026 р., 12:00 UTC", "1\u00a0234\u00a0567")]
    [InlineData("ar", "1 يناير 2027", "22 نوفمبر 2026، 12:00 UTC", "1,234,567")]
    public void Days_and_numbers_are_written_as_their_readers_write_them(string language, string day, string moment, string number)
    {
        var text = Text.In(language);
        Assert.Equal(day, text.Day(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(moment, text.Moment(new DateTimeOffset(2026, 11, 22, 13, 0, 0, TimeSpan.FromHours(1))));
        Assert.Equal(number, text.Number(1_234_567));
    }

    [Theory]
    [InlineData("en", "0 comments, 1 comment, 2 comments, 5 comments, 11 comments, 21 comments, 100 comments")]
    [InlineData("de", "0 Kommentare, 1 Kommentar, 2 Kommentare, 5 Kommentare, 11 Kommentare, 21 Kommentare, 100 Kommentare")]
    [InlineData("fr", "0 commentaire, 1 commentaire, 2 commentaires, 5 commentaires, 11 commentaires, 21 commentaires, 100 commentaires")]
    [InlineData("uk", "0 коментарів, 1 коментар, 2 коментарі, 5 коментарів, 11 коментарів, 21 коментар, 100 коментарів")]
    [InlineData("ar", "لا تعليقات, تعليق واحد, تعليقان, 5 تعليقات, 11 تعليقًا, 21 تعليقًا, 100 تعليق")]
    public void Comments_are_counted_as_their_readers_count(string language, string counts) => Assert.Equal(
        counts, string.Join(", ", new[] { 0, 1, 2, 5, 11, 21, 100 }.Select(n => Text.In(language).Count("Comments", n))));

    [Theory]
    [InlineData("de", "de")]
    [InlineData("DE-at", "de")]
    [InlineData("uk_UA", "uk")]
    [InlineData("ar-EG-u-nu-arab", "ar")]
    [InlineData("deutsch", "en")]
    [InlineData("d", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    [InlineData("-de", "en")]
    public void A_tag_leads_to_the_nearest_language(string? tag, string language) => Assert.Equal(language, Text.In(tag).Language);

    /// <summary>The keys that a translation of <paramref name="english"/> has.</summary>
    private static HashSet<string> Wanted(Dictionary<string, string> english, string language) => english.Keys.SelectMany(key =>
        CountedIn(english, key) is not { } counted ? [key] : Plural.CategoriesOf(language).Append(PluralCategory.Other).Select(c => counted + c))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>What English says there, and whether the form is for one number alone.</summary>
    private static (string Sentence, bool IsOfOneNumber) Original(Dictionary<string, string> english, string key, string language)
    {
        foreach (var category in Enum.GetValues<PluralCategory>().Where(c => key.EndsWith(c.ToString(), StringComparison.Ordinal)))
        {
            if (!english.TryGetValue(key[..^category.ToString().Length] + PluralCategory.Other, out var counted)) continue;

            // One is 1 and 21 in Ukrainian, 0 and 1 in French.
            return (counted, category is PluralCategory.Zero or PluralCategory.One or PluralCategory.Two && language is not ("uk" or "fr"));
        }

        return (english.GetValueOrDefault(key, ""), false);
    }

    private static string? CountedIn(Dictionary<string, string> english, string key)
    {
        foreach (var form in new[] { "One", "Other" })
        {
            if (!key.EndsWith(form, StringComparison.Ordinal)) continue;

            var counted = key[..^form.Length];
            if (english.ContainsKey(counted + "One") && english.ContainsKey(counted + "Other")) return counted;
        }

        return null;
    }

    private static HashSet<string> PlacesIn(string sentence) =>
        Place().Matches(sentence).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);

    private static string LanguageOf(string file) =>
        Path.GetFileNameWithoutExtension(file).Split('.') is [_, var language] ? language : "en";

    private static Dictionary<string, string> Read(string file) => File.Exists(file)
        ? Elements(file).GroupBy(e => e.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal)
        : [];

    private static IEnumerable<(string Key, string Value)> Elements(string file) =>
        XDocument.Load(file).Root!.Elements("data").Select(d => (d.Attribute("name")!.Value, d.Element("value")!.Value));

    [GeneratedRegex(@"\{\d[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    // Sentences that are put together keep their space at the same edge.
    [GeneratedRegex(@"^\s|\s$", RegexOptions.NonBacktracking)]
    private static partial Regex Edge();
}
