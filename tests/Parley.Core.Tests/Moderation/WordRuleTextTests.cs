using Parley.Core.Moderation;

namespace Parley.Core.Tests.Moderation;

public sealed class WordRuleTextTests
{
    [Fact]
    public void What_is_written_is_read_again_the_same()
    {
        Assert.True(WordRuleText.TryRead("# a list\n\nFool\nslur|banned|en|Never.\n two  words | look || a note \n", out var rules, out _, out _));
        Assert.Equal(
            [("Fool", WordList.Held, null, null), ("slur", WordList.Banned, "en", "Never."), ("two words", WordList.Look, (string?)null, (string?)"a note")],
            rules.Select(r => (r.Text, r.List, r.Language, r.Note)));

        Assert.True(WordRuleText.TryRead(WordRuleText.Write(rules), out var again, out _, out _));
        Assert.Equal(rules.OrderBy(r => r.List).Select(r => (r.Text, r.List, r.Language, r.Note)), again.Select(r => (r.Text, r.List, r.Language, r.Note)));
    }

    [Theory]
    [InlineData("good\n***", 2, WordRuleProblem.NoWord)]
    [InlineData("word | secret", 1, WordRuleProblem.NoList)]
    [InlineData("word | held | not a tag", 1, WordRuleProblem.NoLanguage)]
    [InlineData("word | held | enn", 1, WordRuleProblem.NoLanguage)]
    [InlineData("fool | banned | en\nother\nFOOL | look | en", 3, WordRuleProblem.Contradicts)]
    [InlineData("word | held | en | note | more", 1, WordRuleProblem.TooManyParts)]
    [InlineData("one two three four five six seven", 1, WordRuleProblem.TooLong)]
    public void What_is_wrong_is_said_with_its_line(string text, int line, WordRuleProblem problem)
    {
        Assert.False(WordRuleText.TryRead(text, out var rules, out var found, out var why));
        Assert.Equal((line, problem, 0), (found, why, rules.Count));
    }

    [Fact]
    public void The_bounds_are_kept_to_the_character_and_to_the_rule()
    {
        Assert.True(WordRuleText.TryRead(new string('a', WordRuleText.MaximumLength), out _, out _, out _));
        Assert.False(WordRuleText.TryRead(new string('a', WordRuleText.MaximumLength + 1), out _, out _, out _));
        var most = string.Join('\n', Enumerable.Range(0, WordRuleText.MaximumRules).Select(i => $"word{i}"));
        Assert.True(WordRuleText.TryRead(most, out var rules, out _, out _));
        Assert.Equal(WordRuleText.MaximumRules, rules.Count);
        Assert.False(WordRuleText.TryRead(most + "\nonemore", out _, out _, out var problem));
        Assert.Equal(WordRuleProblem.TooMany, problem);
        Assert.False(WordRuleText.TryRead("word | held | | " + new string('n', WordRuleText.MaximumNote + 1), out _, out _, out problem));
        Assert.Equal(WordRuleProblem.LongNote, problem);
    }

    [Fact]
    public void The_same_word_twice_is_one_rule_and_the_last_holds()
    {
        Assert.True(WordRuleText.TryRead("fool | look\nFOOL | look | | Again.", out var rules, out _, out _));
        Assert.Equal("Again.", Assert.Single(rules).Note);
        // In another language it may stand on another list.
        Assert.True(WordRuleText.TryRead("gift | look | de\ngift | banned | en-GB\ngift | held", out rules, out _, out _));
        Assert.Equal(3, rules.Count);
    }
}
