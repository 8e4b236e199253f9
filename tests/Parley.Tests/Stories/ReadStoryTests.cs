using System.Net;
using Parley.Core.Comments;
using Parley.Tests.App;

namespace Parley.Tests.Stories;

public abstract class ReadStoryTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : ReadStoryTests(false);

    public sealed class OnPostgres() : ReadStoryTests(true);

    [Fact]
    public async Task One_answer_holds_the_story_and_its_discussion()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        _ = await guest.SayAsync("I was there");

        using var answer = await guest.GetAsync("/times/bridge");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        foreach (var part in new[] { "A bridge closes", "Ada Brandt", "It closed on Monday.", "I was there", "action=\"/times/bridge/comments?lang=en\"", "application/ld+json", "og:title" })
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link rel=\"stylesheet\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_only_for_the_head_gets_it()
    {
        _ = await App.GivenAStoryAsync();
        using var monitor = App.Browser();
        foreach (var url in new[] { "/", "/times/bridge", "/embed.js", "/api/v1/sites/times/stories/bridge/discussion" })
        {
            using var head = await monitor.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task The_front_page_leads_on_to_older_stories()
    {
        var (site, story) = await App.GivenAStoryAsync();
        await using var db = App.Open();
        for (var i = 0; i < 50; i++)
        {
            _ = db.Stories.Add(new()
            {
                Id = Parley.Core.Id.New(story.PublishedAt),
                SiteId = site.Id,
                Key = $"story-{i}",
                Title = $"Story {i}",
                PublishedAt = story.PublishedAt.AddDays(i + 1),
            });
        }

        _ = await db.SaveChangesAsync();
        using var reader = App.Browser();
        var first = await reader.GetStringAsync("/");
        Assert.DoesNotContain("A bridge closes", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/?page=2\"", first, StringComparison.Ordinal);
        Assert.Contains("A bridge closes", await reader.GetStringAsync("/?page=2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_changes_no_byte_of_what_everybody_reads()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new() { SiteId = site.Id, Origin = "https://news.example" }));
        using var writer = App.Browser();
        _ = await writer.SayAsync("Mine");
        using var stranger = App.Browser();

        foreach (var url in new[] { "/", "/times/bridge", "/embed/times/bridge", "/api/v1/sites/times/stories/bridge/discussion" })
            Assert.Equal(await stranger.GetByteArrayAsync(url), await writer.GetByteArrayAsync(url));
    }

    [Fact]
    public async Task The_frame_has_the_very_bytes_of_the_pages_discussion()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new() { SiteId = site.Id, Origin = "https://news.example" }));
        using var guest = App.Browser();
        _ = await guest.SayAsync("One", await guest.SayAsync("Two"));

        Assert.Equal(Discussion(await guest.GetStringAsync("/times/bridge")), Discussion(await guest.GetStringAsync("/embed/times/bridge")));

        static string Discussion(string page)
        {
            var start = page.IndexOf("<section", page.IndexOf("<main", StringComparison.Ordinal), StringComparison.Ordinal);
            return page[start..(page.LastIndexOf("</section>", StringComparison.Ordinal) + "</section>".Length)];
        }
    }

    [Fact]
    public async Task A_permalink_opens_the_page_that_holds_the_comment_at_any_depth()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser(followsRedirects: true);
        for (var i = 0; i < Discussion.CommentsOnAPage; i++) _ = await guest.SayAsync($"Branch {i}");
        var last = await guest.SayAsync("The last branch");
        var deep = await guest.SayAsync("A reply there", last);

        foreach (var id in new[] { last, deep })
        {
            using var answer = await guest.GetAsync($"/comments/{id}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains($"id=\"comment-{id}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var plain = App.Browser();
        using var redirect = await plain.GetAsync($"/comments/{last}");
        Assert.Equal($"/times/bridge?comment={last}#comment-{last}", redirect.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("oldest")]
    [InlineData("newest")]
    public async Task A_walk_over_all_pages_shows_every_comment_once(string order)
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        var said = new List<string>();
        for (var i = 0; i < 23; i++) said.Add(await guest.SayAsync($"Branch {i}"));

        var seen = new List<string>();
        var after = "";
        do
        {
            var page = await guest.DiscussionAsync($"?order={order}&limit=5&after={after}");
            seen.AddRange(page.GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("id").GetString()!));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        if (order == "newest") seen.Reverse();
        Assert.Equal(said, seen);
    }

    [Fact]
    public async Task The_rest_of_a_long_branch_is_one_link_away_with_its_ancestors()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        var root = await guest.SayAsync("Root");
        var first = await guest.SayAsync("First reply", root);
        for (var i = 0; i < Discussion.CommentsOnAPage; i++) _ = await guest.SayAsync($"Reply {i}", first);
        var late = await guest.SayAsync("Late reply", first);

        var branch = (await guest.DiscussionAsync()).GetProperty("branches")[0];
        var more = branch.GetProperty("more");
        Assert.Equal(77, more.GetProperty("count").GetInt32());
        var rest = (await guest.DiscussionAsync($"?branch={root}&after={more.GetProperty("after").GetString()}")).GetProperty("branches")[0];
        var replies = rest.GetProperty("replies")[0].GetProperty("replies").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToList();
        Assert.Equal((77, late), (replies.Count, replies[^1]));
        using var page = App.Browser(followsRedirects: true);
        Assert.Contains("Late reply", await page.GetStringAsync($"/comments/{late}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/times/unknown")]
    [InlineData("/unknown/bridge")]
    [InlineData("/times/bridge?order=loudest")]
    [InlineData("/times/bridge?after=x")]
    [InlineData("/times/bridge?comment=x")]
    [InlineData("/comments/nothing")]
    [InlineData("/nothing/here/at/all")]
    public async Task What_is_not_there_is_a_page_that_says_so(string url)
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var answer = await guest.GetAsync(url);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("<h1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answering_without_script_finds_the_form_beneath_the_comment()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        var id = await guest.SayAsync("Answer me");
        var page = await guest.GetStringAsync($"/times/bridge?reply={id}");
        Assert.Contains($"name=\"parent\" value=\"{id}\"", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("id=\"compose\"", StringComparison.Ordinal) > page.IndexOf($"id=\"comment-{id}\"", StringComparison.Ordinal));
    }
}
