using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>Buttons that a second click could meet which was meant for something else: at first they are not there.</summary>
/// <remarks>The first moments last as long as a test wants: what makes them pass is held, and let go.</remarks>
public sealed class ArmingTests(Chromium chromium) : IAsyncLifetime
{
    private const string HandOver =
        "/sign-in/frame?site=times&origin=https%3A%2F%2Ftimes.example&challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    // As soon as the form is there, before anything is drawn: its animation stands still at its beginning.
    private const string HoldStill = """
        window.pressed = [];
        for (const type of ['click', 'submit']) addEventListener(type, (event) => pressed.push(type + ' on ' + event.target.localName), true);
        const now = performance.now.bind(performance);
        performance.now = () => window.moment ?? now();
        window.hold = () => document.querySelector('.armed').getAnimations().map((animation) => (animation.pause(), animation));
        new MutationObserver((_, watch) => {
          if (!document.querySelector('.armed button')) return;
          watch.disconnect();
          window.arming = hold();
        }).observe(document, { childList: true, subtree: true });
        """;

    private ParleyApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ParleyApp.StartAsync(change: settings => settings with
        {
            Issuers = [new Issuer { Name = "github", Label = "GitHub", Kind = IssuerKind.GitHub, Url = "https://github.example", ClientId = "parley" }],
        });
        _ = await _app.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = "https://times.example" }));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(HandOver, "You can go back now")]
    [InlineData("/account/identities", "At GitHub")]
    public async Task A_click_in_the_first_moments_presses_nothing_and_one_afterwards_does(string path, string afterwards)
    {
        using var ruth = await _app.GivenAPersonAsync();
        var page = await OpenAsync(ruth, path);
        var button = page.Locator(".armed button");

        // It lasts for half a second, and it stands at its beginning.
        Assert.Equal("500", await page.EvaluateAsync<string>("() => arming.map((a) => a.effect.getComputedTiming().duration).join()"));
        await Expect(button).ToBeHiddenAsync();
        await AssertNothingIsPressedAsync(page);

        // And so at its very end.
        await page.EvaluateAsync("() => { for (const animation of arming) animation.currentTime = 499; }");
        await Expect(button).ToBeHiddenAsync();
        await AssertNothingIsPressedAsync(page);
        Assert.Equal(0, await TicketsAsync());

        await page.EvaluateAsync("() => { for (const animation of arming) animation.finish(); }");
        await Expect(button).ToBeVisibleAsync();
        await PressAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync(afterwards);
        Assert.Equal(1, await TicketsAsync());
    }

    [Fact]
    public async Task A_window_that_comes_to_light_under_a_finger_takes_no_click_that_was_meant_for_what_covered_it()
    {
        using var ruth = await _app.GivenAPersonAsync();
        var page = await OpenAsync(ruth, HandOver);
        var button = page.Locator(".armed button");
        await page.EvaluateAsync("() => { for (const animation of arming) animation.finish(); }");
        await Expect(button).ToBeVisibleAsync();

        // It was covered, and is not any more.
        await page.EvaluateAsync("() => { window.moment = 10000; document.dispatchEvent(new Event('visibilitychange')); window.arming = hold(); }");
        await Expect(button).ToBeHiddenAsync();
        await AssertNothingIsPressedAsync(page);

        // Where a browser draws no animations the script sees to it alone.
        await page.EvaluateAsync("() => { window.moment = 10499; for (const animation of arming) animation.finish(); }");
        await Expect(button).ToBeVisibleAsync();
        await PressAsync(page);
        Assert.Contains("submit on form", await page.EvaluateAsync<string[]>("() => pressed"));
        await Expect(button).ToBeVisibleAsync();
        Assert.Equal(0, await TicketsAsync());

        await page.EvaluateAsync("() => { window.moment = 10500; }");
        await PressAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync("You can go back now");
        Assert.Equal(1, await TicketsAsync());
    }

    private async Task<IPage> OpenAsync(Person person, string path)
    {
        var page = await chromium.Browser.PageAsync(_app);
        var session = person.Cookies.GetCookies(_app.Url)["parley-session"]!;
        await page.Context.AddCookiesAsync([new Cookie { Name = session.Name, Value = session.Value, Url = _app.Url.ToString() }]);
        await page.AddInitScriptAsync(HoldStill);
        await page.RouteAsync("https://github.example/**", route => route.FulfillAsync(new() { Body = "<h1>At GitHub</h1>", ContentType = "text/html" }));
        _ = await page.GotoAsync(path);
        return page;
    }

    // Where the button is, or will be: by mouse, twice, and by keyboard.
    private static async Task AssertNothingIsPressedAsync(IPage page)
    {
        var before = page.Url;
        await PressAsync(page, clicks: 2);
        for (var presses = 0; presses < 40; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.False(await page.EvaluateAsync<bool>("() => !!document.activeElement.closest('.armed')"), "The keyboard reaches it.");
        }

        await page.EvaluateAsync("() => document.activeElement.blur()");
        Assert.DoesNotContain(await page.EvaluateAsync<string[]>("() => pressed"), p => p is "click on button" or "submit on form");
        Assert.Equal(before, page.Url);
    }

    private static async Task PressAsync(IPage page, int clicks = 1)
    {
        var place = await page.EvaluateAsync<float[]>(
            "() => { const box = document.querySelector('.armed button').getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }");
        await page.Mouse.ClickAsync(place[0], place[1], new MouseClickOptions { ClickCount = clicks });
    }

    private async Task<int> TicketsAsync()
    {
        await using var db = _app.Open();
        return await db.Tickets.CountAsync(TestContext.Current.CancellationToken);
    }
}
