namespace Parley.Core.Tests;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("  A bridge\r\n\tcloses ", "A bridge closes")]
    [InlineData("a\u202eb\u2066c\u0000d\u001be", "abc d e")]
    [InlineData("e\u0301\ufffe", "\u00e9")]
    [InlineData("\u200b\u202e", "")]
    [InlineData(null, "")]
    public void A_title_is_one_line_that_turns_nothing(string? typed, string line)
    {
        Assert.Equal(line, OneLine.Read(typed));
        Assert.Equal(line, OneLine.Read(line));
    }

    [Fact]
    public void What_was_never_text_still_leads_to_a_key() => Assert.Equal("a-b", KeyText.FromTitle("a \ufffe\udc00b", 10));
}
