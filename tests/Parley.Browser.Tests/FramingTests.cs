using System.Collections.Concurrent;
using Microsoft.Playwright;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>Parley's own pages in a frame of another origin, over TLS, in a browser that sends the session along.</summary>
/// <remarks>
/// The page around them is a sibling of Parley's host, so that the session comes with what is framed, and only what the answer
/// says of frames keeps it from being shown: were it another site's, the browser would leave the session out.
/// </remarks>
public sealed class FramingTests(Chromium chromium) : IAsyncLifetime
{
    private Publisher _publisher = null!;
    private ParleyApp _app = null!;
    private Uri _parley = null!;
    private Site _site = null!;

    private string Sibling => _publisher.OriginAs("news.parley.test");

    public async ValueTask InitializeAsync()
    {
        _publisher = await Publisher.StartAsync(overTls: true);
        _app = await ParleyApp.StartWithTlsAsync();
        _parley = new Uri($"https://parley.test:{_app.Url.Port}");
        (_site, _) = await _app.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Sibling }));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _publisher.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_but_a_sites_discussion_is_shown_in_a_frame_of_another_origin()
    {
        _ = await Given.SomeCommentsAsync(_app, depth: 2);
        using var ruth = await _app.GivenAPersonAsync("Ruth Amsel");
        await _app.GivenARoleAsync(ruth.Account, _site, RoleKind.Owner);
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        await browser.Context.AddCookiesAsync([new Cookie
        {
            Name = "__Host-parley-session", Value = ruth.Token, Url = _parley.ToString(), Secure = true, HttpOnly = true, SameSite = SameSiteAttribute.Lax,
        }]);

        // The control: a frame of this page shows what may be framed.
        var shown = await FrameAsync(browser, "/embed/times?story=bridge");
        await Expect(shown.FrameLocator("#framed").Locator("#discussion-title")).ToBeVisibleAsync();
        await shown.CloseAsync();

        foreach (var path in (string[])
        [
            "/admin", "/admin/times", "/admin/times/held", "/admin/times/staff", "/account", "/account/erase", "/account/identities", "/account/sessions",
            "/account/name", "/account/mail", "/times/bridge",
            $"/sign-in/frame?site=times&origin={Uri.EscapeDataString(Sibling)}&challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ])
        {
            var top = await browser.Context.NewPageAsync();
            _ = await top.GotoAsync(new Uri(_parley, path).AbsoluteUri);
            await Expect(top.Locator("h1")).ToBeVisibleAsync();
            Assert.StartsWith(new Uri(_parley, path).AbsoluteUri, top.Url, StringComparison.Ordinal);
            var heading = await top.Locator("h1").InnerTextAsync();
            await top.CloseAsync();

            var page = await FrameAsync(browser, path);
            var frame = page.Frames.Single(f => f != page.MainFrame);
            Assert.StartsWith("chrome-error:", frame.Url, StringComparison.Ordinal);
            var content = await frame.ContentAsync();
            Assert.DoesNotContain("Ruth Amsel", content, StringComparison.Ordinal);
            Assert.DoesNotContain(heading, content, StringComparison.Ordinal);
            await page.CloseAsync();
        }
    }

    // A page with the frame, once the browser is done with both; the answer came, and was one for whoever is signed in.
    private async Task<IPage> FrameAsync(PrivateBrowser browser, string path)
    {
        var address = new Uri(_parley, path).AbsoluteUri;
        _publisher.Pages["/"] = ($"<!DOCTYPE html><title>News</title><iframe id=framed title=framed src=\"{address.Replace("&", "&amp;", StringComparison.Ordinal)}\"></iframe>", null);
        var page = await browser.Context.NewPageAsync();
        var answers = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        page.Response += (_, response) => answers[response.Url] = response.Status;
        _ = await page.GotoAsync(Sibling + "/", new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        Assert.Equal(200, answers.GetValueOrDefault(address));
        return page;
    }
}
