using Parley.Core.Sites;

namespace Parley.Core.Tests.Sites;

public sealed class SiteThemeTests
{
    [Theory]
    [InlineData("--accent: #0b5c6b;", "--accent: #0b5c6b;\n", "Line 1: --accent on --paper has a contrast of 2.3:1 in the dark theme; text needs 4.5:1.")]
    [InlineData("--accent: light-dark(#0b5c6b, #74c5d2);", "--accent: light-dark(#0b5c6b, #74c5d2);\n", "")]
    [InlineData("  --rule:#ABC ;  \r\n\r\n--measure: 60ch;", "--rule: #aabbcc;\n--measure: 60ch;\n", "")]
    [InlineData("--serif: \"Iowan Old Style\", Georgia, serif;", "--serif: \"Iowan Old Style\", Georgia, serif;\n", "")]
    [InlineData("--corner: 0px;\n--size: 1.125rem;", "--corner: 0px;\n--size: 1.125rem;\n", "")]
    [InlineData("", "", "")]
    public void A_theme_is_a_few_tokens(string text, string theme, string problem)
    {
        var taken = SiteTheme.TryRead(text, out var read, out var why);

        Assert.Equal(problem, why);
        Assert.Equal(problem.Length == 0, taken);
        Assert.Equal(taken ? theme : "", read);
    }

    [Theory]
    [InlineData("--accent: red;", "Line 1: --accent takes a colour")]
    [InlineData("--accent: #12;", "Line 1: --accent takes a colour")]
    [InlineData("--accent: light-dark(#000);", "Line 1: --accent takes a colour")]
    [InlineData("--accent: url(https://evil.example/);", "Line 1: --accent takes a colour")]
    [InlineData("--rule: #ddd;\n--rule: #ccc;", "Line 2: --rule is set a second time")]
    [InlineData("--rule: #ddd", "Line 1: write a token as")]
    [InlineData("body { display: none }", "Line 1: write a token as")]
    [InlineData("--rule: #ddd; } body { color: red;", "Line 1: --rule takes a colour")]
    [InlineData("--unknown: #ddd;", "Line 1: --unknown is no token")]
    [InlineData("--serif: Georgia;}</style><script>;", "Line 1: --serif takes names of fonts")]
    [InlineData("--serif: url(x);", "Line 1: --serif takes names of fonts")]
    [InlineData("--serif: \"a\"b\";", "Line 1: --serif takes names of fonts")]
    [InlineData("--sans: ;", "Line 1: --sans takes names of fonts")]
    [InlineData("--measure: 10ch;", "Line 1: --measure takes a length from 40ch to 90ch")]
    [InlineData("--measure: calc(1ch);", "Line 1: --measure takes a length")]
    [InlineData("--size: 1,5rem;", "Line 1: --size takes a length")]
    [InlineData("\n--ink: #999;", "Line 2: --ink on --paper has a contrast of 2.8:1 in the light theme")]
    [InlineData("--paper: light-dark(#fff, #fff);", "Line 1: --ink on --paper has a contrast of 1.2:1 in the dark theme")]
    public void What_is_no_token_is_refused_in_one_sentence_with_its_line(string text, string beginning)
    {
        Assert.False(SiteTheme.TryRead(text, out var theme, out var problem));
        Assert.Equal("", theme);
        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void A_theme_is_written_for_browsers_of_today_and_of_before()
    {
        Assert.True(SiteTheme.TryRead("--paper: light-dark(#ffffff, #111111);\n--corner: 0px;", out var theme, out _));
        Assert.Equal(
            ":root{--paper:#ffffff;--corner:0px;}"
            + "@supports (color:light-dark(#000,#fff)){:root{--paper:light-dark(#ffffff, #111111);}}"
            + ".frame{background:var(--paper)}",
            SiteTheme.Css(theme));
    }

    [Fact]
    public void What_was_read_reads_the_same_again()
    {
        Assert.True(SiteTheme.TryRead("--accent: light-dark(#0B5C6B,#74C5D2);\n--sans: Inter, sans-serif;", out var once, out _));
        Assert.True(SiteTheme.TryRead(once, out var twice, out _));
        Assert.Equal(once, twice);
    }
}
