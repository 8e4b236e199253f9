using Parley.Core.Moderation;

namespace Parley.Core.Tests.Moderation;

public sealed class FingerprintTests
{
    private const string Long = "The bridge over the harbour has been closed since March, and nobody at the county has said when it will open again, "
        + "although thousands of people have to cross it every day to get to work, to school or to the hospital on the other side of the water.";

    [Theory]
    [InlineData("The ferry should be free while the bridge is closed")]
    [InlineData(Long)]
    public void Case_accents_punctuation_and_spaces_make_no_other_text(string text)
    {
        var disguised = text.ToUpperInvariant().Replace(" ", " \u200B ", StringComparison.Ordinal).Replace("E", "É", StringComparison.Ordinal) + "!!!";
        Assert.Equal(Fingerprint.Of(text), Fingerprint.Of(disguised));
        Assert.Equal(1, Fingerprint.Resemblance(text, disguised));
    }

    [Fact]
    public void A_word_changed_in_a_long_text_leaves_it_near_and_the_same()
    {
        var changed = Long.Replace("March", "April", StringComparison.Ordinal);
        Assert.True(Fingerprint.AreNear(Fingerprint.Of(Long)!.Value, Fingerprint.Of(changed)!.Value));
        Assert.InRange(Fingerprint.Resemblance(Long, changed), Fingerprint.Same, 1);
    }

    [Fact]
    public void Another_text_is_another()
    {
        var other = "I have taken the ferry for twenty years and never once has it been late, so I do not see what the fuss is about here.";
        Assert.False(Fingerprint.AreNear(Fingerprint.Of(Long)!.Value, Fingerprint.Of(other)!.Value));
        Assert.InRange(Fingerprint.Resemblance(Long, other), 0, 0.1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I agree!")]
    [InlineData("Thank you, well said.")]
    public void What_many_say_by_chance_has_none(string text) => Assert.Null(Fingerprint.Of(text));

    [Fact]
    public void Broken_text_breaks_nothing() => Assert.NotNull(Fingerprint.Of("one \uD800 two \uDC00 three 👩‍👧 four five \uFFFF six"));
}
