using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Commenters;

namespace Parley.Core.Tests.Commenters;

public sealed class CommenterNameTests
{
    [Theory]
    [InlineData("Zoë Faß", "Zoë Faß")]
    [InlineData("  Ann \u00a0 Lee\t", "Ann Lee")]
    [InlineData("e\u0301mile", "émile")]
    [InlineData("O'Neill-García (he/him)", "O'Neill-García (he/him)")]
    [InlineData("Дарья Иванова", "Дарья Иванова")]
    [InlineData("山田 太郎", "山田 太郎")]
    [InlineData("葛\U000E0100飾", "葛\U000E0100飾")]
    [InlineData("محمد علی", "محمد علی")]
    [InlineData("نوه\u200cها", "نوه\u200cها")]
    [InlineData("श्री\u200dराम", "श्री\u200dराम")]
    [InlineData("שָׁלוֹם", "שָׁלוֹם")]
    [InlineData("Nguyễn Thị Ánh", "Nguyễn Thị Ánh")]
    [InlineData("Kim \U0001F469\u200d\U0001F4BB\u2764\ufe0f", "Kim \U0001F469\u200d\U0001F4BB\u2764\ufe0f")]
    [InlineData("4", "4")]
    [InlineData("<b>Bob</b>", "<b>Bob</b>")]
    [InlineData("Jane Staff", "Jane Staff")]
    [InlineData("Eva Redaktion-Müller", "Eva Redaktion-Müller")]
    [InlineData("Badminton Fan", "Badminton Fan")]
    public void A_name_is_what_people_are_called(string typed, string expected)
    {
        Assert.True(CommenterName.TryRead(typed, out var name, out var refusal), refusal.ToString());
        Assert.Equal(expected.Normalize(), name);
    }

    [Theory]
    [InlineData(null, NameRefusal.Empty)]
    [InlineData(" \t ", NameRefusal.Empty)]
    [InlineData("\u200b\u200f", NameRefusal.Empty)]
    [InlineData("a\u202eb", NameRefusal.NotAllowed)]
    [InlineData("a\u2067b", NameRefusal.NotAllowed)]
    [InlineData("a\u200fb", NameRefusal.NotAllowed)]
    [InlineData("a\u200bb", NameRefusal.NotAllowed)]
    [InlineData("a\u200db", NameRefusal.NotAllowed)]
    [InlineData("نوه\u200c", NameRefusal.NotAllowed)]
    [InlineData("a\u00adb", NameRefusal.NotAllowed)]
    [InlineData("a\ufe0fb", NameRefusal.NotAllowed)]
    [InlineData("a\u3164b", NameRefusal.NotAllowed)]
    [InlineData("a\u2800", NameRefusal.NotAllowed)]
    [InlineData("a\nb", NameRefusal.NotAllowed)]
    [InlineData("a\tb", NameRefusal.NotAllowed)]
    [InlineData("a\0", NameRefusal.NotAllowed)]
    [InlineData("a\ue000", NameRefusal.NotAllowed)]
    [InlineData("a\u0378", NameRefusal.NotAllowed)]
    [InlineData("a\ufffe", NameRefusal.NotAllowed)]
    [InlineData("\u0301a", NameRefusal.NotAllowed)]
    [InlineData("q\u0301\u0301\u0301\u0301", NameRefusal.NotAllowed)]
    [InlineData("...", NameRefusal.NotAllowed)]
    [InlineData("\U0001F600", NameRefusal.NotAllowed)]
    [InlineData("Administrator", NameRefusal.Reserved)]
    [InlineData("a d m i n", NameRefusal.Reserved)]
    [InlineData("@dm1n", NameRefusal.Reserved)]
    [InlineData("Moderator Bob", NameRefusal.Reserved)]
    [InlineData("The Editor", NameRefusal.Reserved)]
    [InlineData("Editor-in-Chief", NameRefusal.Reserved)]
    [InlineData("ᴘᴀʀʟᴇʏ", NameRefusal.Reserved)]
    [InlineData("mоdеrаtоr", NameRefusal.Reserved)]
    [InlineData("Ѕtaff", NameRefusal.Reserved)]
    [InlineData("Moderatorin", NameRefusal.Reserved)]
    [InlineData("Die Redaktion", NameRefusal.Reserved)]
    [InlineData("Modératrice", NameRefusal.Reserved)]
    [InlineData("La rédaction", NameRefusal.Reserved)]
    [InlineData("Модератор", NameRefusal.Reserved)]
    [InlineData("Редакція сайту", NameRefusal.Reserved)]
    [InlineData("المشرف", NameRefusal.Reserved)]
    [InlineData("هيئة التحرير", NameRefusal.Reserved)]
    [InlineData("\U0001F17Coderator", NameRefusal.Reserved)]
    [InlineData("Mod\u212Erator", NameRefusal.Reserved)]
    public void A_name_hides_nothing_and_claims_no_office(string? typed, NameRefusal expected)
    {
        Assert.False(CommenterName.TryRead(typed, out var name, out var refusal));
        Assert.Equal((expected, ""), (refusal, name));
    }

