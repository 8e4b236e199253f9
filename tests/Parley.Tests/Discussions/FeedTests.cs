using System.Net;
using System.Net.Http.Headers;
using System.Xml;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Tests.App;

namespace Parley.Tests.Discussions;

public sealed class FeedOnSqliteTests() : FeedTests(onPostgres: false);

public sealed class FeedOnPostgresTests() : FeedTests(onPostgres: true);

public abstract class FeedTests(bool onPostgres) : ProductTests(onPostgres)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Threading = "http://purl.org/syndication/thread/1.0";

    [Theory]
    [InlineData("/times/bridge/feed.atom")]
    [InlineData("/times/feed.atom")]
    public async Task A_feed_has_what_Atom_asks_for(string path)
    {
        _ = await App.GivenAStoryAsync(change: (_, story) => story.Title = "Bridges & <em>tunnels</em>");
        using var browser = App.Browser();
        var question = await browser.SayAsync("Is it *safe*? See [this](https://example.org/?a=1&b=2).", name: "Mina <i>Falk</i>");
        App.Clock.Move(TimeSpan.FromMinutes(1));
        var answer = await browser.SayAsync("No.", question);

        var feed = await ReadAsync(path);

        Assert.Equal(Atom + "feed", feed.Name);
        Assert.Equal("en", feed.Attribute(XNamespace.Xml + "lang")!.Value);
        IsUrn(feed);
        Assert.NotEmpty(feed.Element(Atom + "title")!.Value);
        Assert.EndsWith(path, LinkOf(feed, "self"), StringComparison.Ordinal);
        Assert.NotEmpty(LinkOf(feed, "alternate"));
        var entries = feed.Elements(Atom + "entry").ToList();
        Assert.Equal(2, entries.Count);
        Assert.All(entries, IsUrn);
        Assert.Equal(2, entries.Select(e => e.Element(Atom + "id")!.Value).Distinct().Count());
        Assert.EndsWith("/comments/" + answer, LinkOf(entries[0], "alternate"), StringComparison.Ordinal);
        Assert.Equal("Mina <i>Falk</i>", entries[1].Element(Atom + "author")!.Element(Atom + "name")!.Value);
        Assert.Equal("Mina <i>Falk</i> on “Bridges & <em>tunnels</em>”", entries[1].Element(Atom + "title")!.Value);
        Assert.Equal(entries[0].Element(Atom + "updated")!.Value, feed.Element(Atom + "updated")!.Value);
        var content = entries[1].Element(Atom + "content")!;
        Assert.Equal("html", content.Attribute("type")!.Value);
        Assert.Contains("<em>safe</em>", content.Value, StringComparison.Ordinal);

        Assert.Null(entries[1].Element(Threading + "in-reply-to"));
        var reference = entries[0].Element(Threading + "in-reply-to")!;
        Assert.Equal(entries[1].Element(Atom + "id")!.Value, reference.Attribute("ref")!.Value);
        Assert.EndsWith("/comments/" + question, reference.Attribute("href")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_to_be_read_is_in_no_feed_and_no_character_breaks_it()
    {
        _ = await App.GivenAStoryAsync();
        using var browser = App.Browser();
        foreach (var name in new[] { "Removed", "Deleted", "Held", "Kept" }) _ = await browser.SayAsync($"Words of {name}.", name: "Ada " + name);
        await using (var db = App.Open())
        {
            foreach (var comment in await db.Comments.ToListAsync(TestContext.Current.CancellationToken))
            {
                if (Enum.TryParse<CommentState>(comment.Name["Ada ".Length..], out var state)) comment.State = state;
                // Nothing that is posted has such characters; an older database might.
                else (comment.Name, comment.Html) = ("Ke\u0008pt\uFFFF", "<p>Words\u000B of \U0001F469\u200D\U0001F467.</p>");
            }

            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        foreach (var path in new[] { "/times/bridge/feed.atom", "/times/feed.atom" })
        {
            var entry = Assert.Single((await ReadAsync(path)).Elements(Atom + "entry"));
            Assert.Equal("Ke\uFFFDpt\uFFFD", entry.Element(Atom + "author")!.Element(Atom + "name")!.Value);
            Assert.Contains("\U0001F469\u200D\U0001F467", entry.Element(Atom + "content")!.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_feed_holds_the_newest_fifty()
    {
        _ = await App.GivenAStoryAsync();
        using var browser = App.Browser();
        for (var i = 0; i < 55; i++)
        {
            App.Clock.Move(TimeSpan.FromSeconds(1));
            _ = await browser.SayAsync($"Comment {i}.");
        }

        foreach (var path in new[] { "/times/bridge/feed.atom", "/times/feed.atom" })
        {
            var entries = (await ReadAsync(path)).Elements(Atom + "entry").ToList();
            Assert.Equal(50, entries.Count);
            Assert.Contains("Comment 54.", entries[0].Element(Atom + "content")!.Value, StringComparison.Ordinal);
            Assert.Contains("Comment 5.", entries[^1].Element(Atom + "content")!.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_story_says_where_its_feed_is_and_nothing_else_has_one()
    {
        _ = await App.GivenAStoryAsync();
        using var browser = App.Browser();
        var page = await browser.GetStringAsync(new Uri("/times/bridge", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("href=\"/times/bridge/feed.atom\"", page, StringComparison.Ordinal);
        Assert.Empty((await ReadAsync("/times/bridge/feed.atom")).Elements(Atom + "entry"));
        foreach (var path in new[] { "/times/tunnel/feed.atom", "/post/bridge/feed.atom", "/post/feed.atom" })
        {
            using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/times/bridge/feed.atom")]
    [InlineData("/times/feed.atom")]
    public async Task A_feed_reader_hears_that_nothing_is_new_until_something_is(string path)
    {
        _ = await App.GivenAStoryAsync();
        using var browser = App.Browser();
        _ = await browser.SayAsync("The first.");
        using var first = await browser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.NotNull(first.Headers.ETag);
        Assert.True(first.Headers.CacheControl!.Public);

        using var same = await AskAsync(browser, HttpMethod.Get, path, first.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        using var head = await AskAsync(browser, HttpMethod.Head, path, null);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(first.Headers.ETag, head.Headers.ETag);
        Assert.Equal(first.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        _ = await browser.SayAsync("The second.");
        using var other = await AskAsync(browser, HttpMethod.Get, path, first.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.NotEqual(first.Headers.ETag, other.Headers.ETag);
        Assert.Contains("The second.", await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient browser, HttpMethod method, string path, EntityTagHeaderValue? held)
    {
        using var request = new HttpRequestMessage(method, path);
        if (held is not null) request.Headers.IfNoneMatch.Add(held);
        return await browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static void IsUrn(XElement element)
    {
        Assert.True(Guid.TryParse(element.Element(Atom + "id")!.Value["urn:uuid:".Length..], out _));
        Assert.True(DateTimeOffset.TryParse(
            element.Element(Atom + "updated")!.Value, System.Globalization.CultureInfo.InvariantCulture, out _));
    }

    private static string LinkOf(XElement element, string relation) => element.Elements(Atom + "link")
        .Single(l => string.Equals(l.Attribute("rel")!.Value, relation, StringComparison.Ordinal)).Attribute("href")!.Value;

    private async Task<XElement> ReadAsync(string path)
    {
        using var browser = App.Browser();
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var xml = XmlReader.Create(body, new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            CheckCharacters = true,
        });
        return await XElement.LoadAsync(xml, LoadOptions.None, TestContext.Current.CancellationToken);
    }
}
