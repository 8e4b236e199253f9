using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class CountsTests(Chromium chromium)
{
    [Fact]
    public async Task Fifty_links_of_a_publishers_page_are_counted_with_one_request()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (_, story) => story.Url = publisher.Origin + "/bridge");
        using var writer = app.Browser();
        for (var i = 0; i < 3; i++) _ = await writer.SayAsync($"Comment {i}.");
        var origin = app.Url.GetLeftPart(UriPartial.Authority);
        var links = string.Concat(Enumerable.Range(0, 48).Select(i => $"<li><a href=\"/story-{i}#parley\">Discuss</a></li>"));
        publisher.Pages["/"] = ($"""
            <!DOCTYPE html><html lang="de"><title>Front page</title><ul>{links}
            <li><a id=by-address href="/bridge#discussion">Discuss</a></li>
            <li><a id=by-key href="/elsewhere" data-story="bridge" data-other="Kommentare: {"{0}"}">Discuss</a></li></ul>
            <a id=other href="/bridge">Read</a>
            <script src="{origin}/counts.js" async data-site="times" data-none="Noch nichts"></script>
            """, $"script-src {origin}; connect-src {origin}");
        var page = await (await chromium.Browser.NewContextAsync()).NewPageAsync();
        var asked = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Url.StartsWith(origin, StringComparison.Ordinal)) asked.Add(request.Url);
        };
        await page.GotoAsync(publisher.Origin);

        await Expect(page.Locator("#by-address")).ToHaveTextAsync("3");
        await Expect(page.Locator("#by-key")).ToHaveTextAsync("Kommentare: 3");
        await Expect(page.Locator("li a").First).ToHaveTextAsync("Noch nichts");
        await Expect(page.Locator("#other")).ToHaveTextAsync("Read");
        Assert.Equal(2, asked.Count);
        Assert.Single(asked, a => a.Contains("/counts?", StringComparison.Ordinal));
        Assert.Empty(await page.Context.CookiesAsync());
    }
}
