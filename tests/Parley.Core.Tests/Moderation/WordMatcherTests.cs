using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Moderation;

namespace Parley.Core.Tests.Moderation;

public sealed class WordMatcherTests
{
    private static readonly string[] Words = ["idiot", "bastard", "asshole", "wanker", "scumbag", "moron", "bitch", "retard", "vermin", "twat"];

    private static readonly string[] Carriers = ["You {0}, that is not true.", "What a {0} he is", "{0}!", "I said «{0}» and meant it.", "Nobody likes a {0}"];

    private static readonly WordMatcher Matcher = Of([.. Words]);

    public static TheoryData<string> Disguises => [.. Operators.Keys];

    private static readonly Dictionary<string, Func<string, string>> Operators = new(StringComparer.Ordinal)
    {
        ["as it is"] = w => w,
        ["in capitals"] = w => w.ToUpperInvariant(),
        ["leet"] = w => w.Replace('a', '4').Replace('i', '1').Replace('o', '0').Replace('s', '5'),
        ["signs for letters"] = w => w.Replace('a', '@').Replace('s', '$').Replace('i', '!'),
        ["spaced letters"] = w => string.Join(' ', w.ToCharArray()),
        ["dots"] = w => string.Join('.', w.ToCharArray()),
        ["dashes"] = w => string.Join(" - ", w.ToCharArray()),
        ["one misplaced space"] = w => w.Insert(w.Length - 1, " "),
        ["a space in the middle"] = w => w.Insert(w.Length / 2, " "),
        ["zero-width"] = w => string.Join('\u200B', w.ToCharArray()),
        ["soft hyphens"] = w => string.Join('\u00AD', w.ToCharArray()),
        ["letters of another script"] = w => w.Replace('a', 'а').Replace('o', 'о').Replace('i', 'і').Replace('e', 'е').Replace('c', 'с'),
        ["capitals of another script"] = w => w.ToUpperInvariant().Replace('T', 'Т').Replace('A', 'А').Replace('B', 'В').Replace('M', 'М'),
        ["full width"] = w => string.Concat(w.Select(c => (char)(c - 'a' + '\uFF41'))),
        ["mathematical bold"] = w => string.Concat(w.Select(c => char.ConvertFromUtf32(c - 'a' + 0x1D41A))),
        ["circled"] = w => string.Concat(w.Select(c => (char)(c - 'a' + '\u24D0'))),
        ["accents"] = w => string.Concat(w.Select(c => c + "\u0301")),
        ["many marks"] = w => string.Concat(w.Select(c => c + "\u0301\u0308\u0323\u0334")),
        ["repeats"] = w => string.Concat(w.Select(c => new string(c, 3))),
        ["one masked vowel"] = w => w[..1] + MaskVowel(w[1..]),
        ["an ending"] = w => w + "s",
    };

    [Theory]
    [MemberData(nameof(Disguises))]
    public void A_word_is_found_in_disguise_and_its_place_is_the_disguised_words(string disguise)
    {
        foreach (var word in Words)
        {
            foreach (var carrier in Carriers)
            {
                var dressed = Operators[disguise](word);
                var text = carrier.Replace("{0}", dressed, StringComparison.Ordinal);
                var found = Matcher.Find(text, "en").Where(h => !h.IsNear).ToList();
                Assert.True(found.Count == 1, $"{found.Count} in: {text}");
                var hit = found[0];
                Assert.Equal((word, dressed), (hit.Rule.Text, text.Substring(hit.Start, hit.Length)));
            }
        }
    }

    [Theory]
    [InlineData("Please push it.", "shit")]
    [InlineData("as hole in the wall", "asshole")]
    [InlineData("Scunthorpe United", "cunt")]
    [InlineData("The class assignment was massive.", "ass")]
    [InlineData("Mr. Dickens of Essex", "dick")]
    [InlineData("such as S. Smith", "ass")]
    [InlineData("It is an assassin", "ass")]
    [InlineData("hello world", "hell")]
    [InlineData("the shell", "hell")]
    [InlineData("in no cent", "innocent")]
    [InlineData("Isn't it so? To be or not", "sot")]
    public void What_only_has_the_letters_is_not_the_word(string text, string word) =>
        Assert.DoesNotContain(Of(word).Find(text, "en"), h => !h.IsNear);

    [Theory]
    [InlineData("I will  kill -- you", "i will kill you")]
    [InlineData("I wіll k1ll you!", "i will kill you")]
    [InlineData("He should\nbe shot", "should be shot")]
    [InlineData("bitc hslaps him", "bitchslap")]
    public void A_phrase_is_found_whatever_stands_between_its_words(string text, string phrase) =>
        Assert.Single(Of(phrase).Find(text, "en"), h => !h.IsNear);

