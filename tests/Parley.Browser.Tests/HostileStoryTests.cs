using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Core.Tests;
using Parley.Imports;
using Parley.Stories;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Browser.Tests;

/// <summary>Hostile stories: published, imported with their discussions, and begun by a page that embeds them.</summary>
public sealed class HostileStoryTests(Chromium chromium)
{
    private const int CasesInAPage = 60;

    // The home page has no more than these.
    private const int StoriesOnHome = ReadHome.StoriesOnAPage;

    [Fact]
    public async Task Hostile_stories_come_out_of_every_page_as_words()
    {
        // On the other database than the comments', which takes fewer characters.
        await using var app = await ParleyApp.StartAsync(onPostgres: true);
        var (site, _) = await app.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = "https://news.example" }));
        await using var oracle = await PageOracle.OpenAsync(chromium.Browser, app);
        using var browser = app.Browser();
        await LearnAsync(app, site, browser, oracle);
        var published = new List<Answer>();
        var framed = new List<Answer>();
        var home = new Dictionary<string, string>(StringComparer.Ordinal);
        var cases = HostileCases.Read();
        for (var i = 0; i < cases.Count; i++)
        {
            foreach (var isHtml in HostileCases.IsWhole ? [true, false] : new[] { i % 2 == 0 })
            {
                if (await PublishAsync(app, site, cases[i], $"published-{i}-{(isHtml ? "html" : "md")}", isHtml) is not { } story) continue;

                home[story.Key] = story.Title;
                published.Add(await ReadAsync(browser, cases[i], story));
            }

            if (home.Count < StoriesOnHome - 1 && i < cases.Count - 1) continue;

            await LookAtHomeAsync(oracle, home);
            home.Clear();
        }

        for (var i = 0; i < cases.Count; i++)
        {
            if (await BeginAsync(app, browser, cases[i], i) is { } frame) framed.Add(frame);
        }

        Assert.True(published.Count > cases.Count / 2);
        await oracle.LookAsync("published", HostileCases.ToLookAt(published));
        await oracle.LookAsync("begun", HostileCases.ToLookAt(framed));
        Assert.True(oracle.Findings.Count == 0, string.Join('\n', oracle.Findings.Take(20)));
    }

    [Fact]
    public async Task Hostile_pages_are_imported_as_words()
    {
        await using var app = await ParleyApp.StartAsync();
        var (site, _) = await app.GivenAStoryAsync();
        await using var oracle = await PageOracle.OpenAsync(chromium.Browser, app);
        _ = await ImportAsync(app, site, Page("A bridge closes", "It closed.\n\nOn Monday.", [.. Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? "Mina" : "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff", i % 3 == 0 ? "2 years ago" : "", i % 4 == 3 ? "" : "Words."))]), "harmless");
        await oracle.LearnAsync("story", "/times/harmless");
        using var journey = new HostileJourney(app, "times");
        // A zero byte is no text; the import command refuses the whole file for it.
        var cases = HostileCases.Read().Where(c => !c.Input.Contains('\0', StringComparison.Ordinal)).ToList();
        foreach (var (chunk, number) in cases.Chunk(CasesInAPage).Select((chunk, i) => (chunk, i)))
        {
            var inputs = chunk.Select(c => HostileCases.AsUtf8(c.Input)).ToList();
            var headline = inputs.Select(OneLine.Read).First(line => line.Length is > 0 and < Story.MaximumTitleLength && !PageMarker.TryRead(line, out _));
            var entries = inputs.Select((text, i) => (OneLine.Read(inputs[^(i + 1)]), i % 7 == 0 ? OneLine.Read(text) : "", text)).ToList();
            var key = $"page-{number}";
            var refused = await ImportAsync(app, site, Page(headline, string.Join("\n\n", inputs.Take(5)), entries), key);
            await AssertKeptAsync(app, key, inputs, refused);
            var expected = await journey.ReadBackAsync(key);
            await oracle.LookAsync("story", $"/times/{key}", expected with { Texts = [new("h1", headline)] }, id => id);
        }

        Assert.True(oracle.Findings.Count == 0, string.Join('\n', oracle.Findings.Take(20)));
    }

    // Older stories than any page of the front page holds, so that it leads on from the beginning.
    private static async Task FillHomeAsync(ParleyApp app, Site site)
    {
        await using var db = app.Open();
        var before = app.Clock.GetUtcNow().AddYears(-1);
        for (var i = 0; i <= StoriesOnHome; i++)
        {
            _ = db.Stories.Add(new Story
            {
                Id = Id.New(before),
                SiteId = site.Id,
                Key = $"older-{i}",
                Title = $"Older story {i}",
                PublishedAt = before.AddMinutes(i),
            });
        }

        _ = await db.SaveChangesAsync();
    }

    private static async Task LearnAsync(ParleyApp app, Site site, HttpClient browser, PageOracle oracle)
    {
        await oracle.LearnAsync("home", "/");
        await FillHomeAsync(app, site);
        await oracle.LearnAsync("home", "/");
        var pages = new List<Answer>();
        foreach (var (title, extra) in new[] { ("One", "A line."), ("Two", null) })
        {
            foreach (var source in new[] { "# Title\n\nBody.", "<h1>Title</h1>" })
            {
                var request = new PublishStory.Request(
                    Encoding.UTF8.GetBytes(source), source[0] == '<', $"{title}-{source.Length}".ToLowerInvariant(), title, extra, extra, null);
                var story = await PublishAsync(app, site, request);
                pages.Add(await ReadAsync(browser, new HostileCase("", "", null, null), story!));
            }
        }

        await oracle.LearnAsync("published", pages);
        await oracle.LearnAsync("home", "/");
        var frame = await BeginAsync(app, browser, new HostileCase("", "Harmless", null, null), 1_000_000);
        await oracle.LearnAsync("begun", [frame!]);
    }

    private static async Task<Story?> PublishAsync(ParleyApp app, Site site, HostileCase hostile, string key, bool isHtml)
    {
        var text = HostileCases.AsUtf8(hostile.Input);
        // Every other title is found in the text.
        var title = hostile.Input.Length % 2 == 0 ? text : null;
        var source = title is not null ? text : isHtml ? $"<h1>{text}</h1>{text}" : $"# {text}\n\n{text}";
        var line = text.Length <= 500 ? text : null;
        var request = new PublishStory.Request(Encoding.UTF8.GetBytes(source), isHtml, key, title, line, line, null);
        var story = await PublishAsync(app, site, request);
        if (story is null) return null;

        Assert.Equal(OneLine.Read(story.Title), story.Title);
        if (title is not null && OneLine.Read(title).Length > 0) Assert.Equal(OneLine.Read(title), story.Title);
        Assert.Equal(OneLine.Read(line), story.Byline ?? "");
        return story;
    }

    private static async Task<Story?> PublishAsync(ParleyApp app, Site site, PublishStory.Request request)
    {
        // The home page shows the newest.
        app.Clock.Move(TimeSpan.FromSeconds(1));
        await using var db = app.Open();
        var (response, refusal) = await PublishStory.RunAsync(db, site, request, app.Clock.GetUtcNow(), CancellationToken.None);
        // One sentence, for a person.
        Assert.True(response is not null || refusal is { Length: > 0 and < 200 });
        return response?.Story;
    }

    private static async Task<Answer> ReadAsync(HttpClient browser, HostileCase hostile, Story story)
    {
        using var answer = await browser.GetAsync($"/times/{story.Key}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var texts = new List<ExpectedWords> { new("h1", Shown(story.Title)) };
        if (story.Byline is { } byline) texts.Add(new ExpectedWords(".author", Shown(byline)));
        if (story.Standfirst is { } standfirst) texts.Add(new ExpectedWords(".standfirst", Shown(standfirst)));
        return new Answer(hostile.Id, await answer.Content.ReadAsStringAsync(), new Expected { Texts = texts });
    }

    // The case as the title and in the address that the loader tells, and as the story's key.
    private static async Task<Answer?> BeginAsync(ParleyApp app, HttpClient browser, HostileCase hostile, int number)
    {
        var typed = Uri.EscapeDataString(HostileCases.AsUtf8(hostile.Input));
        // No server takes a longer line than 8 KiB, and it is in one of these three times.
        if (typed.Length > 2_000) return null;

        foreach (var query in new[] { $"?url={typed}&title=Harmless", $"?story={typed}&url=https%3A%2F%2Fnews.example%2F{typed}&title={typed}" })
        {
            using var refused = await OpenAsync(browser, query);
            Assert.True(refused.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{hostile.Id}: {(int)refused.StatusCode}");
        }

        using var counts = await browser.GetAsync($"/api/v1/sites/times/counts?story={typed}");
        Assert.Equal(HttpStatusCode.OK, counts.StatusCode);
        using var answer = await OpenAsync(browser, $"?url=https%3A%2F%2Fnews.example%2F{number}%3Fq%3D{Uri.EscapeDataString(typed)}&title={typed}");
        var title = OneLine.Read(HostileCases.AsUtf8(hostile.Input));
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            Assert.True(title.Length == 0 || typed.Length > 600, $"{hostile.Id}: not begun");
            return null;
        }

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var db = app.Open();
        var start = $"https://news.example/{number}?";
        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Url!.StartsWith(start) || s.Url == start.TrimEnd('?'));
        Assert.Equal(title.Length <= Story.MaximumTitleLength ? title : title[..200], title.Length <= Story.MaximumTitleLength ? story.Title : story.Title[..200]);
        var said = await browser.DiscussionAsync(story: $"times/stories/{story.Key}");
        Assert.Equal(story.Title, said.GetProperty("story").GetProperty("title").GetString());
        return new Answer(hostile.Id, await answer.Content.ReadAsStringAsync(), new Expected
        {
            Total = 0,
            Texts = [new("h1", Shown(Text.English.Format("DiscussionOf", story.Title)))],
        });
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient browser, string query)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/embed/times" + query);
        request.Headers.Referrer = new Uri("https://news.example/");
        return browser.SendAsync(request);
    }

    private static Task LookAtHomeAsync(PageOracle oracle, Dictionary<string, string> titles) => oracle.LookAsync("home", "/", new Expected
    {
        Texts = [.. titles.Select(t => new ExpectedWords($"h2 > a[href=\"/times/{t.Key}\"]", Shown(t.Value)))],
    }, at => at);

    private static async Task<int> ImportAsync(ParleyApp app, Site site, string page, string key)
    {
        await using var source = new MemoryStream(Encoding.UTF8.GetBytes(page));
        await using var db = app.Open();
        var rows = new List<ImportedRow>();
        var now = app.Clock.GetUtcNow();
        var response = await ImportPage.RunAsync(
            db, site, PageFormat.Read(source, now), new ImportPage.Request(key, false), rows.Add, now, CancellationToken.None);
        Assert.Equal(rows.Count, Enum.GetValues<EntryOutcome>().Sum(response.Count));
        return response.Count(EntryOutcome.Refused);
    }

    private static string Page(string headline, string body, IReadOnlyList<(string Name, string Date, string Text)> entries)
    {
        var page = new StringBuilder(headline).Append("\n\n").Append(body).Append("\n\n");
        foreach (var (entry, i) in entries.Select((entry, i) => (entry, i)))
        {
            var indent = new string(' ', 2 * (i % 5));
            _ = page.Append(indent).Append("• ").Append(entry.Name).Append('\n');
            if (entry.Date.Length > 0) _ = page.Append(indent).Append("    ").Append(entry.Date).Append('\n');
            foreach (var line in entry.Text.ReplaceLineEndings("\n").Split('\n'))
                _ = page.Append('\n').Append(indent).Append("    ").Append(line);
            _ = page.Append("\n\n");
        }

        return page.ToString();
    }

    // Where nothing could be meant but words, they are somebody's words, or the article's, or were refused with the entry
    // that they had become part of.
    private static async Task AssertKeptAsync(ParleyApp app, string key, IEnumerable<string> inputs, int refused)
    {
        await using var db = app.Open();
        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Key == key);
        var texts = await db.Comments.AsNoTracking().Where(c => c.StoryId == story.Id).Select(c => c.Text).ToListAsync();
        var missing = new List<string>();
        var all = string.Join('\n', texts.Append(story.BodySource.Normalize(NormalizationForm.FormC)));
        foreach (var input in inputs.Where(i => CommentText.TryRead(i, TextFormat.Plain, out _, out _)))
        {
            var line = OneLine.Read(input);
            if (line != input || PageMarker.TryRead(line, out _) || PageNoise.Is(line) || PageDate.TryRead(line, app.Clock.GetUtcNow(), out _)) continue;

            if (!all.Contains(line, StringComparison.Ordinal)) missing.Add(JsonSerializer.Serialize(input));
        }

        Assert.True(missing.Count <= refused, $"{key} has lost {string.Join(", ", missing)}");
    }

    // What a browser reads where HTML has such a character.
    private static string Shown(string text) => text.Replace('\u0000', '\uFFFD');
}
