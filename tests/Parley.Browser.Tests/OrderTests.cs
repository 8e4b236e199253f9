using System.Collections.Concurrent;
using Microsoft.Playwright;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class OrderTests(Chromium chromium)
{
    [Fact]
    public async Task The_order_that_was_chosen_is_found_again_and_no_cookie_says_so()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using (var writer = app.Browser())
        {
            foreach (var text in new[] { "Said first.", "Said second.", "Said last." }) _ = await writer.SayAsync(text);
        }

        var page = await chromium.Browser.PageAsync(app);
        var cookies = new ConcurrentQueue<string>();
        page.Context.Response += async (_, response) =>
        {
            foreach (var header in await response.AllHeadersAsync())
                if (header.Key == "set-cookie") cookies.Enqueue(response.Url);
        };
        var first = page.Locator("#branches > li").First;
        await page.GotoAsync("/times/bridge");
        await Expect(first).ToContainTextAsync("Said first.");
        await page.Locator(".orders").GetByRole(AriaRole.Link, new() { Name = "Newest" }).ClickAsync();
        await Expect(first).ToContainTextAsync("Said last.");

        // The same address again, in the same browser and in another tab of it.
        await page.GotoAsync("/times/bridge");
        await Expect(first).ToContainTextAsync("Said last.");
        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync("/times/bridge");
        await Expect(tab.Locator("#branches > li").First).ToContainTextAsync("Said last.");
        // An address that names an order means it.
        await tab.GotoAsync("/times/bridge?order=oldest");
        await Expect(tab.Locator("#branches > li").First).ToContainTextAsync("Said first.");

        Assert.Empty(await page.Context.CookiesAsync());
        Assert.Empty(cookies);
        var stranger = await chromium.Browser.PageAsync(app);
        await stranger.GotoAsync("/times/bridge");
        await Expect(stranger.Locator("#branches > li").First).ToContainTextAsync("Said first.");
        Assert.DoesNotContain("order=", stranger.Url, StringComparison.Ordinal);
    }
}
