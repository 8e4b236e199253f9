using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Tests.App;

namespace Parley.Tests.Stories;

public abstract class EmbedTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Article = "https://news.example/2026/bridge";

    public sealed class OnSqlite() : EmbedTests(false);

    public sealed class OnPostgres() : EmbedTests(true);

    [Fact]
    public async Task A_story_seen_for_the_first_time_on_a_registered_origin_begins()
    {
        await GivenAsync();
        using var frame = await OpenAsync("&url=" + Uri.EscapeDataString(Article) + "&title=The%20bridge");

        Assert.Equal(HttpStatusCode.OK, frame.StatusCode);
        Assert.Contains("frame-ancestors https://news.example", frame.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        await using var db = App.Open();
        var story = await db.Stories.SingleAsync(s => s.Url != null);
        Assert.Equal((Article, "The bridge"), (story.Url, story.Title));
    }

    [Fact]
    public async Task However_its_address_is_written_one_article_is_one_story()
    {
        await GivenAsync();
        foreach (var url in new[] { Article, Article + "#comments", Article + "?utm_source=mail&fbclid=1", "HTTPS://NEWS.example:443/2026/bridge", "https://news.example/2026/./x/../bridge" })
        {
            using var frame = await OpenAsync("&title=The%20bridge&url=" + Uri.EscapeDataString(url));
            Assert.Equal(HttpStatusCode.OK, frame.StatusCode);
        }

        await using var db = App.Open();
        Assert.Equal(1, await db.Stories.CountAsync(s => s.Url != null));
    }

    [Theory]
    [InlineData("https://evil.example/page", "https://news.example/")]
    [InlineData(Article, "https://evil.example/")]
    [InlineData(Article, null)]
    [InlineData("javascript:alert(1)", "https://news.example/")]
    [InlineData("https://news.example.evil.example/page", "https://news.example/")]
    [InlineData("https://news.example@evil.example/page", "https://news.example/")]
    public async Task Nobody_else_begins_a_story(string url, string? referrer)
    {
        await GivenAsync();
        using var frame = await OpenAsync("&title=Nothing&url=" + Uri.EscapeDataString(url), referrer);

        Assert.Equal(HttpStatusCode.NotFound, frame.StatusCode);
        await using var db = App.Open();
        Assert.Equal(0, await db.Stories.CountAsync(s => s.Url != null));
    }

    [Fact]
    public async Task A_story_nobody_speaks_under_is_not_listed_and_takes_the_pages_own_title()
    {
        await GivenAsync();
        var url = "&url=" + Uri.EscapeDataString(Article);
        using var forged = await OpenAsync(url + "&title=Buy%20this");
        using var reader = App.Browser();
        Assert.DoesNotContain("Buy this", await reader.GetStringAsync("/"), StringComparison.Ordinal);

        using var real = await OpenAsync(url + "&title=The%20bridge");

        await using var db = App.Open();
        var story = await db.Stories.SingleAsync(s => s.Url != null);
        Assert.Equal("The bridge", story.Title);
        using var said = await reader.PostCommentAsync("First", story: $"times/stories/{story.Key}");
        Assert.Contains("The bridge", await reader.GetStringAsync("/"), StringComparison.Ordinal);
        using var late = await OpenAsync(url + "&title=Buy%20this");
        Assert.Contains("The bridge", await reader.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_cannot_be_one_is_nothing_on_either_database()
    {
        await GivenAsync();
        using var reader = App.Browser();
        using var frame = await reader.GetAsync("/embed/times?story=%00");
        Assert.Equal(HttpStatusCode.NotFound, frame.StatusCode);
        using var counts = await reader.GetAsync("/api/v1/sites/times/counts?story=%00");
        Assert.Equal(HttpStatusCode.OK, counts.StatusCode);
    }

    [Fact]
    public async Task Two_first_readers_at_once_begin_one_story()
    {
        await GivenAsync();
        var frames = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => OpenAsync("&title=The%20bridge&url=" + Uri.EscapeDataString(Article))));

        Assert.All(frames, f => Assert.Equal(HttpStatusCode.OK, f.StatusCode));
        await using var db = App.Open();
        Assert.Equal(1, await db.Stories.CountAsync(s => s.Url != null));
    }

    [Fact]
    public async Task A_site_without_origins_is_framed_by_nobody()
    {
        _ = await App.GivenAStoryAsync("herald", "other");
        using var browser = App.Browser();
        using var frame = await browser.GetAsync("/embed/herald?story=other");
        Assert.Contains("frame-ancestors 'none'", frame.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private Task GivenAsync() => App.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new() { SiteId = site.Id, Origin = "https://news.example" }));

    private async Task<HttpResponseMessage> OpenAsync(string query, string? referrer = "https://news.example/")
    {
        using var browser = App.Browser();
        var request = new HttpRequestMessage(HttpMethod.Get, "/embed/times?" + query);
        if (referrer is not null) request.Headers.Referrer = new Uri(referrer);
        return await browser.SendAsync(request);
    }
}
