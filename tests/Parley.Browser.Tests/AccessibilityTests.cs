using Microsoft.Playwright;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

public sealed class AccessibilityTests(Chromium chromium)
{
    [Fact]
    public async Task Axe_finds_nothing_on_any_page()
    {
        await using var app = await ParleyApp.StartAsync();
        var home = await chromium.Browser.PageAsync(app);
        await Look(home, "/", "no stories");
        var (_, _) = await app.GivenAStoryAsync();
        await Look(home, "/", "home");
        await Look(home, "/times/bridge", "empty");

        var first = await Given.SomeCommentsAsync(app);
        await Look(home, "/times/bridge?order=oldest", "discussion");
        await home.Locator(".reply").First.ClickAsync();
        await home.Locator("#compose button[value=post]").ClickAsync();
        await Assertions.Expect(home.Locator("#compose .error").First).ToBeVisibleAsync();
        await Looks.AtEveryWidthAsync(home, "composer-with-errors");
        await home.Locator("#compose-text").FillAsync("*Well*");
        await home.Locator("#compose button[value=preview]").ClickAsync();
        await Assertions.Expect(home.Locator("#compose-preview em")).ToBeVisibleAsync();
        await Looks.AtEveryWidthAsync(home, "preview");
        await Look(home, $"/times/bridge?reply={first}", "reply without script");
        await Look(home, $"/times/bridge#comment-{first}", "linked comment");
        await Look(home, "/times/nothing", "no such page");
        await Look(home, "/embed/times?story=bridge&theme=light", "frame alone");
    }

    [Fact]
    public async Task Axe_finds_nothing_on_a_writers_private_pages()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = true });
        // Without our script, as without any; axe itself needs one.
        await page.RouteAsync("**/discussion.js*", route => route.AbortAsync());
        await page.GotoAsync($"/times/bridge?reply={first}");
        await page.Locator("#compose-text").FillAsync("My answer");
        await page.Locator("#compose-name").FillAsync("‮");
        await page.Locator("#compose button[value=post]").ClickAsync();
        await Assertions.Expect(page.Locator(".errors")).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(page, "form with errors");

        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose button[value=preview]").ClickAsync();
        await Assertions.Expect(page.Locator("#preview-title")).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(page, "form with preview");

        await page.Locator("#compose button[value=post]").ClickAsync();
        await Assertions.Expect(page.Locator("#edit-text")).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(page, "posted");
    }

    [Fact]
    public async Task Nothing_scrolls_sideways_on_a_narrow_screen()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (_, story) => story.Title = new string('W', 200));
        _ = await Given.SomeCommentsAsync(app, depth: 50);
        var page = await chromium.Browser.PageAsync(app, new() { ViewportSize = new() { Width = 320, Height = 640 } });
        foreach (var path in (string[])["/", "/times/bridge", "/times/none", "/embed/times?story=bridge"])
        {
            await page.GotoAsync(path);
            Assert.Equal(320, await page.EvaluateAsync<int>("Math.max(320, document.documentElement.scrollWidth)"));
        }
    }

    [Fact]
    public async Task A_right_to_left_story_reads_from_the_right_on_a_left_to_right_page()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (_, story) =>
            (story.Language, story.Title, story.BodyHtml) = ("ar", "أُغلقت العبّارة الليلية", "<p>في بلدي أيضًا أُغلقت العبّارة.</p>"));
        _ = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");

        await Assertions.Expect(page.Locator("h1")).ToHaveCSSAsync("direction", "rtl");
        await Assertions.Expect(page.Locator("#discussion")).ToHaveCSSAsync("direction", "ltr");
        await Assertions.Expect(page.Locator(".text > p", new() { HasText = "المدرسة" })).ToHaveCSSAsync("direction", "rtl");
        await Axe.FindsNothingAsync(page, "right to left");
        await page.EvaluateAsync("document.documentElement.dir = 'rtl'");
        await Axe.FindsNothingAsync(page, "the page from the right");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task Headings_say_who_answers_whom_and_how_deep()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        _ = await Given.SomeCommentsAsync(app, depth: 3);
        var page = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = false });
        await page.GotoAsync("/times/bridge?order=oldest");

        var headings = await page.Locator("#branches h3").AllTextContentsAsync();
        Assert.Equal("Mina Falk 22 November 2026, 12:00 UTC", headings[0]);
        Assert.Equal("Cem D. 22 November 2026, 12:00 UTC reply to Mina Falk, level 2", headings[1]);
        Assert.Equal(2, await page.Locator("#branches ol ol li, #branches > li:last-child ol li").CountAsync());
    }

    private static async Task Look(IPage page, string path, string state)
    {
        await page.GotoAsync(path);
        await Looks.AtEveryWidthAsync(page, state.Replace(' ', '-'));
    }
}
