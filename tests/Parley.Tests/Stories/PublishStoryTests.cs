using Microsoft.EntityFrameworkCore;
using Parley.Core.Stories;
using Parley.Storage;
using Parley.Stories;
using Parley.Tests.App;

namespace Parley.Tests.Stories;

public sealed class PublishStoryTests : InstallationTests
{
    [Fact]
    public async Task A_story_is_published_and_published_again_with_its_discussion_kept()
    {
        var first = await RunAsync("publish", File("a.md", "# A bridge\n\nIt *opens*."), "--site", "times", "--byline", "Ada Brandt", "--language", "en");
        Assert.Equal((0, "Published times/a-bridge, \"A bridge\".\n"), (first.Code, first.Output));
        var story = await StoryAsync();
        Assert.Equal(("<p>It <em>opens</em>.</p>", "Ada Brandt", "en"), (story.BodyHtml, story.Byline, story.Language));
        var page = File("a.txt", "A bridge\n\n  • Ada\n\n    One\n");
        Assert.Equal(0, (await RunAsync("import", "page", page, "--site", "times", "--story", "a-bridge")).Code);

        var second = await RunAsync("publish", File("a.html", "<h1>A bridge opened</h1><p onclick=x>It <b>did</b>."), "--site", "times", "--key", "a-bridge", "--standfirst", "At last.");

        Assert.Equal((0, "Changed times/a-bridge, \"A bridge opened\".\n"), (second.Code, second.Output));
        var changed = await StoryAsync();
        Assert.Equal((story.Id, "<p>It <strong>did</strong>.</p>", "Ada Brandt", "At last.", 1),
            (changed.Id, changed.BodyHtml, changed.Byline, changed.Standfirst, changed.CommentCount));
        Assert.True(changed.Version > story.Version);
    }

    [Fact]
    public async Task A_title_that_is_given_stands_above_the_one_in_the_text()
    {
        _ = await RunAsync("publish", File("a.html", "<title>Site | A bridge</title><p>One"), "--site", "times", "--title", "The  bridge");

        var story = await StoryAsync();
        Assert.Equal(("the-bridge", "The bridge", "<p>One</p>"), (story.Key, story.Title, story.BodyHtml));
    }

    [Fact]
    public async Task What_cannot_be_published_is_refused_in_one_sentence()
    {
        await RefusesAsync("a.md: There is no title", File("a.md", "No heading"), "times");
        await RefusesAsync("a.md: a story has at most 1 MiB.", File("a.md", "# T\n" + new string('x', 1024 * 1024)), "times");
        await RefusesAsync("a.txt: a story is Markdown (.md) or HTML (.html).", File("a.txt", "# T"), "times");
        await RefusesAsync("There is no site \"nowhere\"", File("a.md", "# T"), "nowhere");
        await RefusesAsync("Could not find file", Path.Combine(Folder, "absent.md"), "times");

        await using var db = Database.Choose(null, Folder).Open();
        Assert.False(await db.Stories.AnyAsync());
        Assert.Equal(2, (await RunAsync("publish", "--site", "times")).Code);
    }

    [Theory]
    [InlineData(" \n", "The file is empty.")]
    [InlineData("# T\0", "This is not a text file: it holds a zero byte.")]
    [InlineData("# T\n\nOn\xE9", "Line 3 is not UTF-8 text.")]
    [InlineData("No heading", "There is no title: begin with a heading (# Title), or give one with --title.")]
    [InlineData("# T\n>{0}x", "The text is nested too deeply.")]
    [InlineData("# {1}", "The title is longer than 300 characters.")]
    public async Task A_file_that_is_no_story_is_told_apart(string source, string sentence)
    {
        var text = source.Replace("{0}", new string('>', 5_000), StringComparison.Ordinal).Replace("{1}", new string('x', 301), StringComparison.Ordinal);
        await using var db = Database.Choose(null, Folder).Open();
        var site = await db.Sites.SingleAsync();

        // One byte a character, so that é is no UTF-8.
        var request = new PublishStory.Request(System.Text.Encoding.Latin1.GetBytes(text), false, null, null, null, null, null);
        var (response, refusal) = await PublishStory.RunAsync(db, site, request, DateTimeOffset.UnixEpoch, CancellationToken.None);

        Assert.Equal((null, sentence), (response, refusal));
    }

    private async Task RefusesAsync(string sentence, string file, string site)
    {
        var result = await RunAsync("publish", file, "--site", site);

        Assert.Equal(1, result.Code);
        Assert.StartsWith(sentence, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    private string File(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private async Task<Story> StoryAsync()
    {
        await using var db = Database.Choose(null, Folder).Open();
        return await db.Stories.AsNoTracking().SingleAsync();
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        ParleyProcess.RunAsync([.. args, "--data", Folder]);
}
