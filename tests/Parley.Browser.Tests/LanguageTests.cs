using Microsoft.Playwright;
using Parley.Tests.App;
using Parley.Texts;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class LanguageTests(Chromium chromium)
{
    [Theory]
    [InlineData("ar", 320, ColorScheme.Light)]
    [InlineData("ar", 768, ColorScheme.Dark)]
    [InlineData("ar", 1280, ColorScheme.Light)]
    [InlineData("de", 320, ColorScheme.Dark)]
    [InlineData("de", 768, ColorScheme.Light)]
    [InlineData("de", 1280, ColorScheme.Dark)]
    [InlineData("fr", 320, ColorScheme.Light)]
    [InlineData("uk", 320, ColorScheme.Light)]
    public async Task A_sites_page_speaks_its_language_and_runs_its_way(string language, int width, ColorScheme scheme)
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, story) =>
        {
            site.Language = language;
            if (language == "ar")
            {
                (story.Title, story.BodyHtml, story.Byline, site.Name) = (
                    "أُغلقت العبّارة الليلية", "<p>في بلدي أيضًا أُغلقت العبّارة، وبعد سنتين أُغلقت المدرسة.</p>", "سلمى ناصر", "بريد الساحل");
            }
        });
        var first = await Given.SomeCommentsAsync(app, depth: 8);
        var page = await chromium.Browser.PageAsync(app, new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            HasTouch = width < 640,
        });
        await page.GotoAsync("/times/bridge?order=oldest");

        var text = Text.In(language);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync(text.Count("Comments", 12));
        await Expect(page.Locator(".reply").First).ToHaveTextAsync(text["ReplyToName"].Replace("{0}", "Mina Falk", StringComparison.Ordinal));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal(text.IsRightToLeft, await page.EvaluateAsync<bool>(
            "document.querySelector('.disc').getBoundingClientRect().left > document.querySelector('.name').getBoundingClientRect().right"));
        await Shots.KeepAsync(page, $"story-{language}-{width}");
        await Axe.FindsNothingAsync(page, $"story in {language}");

        // What a script says, what is refused, and what comes into the page are in its words too, whatever the browser prefers.
        await page.Locator(".reply").First.ClickAsync();
        await page.Locator("#compose button[value=post]").ClickAsync();
        await Expect(page.Locator("#compose-text-error")).ToHaveTextAsync(text["TextEmpty"]);
        await Expect(page.Locator("#compose-name-error")).ToHaveTextAsync(text["NameEmpty"]);
        await Shots.KeepAsync(page, $"compose-{language}-{width}");
        await Axe.FindsNothingAsync(page, $"composer in {language}");
        await page.Locator("#compose-text").FillAsync("Mine");
        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose button[value=post]").ClickAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync(text["CommentPosted"]);
        var mine = page.Locator(".new").First;
        await Expect(mine.Locator(".reply")).ToHaveTextAsync(text["ReplyToName"].Replace("{0}", "Tove", StringComparison.Ordinal));
        await Expect(mine.Locator(".own").First).ToHaveTextAsync(text["Edit"]);
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync(text.Count("Comments", 13));
        await page.Locator($"#comment-{first} .fold").First.FocusAsync();
        await Expect(page.Locator($"#comment-{first} .fold .heard").First).ToHaveTextAsync(text.Count("RepliesTo", 2, "Mina Falk"));
        await Shots.KeepAsync(page, $"posted-{language}-{width}");
    }

    [Theory]
    [InlineData("uk", 320)]
    [InlineData("uk", 1280)]
    [InlineData("ar", 768)]
    public async Task A_frame_speaks_as_the_page_around_it_does(string language, int width)
    {
        await using var app = await ParleyApp.StartAsync();
        await using var publisher = await Publisher.StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) =>
            (site.Language, site.Origins) = ("de", [new() { SiteId = site.Id, Origin = publisher.Origin }]));
        _ = await Given.SomeCommentsAsync(app);
        publisher.Embed("/article", app.Url);
        var (html, policy) = publisher.Pages["/article"];
        publisher.Pages["/article"] = (html.Replace("<html lang=\"en\">", $"<html lang=\"{language}-x-home\" dir=\"{(language == "ar" ? "rtl" : "ltr")}\">", StringComparison.Ordinal)
            .Replace("<a href", "<a hidden href", StringComparison.Ordinal).Replace("Read the discussion", "", StringComparison.Ordinal), policy);
        var page = await chromium.Browser.PageAsync(app, new() { ViewportSize = new() { Width = width, Height = 900 } });
        await page.GotoAsync(publisher.Origin + "/article");

        var text = Text.In(language);
        var frame = page.FrameLocator("iframe");
        await Expect(page.Locator("iframe")).ToHaveAttributeAsync("title", text["FrameTitle"]);
        await Expect(frame.Locator("#discussion-title")).ToHaveTextAsync(text.Count("Comments", 13));
        await Expect(frame.Locator("html")).ToHaveCSSAsync("direction", text.IsRightToLeft ? "rtl" : "ltr");
        await Expect(frame.Locator(".text").First).ToHaveAttributeAsync("lang", "de");
        // Another order is the same frame.
        await frame.Locator(".orders a", new() { HasText = text["OrderOldest"] }).ClickAsync();
        await Expect(frame.Locator(".orders span")).ToHaveTextAsync(text["OrderOldest"]);
        await Shots.KeepAsync(page, $"frame-{language}-{width}");
        await Axe.FindsNothingAsync(page, $"frame in {language}");
    }

    [Theory]
    [InlineData("ar", 320)]
    [InlineData("de", 1280)]
    [InlineData("uk", 768)]
    [InlineData("fr", 768)]
    public async Task Pages_for_one_reader_speak_that_readers_language_without_script(string language, int width)
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app, new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            Locale = language,
        });
        await page.RouteAsync("**/discussion.js*", route => route.AbortAsync());
        var text = Text.In(language);
        await LookAsync("/", "home", text["Stories"]);
        await LookAsync("/none/nothing", "nothing", text["ProblemNotFound"]);

        // The story is English, and what follows from it stays so; said in the address, it is the reader's own.
        await page.GotoAsync($"/times/bridge?reply={first}");
        await page.EvaluateAsync($"document.querySelector('#compose').action = '/times/bridge/comments?lang={language}'");
        await page.Locator("#compose-text").FillAsync("My *answer*");
        await page.Locator("#compose-name").FillAsync("Moderator");
        await page.Locator("#compose button[value=post]").ClickAsync();
        await Expect(page.Locator(".errors a")).ToHaveTextAsync(text["NameReserved"]);
        await Shots.KeepAsync(page, $"refused-{language}-{width}");
        await Axe.FindsNothingAsync(page, $"refused in {language}");
        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose button[value=post]").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(text["CommentPosted"]);
        await Shots.KeepAsync(page, $"mine-{language}-{width}");
        await Axe.FindsNothingAsync(page, $"posted in {language}");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));

        async Task LookAsync(string path, string name, string heading)
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
            await Expect(page.Locator("h1")).ToHaveTextAsync(heading);
            await Shots.KeepAsync(page, $"{name}-{language}-{width}");
            await Axe.FindsNothingAsync(page, $"{name} in {language}");
        }
    }

    [Fact]
    public async Task Scripts_count_and_write_numbers_as_the_server_does()
    {
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        foreach (var text in Text.All)
        {
            var numbers = Enumerable.Range(0, 1_200).Concat([10_000, 123_456, 1_000_000, 1_000_001, 2_000_000]).ToList();
            var said = await page.EvaluateAsync<string[]>(
                "([lang, numbers]) => numbers.map((n) => new Intl.PluralRules(lang + '-u-nu-latn').select(n) + ' ' + n.toLocaleString(lang + '-u-nu-latn'))",
                new object[] { text.Language, numbers });
            Assert.Equal(
                numbers.Select(n => $"{Plural.Of(text.Language, n)} {text.Number(n)}"), said.Select(s => char.ToUpperInvariant(s[0]) + s[1..]));
        }
    }

    [Fact]
    public async Task A_publishers_counts_take_the_forms_of_the_pages_language()
    {
        await using var app = await ParleyApp.StartAsync();
        await using var publisher = await Publisher.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var writer = app.Browser();
        for (var i = 0; i < 3; i++) _ = await writer.SayAsync($"Number {i}");
        var origin = app.Url.GetLeftPart(UriPartial.Authority);
        publisher.Pages["/"] = ($$"""
            <!DOCTYPE html><html lang="uk"><head><title>Новини</title></head><body><a href="/a" data-story="bridge">…</a>
            <script src="{{origin}}/counts.js" data-site="times" data-one="{0} коментар" data-few="{0} коментарі" data-other="{0} коментарів"></script></body></html>
            """, null);
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync(publisher.Origin + "/");
        await Expect(page.Locator("a")).ToHaveTextAsync("3 коментарі");
    }
}
