using Parley.Texts;

namespace Parley.Tests.Texts;

/// <summary>The rules against the integer samples that CLDR's plurals.xml gives for each of them (ranges with ~).</summary>
public sealed class PluralTests
{
    public static TheoryData<string, PluralCategory, string> Samples { get; } = new()
    {
        { "en", PluralCategory.One, "1" },
        { "en", PluralCategory.Other, "0, 2~16, 100, 1000, 10000, 100000, 1000000" },
        { "de", PluralCategory.One, "1" },
        { "de", PluralCategory.Other, "0, 2~16, 100, 1000, 10000, 100000, 1000000" },
        { "fr", PluralCategory.One, "0, 1" },
        { "fr", PluralCategory.Many, "1000000, 2000000" },
        { "fr", PluralCategory.Other, "2~17, 100, 1000, 10000, 100000" },
        { "uk", PluralCategory.One, "1, 21, 31, 41, 51, 61, 71, 81, 101, 1001" },
        { "uk", PluralCategory.Few, "2~4, 22~24, 32~34, 42~44, 52~54, 62, 102, 1002" },
        { "uk", PluralCategory.Many, "0, 5~19, 100, 1000, 10000, 100000, 1000000" },
        { "ar", PluralCategory.Zero, "0" },
        { "ar", PluralCategory.One, "1" },
        { "ar", PluralCategory.Two, "2" },
        { "ar", PluralCategory.Few, "3~10, 103~110, 1003" },
        { "ar", PluralCategory.Many, "11~26, 111, 1011" },
        { "ar", PluralCategory.Other, "100~102, 200~202, 300~302, 400~402, 500~502, 600, 1000, 10000, 100000, 1000000" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_number_takes_the_form_that_CLDR_gives_it(string language, PluralCategory category, string samples)
    {
        foreach (var range in samples.Split(", "))
        {
            var ends = range.Split('~').Select(n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            for (var number = ends[0]; number <= ends[^1]; number++) Assert.Equal((number, category), (number, Plural.Of(language, number)));
        }
    }

    [Fact]
    public void Every_language_says_which_forms_its_numbers_take()
    {
        foreach (var text in Text.All)
        {
            var taken = Enumerable.Range(0, 2_000).Append(1_000_000).Select(n => Plural.Of(text.Language, n)).Distinct().Order();
            Assert.Equal(Plural.CategoriesOf(text.Language), taken);
        }
    }
}