    [Theory]
    [InlineData("Du Arschloch!", "arschloch", "de")]
    [InlineData("lauter ARSCHLÖCHERN", "arschlöcher", "de")]
    [InlineData("die Nutten", "nutte", "de")]
    [InlineData("Quelles ordures", "ordure", "fr")]
    [InlineData("ENCULÉS", "enculé", "fr")]
    [InlineData("цього покидька", "покидьк", "uk")]
    [InlineData("СВОЛОТА", "сволота", "uk")]
    [InlineData("يا كَلْب", "كلب", "ar")]
    [InlineData("والكلاب", "كلاب", "ar")]
    public void Each_language_has_its_endings_and_its_letters(string text, string word, string language)
    {
        var matcher = WordMatcher.Of([new WordRule { Id = Guid.NewGuid(), Text = word, Language = language }]);
        Assert.Single(matcher.Find(text, language), h => !h.IsNear);
        Assert.Empty(matcher.Find(text, language == "de" ? "fr" : "de"));
    }

    [Theory]
    [InlineData("What an iditot")]
    [InlineData("What an idoit")]
    [InlineData("What an idot")]
    [InlineData("What an idiat")]
    public void One_letter_away_is_a_hint(string text)
    {
        var hit = Assert.Single(Of("idiot").Find(text, "en"));
        Assert.True(hit.IsNear);
        Assert.Equal(text["What an ".Length..], text.Substring(hit.Start, hit.Length));
    }

    [Fact]
    public void Two_letters_away_or_another_first_letter_is_nothing()
    {
        Assert.Empty(Of("idiot").Find("An idyllic adiot in an idiom", "en"));
    }

    [Fact]
    public void The_same_word_twice_is_two_hits_in_their_order()
    {
        var hits = Of("moron").Find("A moron and a m0r0n.", "en");
        Assert.Equal([2, 14], hits.Select(h => h.Start));
        Assert.Equal([5, 5], hits.Select(h => h.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uD800")]
    [InlineData("\uDC00m\uD800oron\uD800")]
    [InlineData("👩‍👩‍👧 m👩oron")]
    public void Whatever_is_no_text_breaks_nothing(string text) => AssertInside(text);

    [Fact]
    public void No_text_breaks_it_and_every_place_is_inside_the_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => AssertInside(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void Invisible_characters_anywhere_hide_nothing()
    {
        var invisible = Gen.Elements('\u200B', '\u200D', '\u00AD', '\u2060', '\uFE0F', '\u034F', '\u061C', '\uFEFF');
        var places = Gen.Choose(0, 200).ListOf(12);
        Prop.ForAll(places.ToArbitrary(), invisible.ToArbitrary(), (at, sign) =>
        {
            var text = "He is a complete bastard, I say.";
            foreach (var place in at) text = text.Insert(place % (text.Length + 1), sign.ToString());
            var hit = Assert.Single(Matcher.Find(text, "en"), h => !h.IsNear);
            Assert.Equal("bastard", string.Concat(text.Substring(hit.Start, hit.Length).Where(char.IsAsciiLetter)));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("* ")]
    [InlineData("a*")]
    [InlineData("b i t c")]
    [InlineData("bbbiiittt***")]
    [InlineData("\u200B")]
    [InlineData("\u0301")]
    [InlineData("bitc hslap ")]
    [InlineData("i will kill yo ")]
    [InlineData("b*b*b* *a a*")]
    public void Work_grows_with_the_text_and_not_with_its_square(string unit)
    {
        var matcher = Of([.. Words, "i will kill you", "bitchslap", "aaaaaaaaab", "babababab", "b a b a b"]);
        _ = matcher.Find(string.Concat(Enumerable.Repeat(unit, 2_000 / unit.Length)), "en", out var some);
        _ = matcher.Find(string.Concat(Enumerable.Repeat(unit, 20_000 / unit.Length)), "en", out var more);
        Assert.True(more <= 11 * some, $"{some} steps for a tenth, {more} for the whole.");
        // And of any text no more than so many for each of its beginnings.
        Assert.True(more <= 20_000L * 602, $"{more} steps");
    }

    private static void AssertInside(string text)
    {
        foreach (var hit in Matcher.Find(text, null))
            Assert.True(hit.Start >= 0 && hit.Length > 0 && hit.Start + hit.Length <= text.Length, $"{hit.Start}+{hit.Length} of {text.Length}");
    }

    private static string MaskVowel(string word)
    {
        var at = word.IndexOfAny(['a', 'e', 'i', 'o', 'u']);
        return word[..at] + "*" + word[(at + 1)..];
    }

    private static WordMatcher Of(params string[] words) =>
        WordMatcher.Of(words.Select(w => new WordRule { Id = Guid.NewGuid(), Text = w, Language = "en" }));
}