    [Fact]
    public void Half_a_character_is_no_name()
    {
        Assert.False(CommenterName.TryRead("a\ud800", out _, out var refusal));
        Assert.Equal(NameRefusal.NotAllowed, refusal);
        Assert.Equal("a", CommenterName.Skeleton("a\ud800\ufffe"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\U00020000")]
    [InlineData("q\u0323\u0301")]
    public void The_length_of_a_name_is_counted_as_people_count(string character)
    {
        var longest = string.Concat(Enumerable.Repeat(character, CommenterName.MaximumLength));

        Assert.True(CommenterName.TryRead(longest, out _, out _));
        Assert.False(CommenterName.TryRead(longest + character, out _, out var refusal));
        Assert.Equal(NameRefusal.TooLong, refusal);
    }

    [Theory]
    [InlineData("Steven", "Steνen")]
    [InlineData("Paul", "Раul")]
    [InlineData("Paul", "P A U L")]
    [InlineData("Paul", "Paul.")]
    [InlineData("Paul", "Ｐａｕｌ")]
    [InlineData("Paul", "𝐏𝐚𝐮𝐥")]
    [InlineData("Paul", "Paüḷ")]
    [InlineData("Paul", "PauI")]
    [InlineData("Averholm Courier", "The Averholm Courier")]
    [InlineData("Ines Ca\u2016ow", "Ines Callow")]
    [InlineData("\u13C6nes Callow", "Ines Callow")]
    [InlineData("Paul", "Pau1")]
    [InlineData("Bill", "BiII")]
    [InlineData("Tom", "Torn")]
    [InlineData("Wim", "VVirn")]
    [InlineData("Bob", "B0b")]
    [InlineData("Oscar", "Օsсar")]
    [InlineData("Søren", "Soren")]
    [InlineData("Ayşe Işık", "Ayse Isik")]
    [InlineData("Νίκος", "ΝΙΚΟΣ")]
    [InlineData("Иван", "ИВАН")]
    [InlineData("STRASSE", "Straße")]
    public void A_name_that_looks_like_another_imitates_it(string name, string other)
    {
        Assert.True(CommenterName.Imitates(name, other), $"{CommenterName.Skeleton(name)} {CommenterName.Skeleton(other)}");
        Assert.True(CommenterName.Imitates(other, name));
    }

    [Theory]
    [InlineData("Paul", "Paula")]
    [InlineData("Anna", "Hanna")]
    [InlineData("Иван", "Игорь")]
    [InlineData("山田", "山本")]
    [InlineData("かな", "かま")]
    [InlineData("रवि", "रावी")]
    public void A_name_that_looks_different_does_not(string name, string other) =>
        Assert.False(CommenterName.Imitates(name, other));

    [Theory]
    [InlineData("Averholm Courier Staff", "The Averholm Courier", true)]
    [InlineData("The Averholm Courier Editors", "Averholm Courier", true)]
    [InlineData("Averholm Courier Redaktion", "The Averholm Courier", true)]
    [InlineData("Ines Callow Autorin", "Ines Callow", true)]
    [InlineData("Ines Callow Brandt", "Ines Callow", false)]
    [InlineData("The Courier", "The Averholm Courier", false)]
    public void A_name_with_an_office_added_claims_to_be_its_bearer(string name, string other, bool isClaim) =>
        Assert.Equal(isClaim, CommenterName.ClaimsToBe(name, other));

    [Fact]
    public void Hostile_names_are_refused_and_odd_ones_taken()
    {
        var taken = new[] { "u16", "u19", "u20", "u21", "u30", "u31", "u33", "u34", "u35", "u37" };
        foreach (var hostile in Hostile.Read("usernames"))
        {
            var isTaken = CommenterName.TryRead(hostile.Input, out var name, out var refusal);

            Assert.True(taken.Contains(hostile.Id, StringComparer.Ordinal) == isTaken, $"{hostile.Id} {hostile.Expect}: {isTaken} {refusal}");
            if (hostile.Expect?.Contains("confusable", StringComparison.Ordinal) == true) Assert.Equal(NameRefusal.Reserved, refusal);
            if (isTaken) Assert.Equal(hostile.Input.Normalize(), name);
        }
    }

    [Fact]
    public void No_hostile_text_is_an_exception_as_a_name()
    {
        foreach (var hostile in Hostile.Read("naughty-text", "xss-html", "html5lib-tree", "url"))
        {
            Assert.True(CommenterName.Imitates(hostile.Input, hostile.Input + "\u200b\ufffe"), hostile.Id);
            if (!CommenterName.TryRead(hostile.Input, out var name, out _)) continue;

            Assert.True(CommenterName.TryRead(name, out var again, out _) && again == name, hostile.Id);
        }
    }

    [Fact]
    public void Reading_a_name_again_changes_nothing() => Prop.ForAll(
        Gen.Elements("a", "I", "é", "e\u0301", " ", "\u00a0", "\u200d", "ن", "क", "्", "\U0001F469", "\ufe0f", "1", "-", "ß", "Σ", "ﬁ", "\u1100", "\u1161")
            .ListOf().Select(string.Concat).ToArbitrary(),
        typed => !CommenterName.TryRead(typed, out var name, out _)
            || (CommenterName.TryRead(name, out var again, out _) && name == again && CommenterName.Imitates(name, again)))
        .Check(Generated.Cases(2_000));
}
