using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>Hostile comments through every way in, and back through every way out, in a browser without any policy that would help.</summary>
/// <remarks>
/// A sample of the inputs, or all with <c>PARLEY_HOSTILE=all</c>. Two controls must be caught on the very same pages:
/// comments that are their raw input, and those of a renderer that only leaves out HTML.
/// </remarks>
public sealed class HostileJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task Hostile_comments_come_out_of_every_page_as_words()
    {
        await using var app = await StartAsync();
        await using var oracle = await PageOracle.OpenAsync(chromium.Browser, app);
        await LearnAsync(app, oracle);
        using var journey = new HostileJourney(app, "times");
        var cases = HostileCases.Read();
        for (var i = 0; i < cases.Count; i++)
        {
            await journey.RefuseAsync(cases[i]);
            for (var way = 0; way < HostileJourney.Ways; way++)
            {
                if (HostileCases.IsWhole || way == i % HostileJourney.Ways || way == (i + 2) % HostileJourney.Ways)
                    await journey.PostAsync(cases[i], way);
            }

            if (HostileCases.IsWhole || i % 2 == 0) await journey.ComposeAsync(cases[i], isPreview: true, isMultipart: i % 4 == 0);
            if (HostileCases.IsWhole || i % 2 == 1) await journey.ComposeAsync(cases[i], isPreview: false, isMultipart: i % 4 == 1);
        }

        Assert.True(cases.Count >= HostileCases.Sample);
        await LookAsync(app, oracle, journey);
        await oracle.LookAsync("compose", HostileCases.ToLookAt(journey.Composed));
        await oracle.LookAsync("posted", HostileCases.ToLookAt(journey.Posted));
        Assert.True(oracle.Findings.Count == 0, string.Join('\n', oracle.Findings.Take(20)));
    }

    [Fact]
    public async Task Comments_that_are_their_raw_input_would_be_caught()
    {
        var findings = await FindAsync(html => html);

        Assert.Contains(findings, f => f.Contains("ran script", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("requested", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("attribute on", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("outside of any comment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Comments_of_a_renderer_that_only_leaves_out_HTML_would_be_caught()
    {
        var pipeline = Markdig.MarkdownExtensions.DisableHtml(new Markdig.MarkdownPipelineBuilder()).Build();

        var findings = await FindAsync(text => Markdig.Markdown.ToHtml(text, pipeline),
            "[a](javascript:caught('x'))", "![a](https://x.example/a.png)", "[a](data:text/html,<p>b)");

        Assert.Contains(findings, f => f.Contains("ran script", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("requested", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("javascript:", StringComparison.Ordinal));
    }

    private static async Task<ParleyApp> StartAsync()
    {
        var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        return app;
    }

    // Nobody means any harm here: a discussion with everything that discussions have.
    private static async Task LearnAsync(ParleyApp app, PageOracle oracle)
    {
        _ = await Given.SomeCommentsAsync(app);
        using var browser = app.Browser();
        var (edited, deepest) = await SayDeeplyAsync(browser, "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff");
        _ = await SayDeeplyAsync(browser, "Mina");
        await oracle.LearnAsync("story", "/times/bridge");
        await oracle.LearnAsync("frame", "/embed/times?story=bridge");

        var composed = new List<Answer>();
        foreach (var (text, act, website) in new[] { ("Words.", "preview", ""), ("", "preview", ""), ("", "post", ""), ("Words.", "post", "filled"), ("No\u0001text", "preview", ""), ("No\u0001text", "post", "filled") })
        {
            using var answer = await browser.SubmitAsync("/times/bridge/comments",
                ("text", text), ("name", website), ("email", text.Length == 6 ? "" : "no address"), ("act", act), ("website", website));
            composed.Add(new Answer("", await answer.Content.ReadAsStringAsync(), new Expected()));
        }

        await oracle.LearnAsync("compose", composed);
        var posted = await browser.SayAsync("Mine.", deepest);
        await oracle.LearnAsync("posted",
        [
            .. await Task.WhenAll(new[] { edited, deepest, posted, await browser.SayAsync("At the top.") }.Select(async id =>
                new Answer("", await browser.GetStringAsync($"/comments/{id}/posted"), new Expected()))),
        ]);
    }

    // A long branch, every comment of which was changed.
    private static async Task<(string First, string Last)> SayDeeplyAsync(HttpClient browser, string name)
    {
        var said = new List<string>();
        for (var level = 1; level < 14; level++)
        {
            said.Add(await browser.SayAsync("Once.", said.LastOrDefault(), name));
            using var change = await browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{said[^1]}", "{\"text\":\"Twice.\"}");
            Assert.True(change.IsSuccessStatusCode);
        }

        return (said[0], said[^1]);
    }

    private static async Task LookAsync(ParleyApp app, PageOracle oracle, HostileJourney journey)
    {
        foreach (var story in journey.Stories)
        {
            var expected = await journey.ReadBackAsync(story);
            await journey.CompareFragmentsAsync(story, expected);
            await oracle.LookAsync("story", $"/times/{story}", expected, journey.CaseOf);
            await oracle.LookAsync("frame", $"/embed/times?story={story}", expected, journey.CaseOf);
        }
    }

    // The pages of the product around the HTML of another renderer.
    private async Task<List<string>> FindAsync(Func<string, string> render, params string[] texts)
    {
        await using var app = await StartAsync();
        await using var oracle = await PageOracle.OpenAsync(chromium.Browser, app);
        await LearnAsync(app, oracle);
        var inputs = texts.Length > 0 ? [.. texts] : HostileCases.Choose(Parley.Core.Tests.Hostile.Read("xss-html"), 100).ConvertAll(c => c.Input);
        foreach (var (inputsOfPage, page) in inputs.Chunk(10).Select((chunk, i) => (chunk, i)))
        {
            var key = $"control-{page}";
            await GivenAsync(app, key, inputsOfPage.Select(render));
            await oracle.LookAsync("story", $"/times/{key}", new Expected { Total = inputsOfPage.Length }, at => at);
        }

        return oracle.Findings;
    }

    private static async Task GivenAsync(ParleyApp app, string key, IEnumerable<string> htmls)
    {
        var now = app.Clock.GetUtcNow();
        await using var db = app.Open();
        var site = await db.Sites.SingleAsync(s => s.Key == "times");
        var story = new Story { Id = Id.New(now), SiteId = site.Id, Key = key, Title = "A bridge closes", Byline = "Ada Brandt", BodyHtml = "<p>It closed.</p>", PublishedAt = now };
        var commenter = await db.Commenters.FirstAsync();
        foreach (var html in htmls)
        {
            var comment = new Comment
            {
                Id = Id.New(now),
                SiteId = site.Id,
                StoryId = story.Id,
                Number = ++story.LastNumber,
                CommenterId = commenter.Id,
                Name = "Mina Falk",
                At = now,
                Text = "Words.",
                Html = html,
                State = CommentState.Published,
            };
            comment.PlaceUnder(null);
            _ = db.Comments.Add(comment);
            story.CommentCount++;
        }

        _ = db.Stories.Add(story);
        _ = await db.SaveChangesAsync();
    }
}
