using Microsoft.Playwright;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>Signing in inside publishers' pages, over TLS, in a browser that keeps no third party's cookies.</summary>
public sealed class FrameSignInTests(Chromium chromium) : IAsyncLifetime
{
    private ParleyApp _app = null!;
    private Publisher _publisher = null!;
    private Uri _parley = null!;
    private Site _site = null!;

    private string Mine => _publisher.OriginAs("a.test");

    private string Other => _publisher.OriginAs("b.test");

    public async ValueTask InitializeAsync()
    {
        _publisher = await Publisher.StartAsync(overTls: true);
        _app = await ParleyApp.StartWithTlsAsync();
        _parley = new Uri($"https://parley.test:{_app.Url.Port}");
        (_site, _) = await _app.GivenAStoryAsync(change: (site, _) =>
        {
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Mine });
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Other });
        });
        _publisher.Embed("/", _parley);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _publisher.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_signs_in_reloads_posts_votes_and_signs_out_and_is_signed_out_at_another_publisher()
    {
        _ = await Given.SomeCommentsAsync(_app, depth: 2);
        using var ruth = await _app.GivenAPersonAsync("Ruth Amsel");
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        await SignInOnParleyAsync(browser, ruth);
        var page = await OpenAsync(browser, Mine);
        var frame = page.FrameLocator("#parley iframe");
        await KeepsNoThirdPartysCookieAsync(browser, page);

        await SignInAsync(page, frame);
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
        await Expect(frame.Locator("#compose-name")).ToBeHiddenAsync();

        // It is still so after a reload: the browser kept the one cookie that is set apart for this publisher.
        _ = await page.ReloadAsync();
        await frame.Locator("#compose-text").FillAsync("Signed in, in a page of somebody else.");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
        await frame.Locator("#compose .main").ClickAsync();
        await Expect(frame.Locator("#status")).ToHaveTextAsync("Your comment is published.");
        await Expect(frame.Locator("article", new() { HasText = "in a page of somebody else" }).Locator(".name")).ToHaveTextAsync("Ruth Amsel");
        await frame.Locator(".vote button").First.ClickAsync();
        await Expect(frame.Locator(".vote button").First).ToHaveAttributeAsync("aria-pressed", "true");

        // The same person, in the same browser, on another publisher's page.
        var other = await OpenAsync(browser, Other);
        var elsewhere = other.FrameLocator("#parley iframe");
        await elsewhere.Locator("#compose-text").FillAsync("Who am I?");
        await Expect(elsewhere.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
        await other.CloseAsync();

        await frame.Locator("#compose-text").FillAsync("My last word");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(frame.Locator("#status")).ToHaveTextAsync("You are signed out.");
        await Expect(frame.Locator("#compose-text")).ToHaveValueAsync("My last word");
        _ = await page.ReloadAsync();
        await frame.Locator("#compose-text").FillAsync("Still out?");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You write as a guest.");

        await using var db = _app.Open();
        var commenter = db.Commenters.Single(c => c.AccountId == ruth.Account.Id);
        Assert.Equal("Ruth Amsel", commenter.Name);
        Assert.Equal([null], db.Sessions.Select(s => s.Origin).ToList());
    }

    /// <summary>What would make every other test here void: an ordinary cookie of Parley's in the frame does not come back.</summary>
    private async Task KeepsNoThirdPartysCookieAsync(PrivateBrowser browser, IPage page)
    {
        var frame = page.Frames.Single(f => f.Url.Contains("/embed/", StringComparison.Ordinal));
        var kept = await frame.EvaluateAsync<string>("""
            () => {
              document.cookie = 'control=1;path=/;secure;samesite=none;max-age=600';
              document.cookie = 'apart=1;path=/;secure;samesite=none;partitioned;max-age=600';
              return document.cookie;
            }
            """);
        Assert.DoesNotContain("control=1", kept, StringComparison.Ordinal);
        Assert.Contains("apart=1", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(await browser.Context.CookiesAsync(), c => c.Name == "control");
    }

    private async Task SignInOnParleyAsync(PrivateBrowser browser, Person person) =>
        await browser.Context.AddCookiesAsync([new Cookie
        {
            Name = "__Host-parley-session", Value = person.Token, Url = _parley.ToString(), Secure = true, HttpOnly = true, SameSite = SameSiteAttribute.Lax,
        }]);

    private static async Task<IPage> OpenAsync(PrivateBrowser browser, string url)
    {
        var page = await browser.Context.NewPageAsync();
        page.Console += (_, message) => TestContext.Current.SendDiagnosticMessage($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => TestContext.Current.SendDiagnosticMessage(error);
        _ = await page.GotoAsync(url);
        await Expect(page.FrameLocator("#parley iframe").Locator("#discussion-title")).ToBeVisibleAsync();
        return page;
    }

    private static async Task SignInAsync(IPage page, IFrameLocator frame)
    {
        await frame.Locator("#compose-text").FocusAsync();
        var popup = await page.RunAndWaitForPopupAsync(() => frame.Locator(".sign-in").ClickAsync());
        await popup.GetByRole(AriaRole.Button, new() { Name = "Sign me in there" }).ClickAsync();
        if (!popup.IsClosed) await popup.WaitForCloseAsync();
        await Expect(frame.Locator("#status")).ToContainTextAsync("You are signed in as");
    }
}

internal static class Closing
{
    public static async Task WaitForCloseAsync(this IPage page)
    {
        var closed = new TaskCompletionSource();
        page.Close += (_, _) => closed.TrySetResult();
        if (!page.IsClosed) await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
