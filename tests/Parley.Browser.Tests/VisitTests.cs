using System.Text;
using Microsoft.Playwright;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>A publisher's reader, from its page to their own place on Parley's host.</summary>
public sealed class VisitTests(Chromium chromium)
{
    private const string Secret = "a secret of more than thirty-two bytes";

    [Fact]
    public async Task A_publishers_reader_opens_their_own_place_from_its_page_and_axe_finds_nothing()
    {
        await using var publisher = await Publisher.StartAsync(overTls: true);
        await using var app = await ParleyApp.StartWithTlsAsync();
        var parley = new Uri($"https://parley.test:{app.Url.Port}");
        var host = publisher.OriginAs("a.test");
        var (site, _) = await app.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = host }));
        await using (var db = app.Open())
        {
            _ = db.SignOns.Add(new SignOn { SiteId = site.Id, Secret = Encoding.UTF8.GetBytes(Secret) });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var now = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        var token = Tokens.Hs256(Secret, new { aud = "times", sub = "reader-7", name = "Their Reader", iat = now, exp = now + 300, jti = "once" });
        publisher.Embed("/", parley, attributes: $"data-sign-on=\"{token}\"");
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        var page = await browser.Context.NewPageAsync();
        _ = await page.GotoAsync(host);
        var frame = page.FrameLocator("#parley iframe");
        await frame.Locator("#compose-text").FocusAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Their Reader");

        var window = await browser.Context.RunAndWaitForPageAsync(() => frame.Locator("#speaker a").ClickAsync());
        await Expect(window.Locator("h1")).ToHaveTextAsync($"Your own place at {site.Name}");
        await Axe.FindsNothingAsync(window, "the window of a visit");
        await Shots.TakeAsync(window, "visit");
        await window.GetByRole(AriaRole.Button, new() { Name = "Open it" }).ClickAsync();
        await Expect(window.Locator("h1")).ToHaveTextAsync("Your account");
        await Expect(window.Locator(".facts")).ToContainTextAsync("The publication signs you in.");
        await Axe.FindsNothingAsync(window, "a publisher's reader's place");
        await Shots.TakeAsync(window, "visited");

        // In the publisher's page nothing has changed.
        _ = await page.ReloadAsync();
        await frame.Locator("#compose-text").FocusAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Their Reader");
    }
}
