using Parley.Core.Commenters;

namespace Parley.Core.Tests.Commenters;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("Password1!")]
    [InlineData("p@ssw0rd")]
    [InlineData("P4$$w0rd2024")]
    [InlineData("12345678")]
    [InlineData("123456789")]
    [InlineData("1234567890")]
    [InlineData("87654321")]
    [InlineData("11111111")]
    [InlineData("11223344")]
    [InlineData("12121212")]
    [InlineData("abcdabcd")]
    [InlineData("qwertyui")]
    [InlineData("qwerty123")]
    [InlineData("qwertz123")]
    [InlineData("azertyuiop")]
    [InlineData("asdfghjkl")]
    [InlineData("1q2w3e4r")]
    [InlineData("1qaz2wsx")]
    [InlineData("zaq12wsx")]
    [InlineData("qazwsxedc")]
    [InlineData("147258369")]
    [InlineData("abc12345")]
    [InlineData("iloveyou")]
    [InlineData("iloveyou2")]
    [InlineData("sunshine1")]
    [InlineData("princess")]
    [InlineData("Football99")]
    [InlineData("baseball")]
    [InlineData("superman")]
    [InlineData("michael1")]
    [InlineData("jennifer")]
    [InlineData("trustno1")]
    [InlineData("letmein123")]
    [InlineData("welcome1")]
    [InlineData("admin123")]
    [InlineData("charlie123")]
    [InlineData("liverpool1")]
    [InlineData("passwordpassword")]
    [InlineData("drowssap")]
    [InlineData("blackdragon")]
    [InlineData("19841984")]
    [InlineData("01011990")]
    [InlineData("24.12.1985")]
    [InlineData("1985-12-24")]
    [InlineData("Sommer2026!")]
    [InlineData("passwort1")]
    [InlineData("motdepasse1")]
    [InlineData("йцукенгш")]
    [InlineData("любовь123")]
    [InlineData("привет2024")]
    public void What_is_tried_first_is_refused(string password) =>
        Assert.Equal(PasswordRefusal.Common, PasswordRules.Judge(PasswordRules.Normalize(password)));

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("Vier Wörter und kein Sinn")]
    [InlineData("kfjqpwzx")]
    [InlineData("T7#mQz!pL2")]
    [InlineData("83920174650")]
    [InlineData("tranquil-otter-92-quilt")]
    [InlineData("die Brücke schloss montags")]
    [InlineData("пʼять чорних кішок")]
    [InlineData("قهوة بلا سكر صباحا")]
    [InlineData("👩‍🚀🌱🧊🎻🦔🪁🧵🫖")]
    public void What_nobody_would_think_of_is_taken_whatever_it_is_made_of(string password) =>
        Assert.Null(PasswordRules.Judge(PasswordRules.Normalize(password)));

    [Fact]
    public void More_than_three_thousand_common_passwords_of_eight_characters_and_more_are_refused_offline()
    {
        string[] words = ["password", "welcome", "sunshine", "princess", "football", "monkey", "dragon", "shadow", "master", "superman", "batman", "michael",
            "jordan", "charlie", "jennifer", "jessica", "ashley", "iloveyou", "letmein", "hunter", "summer", "winter", "liverpool", "chelsea", "arsenal",
            "starwars", "pokemon", "computer", "internet", "secret", "freedom", "mustang", "ferrari", "ginger", "pepper", "cookie", "chocolate",
            "flower", "purple", "orange"];
        string[] endings = ["1", "12", "123", "1234", "12345", "123456", "1!", "!", "!!", "01", "007", "69", "99", "00", "11", "22", "77", "88", "321", "666",
            "777", "2000", "2010", "2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "1980", "1985", "1990", "1995", "1999", "@1",
            "#1", "123!", "?", "."];
        string[] forms(string word) => [word, char.ToUpperInvariant(word[0]) + word[1..], word.ToUpperInvariant(),
            word.Replace('a', '@').Replace('o', '0'), word.Replace('e', '3').Replace('i', '1').Replace('s', '$')];

        var common = words.SelectMany(forms).SelectMany(w => endings.Select(e => w + e).Append(w)).Where(p => p.Length >= 8).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(common.Count > 5_000, $"{common.Count}");
        Assert.All(common, p => Assert.Equal((p, PasswordRefusal.Common), (p, PasswordRules.Judge(p))));
    }

    [Fact]
    public void The_names_of_where_one_signs_in_and_the_address_itself_are_refused()
    {
        string[] near = ["The Averholm Courier", "Ruth.Amsel@readers.example", "parley"];
        foreach (var password in new[] { "averholm", "Averholm2026", "AverholmCourier!", "ruthamsel", "Ruth.Amsel", "amsel12345", "parley-2026", "theaverholmcourier", "readers1!" })
            Assert.Equal((password, PasswordRefusal.Common), (password, PasswordRules.Judge(password, near)));
        Assert.Null(PasswordRules.Judge("an unlikely averholm sentence", near));
    }

    [Fact]
    public void Characters_are_counted_as_people_count_them()
    {
        Assert.Equal(PasswordRefusal.TooShort, PasswordRules.Judge(PasswordRules.Normalize("kfjqpwz")));
        // Seven people, each of several code points.
        Assert.Equal(PasswordRefusal.TooShort, PasswordRules.Judge(string.Concat(Enumerable.Repeat("👩‍🚀", 7))));
        var longest = string.Concat(Enumerable.Range(0, 128).Select(i => (char)(0x4E00 + (i * 37))));
        Assert.Null(PasswordRules.Judge(longest));
        Assert.Equal(PasswordRefusal.TooLong, PasswordRules.Judge(longest + "語"));
        Assert.Equal(PasswordRefusal.TooLong, PasswordRules.Judge(new string('x', 60_000)));
    }

    [Fact]
    public void The_same_characters_typed_on_another_keyboard_are_the_same_password() =>
        Assert.Equal(PasswordRules.Normalize("Br\u00FCcke am Fluss"), PasswordRules.Normalize("Bru\u0308cke am Fluss"));

    [Theory]
    [InlineData('1')]
    [InlineData('!')]
    [InlineData('a')]
    [InlineData('@')]
    public void No_password_takes_long_to_judge(char filler)
    {
        var parts = string.Concat(Enumerable.Range(0, 64).Select(i => $"{filler}{(char)('a' + (i * 7 % 26))}"));
        _ = PasswordRules.Judge(parts, Enumerable.Repeat("The Times of Testing", 500));
        _ = PasswordRules.Judge(new string(filler, 128), "x");
    }
}
