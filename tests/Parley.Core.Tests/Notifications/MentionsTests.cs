using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Notifications;

namespace Parley.Core.Tests.Notifications;

public sealed class MentionsTests
{
    private static readonly (string Name, Guid Id)[] People =
        [.. new[] { "Ada", "Ada Brandt", "Cem D.", "Ruth Amsel", "Олена", "محمد علي", "李雷", "Jo", "x.y", "Ö'Neill" }
            .Select((n, i) => (n, new Guid(i + 1, 0, 0, new byte[8])))];

    private static readonly ILookup<string, Guid> Names = People.ToLookup(p => CommenterName.Skeleton(p.Name), p => p.Id);

    [Theory]
    [InlineData("@Ada", "Ada")]
    [InlineData("Yes, @ada, you are right", "Ada")]
    [InlineData("@Ada Brandt said so", "Ada Brandt")]
    [InlineData("@Ada Brandtner said so", "Ada")]
    [InlineData("@AdaBrandt", "Ada Brandt")]
    [InlineData("@Adam", "")]
    [InlineData("@Ádá", "Ada")]
    [InlineData("mail@ada", "")]
    [InlineData("ruth@ruth amsel", "")]
    [InlineData("(@Cem D.)", "Cem D.")]
    [InlineData("@Cem D: no", "Cem D.")]
    [InlineData("@Jo@Ada", "Jo")]
    [InlineData("@Jo, @Ada and @Jo", "Jo|Ada")]
    [InlineData("@ Ada", "")]
    [InlineData("@Nobody of that name", "")]
    [InlineData("Чи правда, @Олена?", "Олена")]
    [InlineData("@محمد علي مرحبا", "محمد علي")]
    [InlineData("@李雷，你好", "李雷")]
    [InlineData("`@Ada` in code, @Jo outside", "Jo")]
    [InlineData("```\n@Ada\n```\n\n@Jo", "Jo")]
    [InlineData("**@Ada** &amp; \\@Jo", "Ada|Jo")]
    [InlineData("@Ö'Neill", "Ö'Neill")]
    public void A_name_of_the_discussion_right_behind_an_at_calls_its_owner(string markdown, string called)
    {
        Assert.True(CommentText.TryRead(markdown, TextFormat.Markdown, out var text, out _));
        var found = Mentions.In(CommentWords.WithoutCode(text.Html), Names).Select(id => People.Single(p => p.Id == id).Name);
        Assert.Equal(called, string.Join('|', found));
    }

    [Fact]
    public void No_more_than_five_are_called()
    {
        var names = Enumerable.Range(0, 9).Select(i => (Name: $"Reader {(char)('A' + (i * 2))}q", Id: new Guid(i + 1, 0, 0, new byte[8]))).ToList();
        var lookup = names.ToLookup(n => CommenterName.Skeleton(n.Name), n => n.Id);
        Assert.Equal(names.Take(5).Select(n => n.Id), Mentions.In(string.Join(' ', names.Select(n => "@" + n.Name)), lookup));
    }

    [Fact]
    public void After_a_hundred_that_call_nobody_no_more_are_looked_at_and_where_nobody_is_there_is_none()
    {
        var misses = string.Concat(Enumerable.Repeat("@ﷺ-", 99));
        Assert.Equal([People[0].Id], Mentions.In(misses + " @Ada", Names));
        Assert.Empty(Mentions.In(misses + misses + " @Ada", Names));
        Assert.Empty(Mentions.In("@Ada", Array.Empty<(string Name, Guid Id)>().ToLookup(p => p.Name, p => p.Id)));
    }

    [Fact]
    public void Whatever_is_written_nobody_is_called_who_is_not_of_the_discussion_and_never_more_than_five_names() =>
        Prop.ForAll<string, byte>((typed, which) =>
        {
            var words = (typed ?? "").Replace('a', '@') + "@" + People[which % People.Length].Name;
            var called = Mentions.In(words, Names);
            return called.Count <= Mentions.Most && called.Distinct().Count() == called.Count && called.All(c => People.Any(p => p.Id == c));
        }).Check(Generated.Cases(2_000));

    [Theory]
    [InlineData("<p dir=\"auto\">One &amp; two<br>three</p><blockquote dir=\"auto\"><p>four</p></blockquote>", "One & two three four")]
    [InlineData("<p dir=\"auto\">a<strong>b</strong>c <a href=\"https://x.example/\" rel=\"ugc\">d</a></p>", "abc d")]
    [InlineData("<pre dir=\"auto\"><code>x &lt; y</code></pre>", "x < y")]
    [InlineData("", "")]
    public void The_words_of_a_comment_are_its_text_on_one_line(string html, string words) => Assert.Equal(words, CommentWords.Of(html));

    [Fact]
    public void The_beginning_is_cut_between_characters_as_people_count_them()
    {
        Assert.Equal("👩‍👩‍👧👩‍👩‍👧…", CommentWords.Beginning("<p>" + string.Concat(Enumerable.Repeat("👩‍👩‍👧", 9)) + "</p>", 3));
        Assert.Equal("abc", CommentWords.Beginning("<p>abc</p>", 3));
    }
}
