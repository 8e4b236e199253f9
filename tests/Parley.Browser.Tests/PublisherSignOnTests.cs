using Microsoft.Playwright;
using Parley.Core.Sites;
using Parley.Tests.App;
using Parley.Texts;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>Readers whom a publisher vouches for by tokens that are really signed, in its pages, over TLS.</summary>
public sealed class PublisherSignOnTests(Chromium chromium) : IAsyncLifetime
{
    private ParleyApp _app = null!;
    private Publisher _publisher = null!;
    private Uri _parley = null!;
    private string _secret = null!;

    private string Origin => _publisher.OriginAs("a.test");

    public async ValueTask InitializeAsync()
    {
        _publisher = await Publisher.StartAsync(overTls: true);
        _app = await ParleyApp.StartWithTlsAsync();
        _parley = new Uri($"https://parley.test:{_app.Url.Port}");
        _ = await _app.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Origin }));
        // As the page for publishers says it.
        _secret = (await CommandAsync("--secret", "generate")).Split(' ')[^1];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _publisher.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_named_in_the_page_comments_under_that_name_and_the_token_is_good_in_no_second_browser()
    {
        EmbedWith(attributes: $"data-sign-on=\"{Token(("badges", new[] { "staff", "moderator" }))}\"");
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        var (page, frame, heard) = await OpenAsync(browser);
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
        await Expect(frame.Locator("#compose-name")).ToBeHiddenAsync();

        await SayAsync(frame, "Vouched for by my newspaper.");
        var said = frame.Locator("article", new() { HasText = "Vouched for by my newspaper." });
        await Expect(said.Locator(".name")).ToHaveTextAsync("Ruth Amsel");
        // What the site does not let its tokens give, they do not give.
        await Expect(said.Locator(".badge")).ToHaveCountAsync(0);
        _ = await page.ReloadAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
        Assert.Empty(heard);

        // The same page, as it was delivered, in a browser of somebody else's.
        await using var stranger = await PrivateBrowser.StartAsync(chromium);
        var (_, theirs, warned) = await OpenAsync(stranger);
        await Patience.UntilAsync(() => Task.FromResult(!warned.IsEmpty), () => "the console to say what is wrong with the token");
        await Expect(theirs.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
        await Expect(theirs.Locator("#follow button")).ToHaveCountAsync(0);
        Assert.Equal(["Parley: " + Text.In("en")["SignOnUsed"]], warned);
        await using var db = _app.Open();
        Assert.Equal(1, db.Sessions.Count());
    }

    [Fact]
    public async Task A_reader_named_on_demand_comments_and_the_next_one_is_another_with_such_badges_as_the_site_lets_tokens_give()
    {
        EmbedWith(script: "window.parleySignOn = async () => (await fetch('/token')).text();");
        _publisher.Pages["/token"] = (Token(("badges", new[] { "staff" })), null);
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        var (page, frame, heard) = await OpenAsync(browser);
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
        await SayAsync(frame, "The first reader's word.");

        _ = await CommandAsync("--badges", "on");
        _publisher.Pages["/token"] = (Token(("sub", "reader-8"), ("name", "Jonas Weil"), ("badges", new[] { "moderator", "expert" })), null);
        _ = await page.ReloadAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Jonas Weil");
        await SayAsync(frame, "The second reader's word.");

        var (first, second) = (frame.Locator("article", new() { HasText = "The first" }), frame.Locator("article", new() { HasText = "The second" }));
        // A browser may show the frame as it stood some seconds ago while it asks anew; what came since is one press away then.
        var offer = frame.Locator(".live button").Filter(new() { Visible = true });
        await Expect(first.Or(offer).First).ToBeVisibleAsync();
        if (await first.CountAsync() == 0) await offer.ClickAsync();
        await Expect(first.Locator(".name")).ToHaveTextAsync("Ruth Amsel");
        await Expect(first.Locator(".badge")).ToHaveCountAsync(0);
        await Expect(second.Locator(".name")).ToHaveTextAsync("Jonas Weil");
        await Expect(second.Locator(".badge")).ToHaveTextAsync("expert");
        Assert.Empty(heard);
        await using var db = _app.Open();
        Assert.Equal((0, 1), (db.Roles.Count(), db.Sessions.Count()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_browser_keeps_no_cookie_at_all_the_reader_is_signed_on_until_the_page_goes(bool isAsked)
    {
        if (isAsked) EmbedWith(script: "window.parleySignOn = async () => (await fetch('/token')).text();");
        else EmbedWith(attributes: $"data-sign-on=\"{Token()}\"");
        _publisher.Pages["/token"] = (Token(), null);
        await using var browser = await PrivateBrowser.StartAsync(chromium, keepsNothingOf: _parley);
        var (page, frame, heard) = await OpenAsync(browser);
        var kept = await page.Frames.Single(f => f.Url.Contains("/embed/", StringComparison.Ordinal)).EvaluateAsync<string>(
            "() => { document.cookie = 'apart=1;path=/;secure;samesite=none;partitioned'; return document.cookie; }");
        Assert.Equal("", kept);

        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
        await SayAsync(frame, "Said from memory.");
        await Expect(frame.Locator("article", new() { HasText = "Said from memory." }).Locator(".name")).ToHaveTextAsync("Ruth Amsel");
        Assert.Empty(heard);

        // A publisher that is asked vouches anew; a page that was delivered once has nothing more to say.
        _publisher.Pages["/token"] = (Token(), null);
        _ = await page.ReloadAsync();
        if (isAsked)
        {
            await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
            return;
        }

        await Patience.UntilAsync(() => Task.FromResult(!heard.IsEmpty), () => "the console to say what is wrong with the token");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
        Assert.Equal(["Parley: " + Text.In("en")["SignOnUsed"]], heard);
    }

    private void EmbedWith(string attributes = "", string script = "")
    {
        _publisher.Embed("/", _parley, before: script.Length > 0 ? $"<script>{script}</script>" : "", attributes: attributes);
        // The publisher's own script stands in its page.
        if (script.Length > 0) _publisher.Pages["/"] = (_publisher.Pages["/"].Html, null);
    }

    private string Token(params (string Name, object? Value)[] changes)
    {
        var now = _app.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["aud"] = "times",
            ["sub"] = "reader-7",
            ["name"] = "Ruth Amsel",
            ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = now,
            ["exp"] = now + 300,
        };
        foreach (var (name, value) in changes) claims[name] = value;
        return Tokens.Hs256(_secret, claims);
    }

    private async Task<string> CommandAsync(params string[] options)
    {
        var (code, output, error) = await ParleyProcess.RunAsync(["site", "sign-on", "times", .. options, .. _app.Options]);
        Assert.True(code == 0, error);
        return output.Trim();
    }

    // With what Parley says to whoever set it up.
    private async Task<(IPage Page, IFrameLocator Frame, System.Collections.Concurrent.ConcurrentQueue<string> Heard)> OpenAsync(PrivateBrowser browser)
    {
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var page = await browser.Context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Text.StartsWith("Parley:", StringComparison.Ordinal)) heard.Enqueue(message.Text);
        };
        _ = await page.GotoAsync(Origin + "/");
        var frame = page.FrameLocator("#parley iframe");
        await Expect(frame.Locator("#discussion-title")).ToBeVisibleAsync();
        return (page, frame, heard);
    }

    private static async Task SayAsync(IFrameLocator frame, string text)
    {
        await frame.Locator("#compose-text").FillAsync(text);
        await frame.Locator("#compose .main").ClickAsync();
        await Expect(frame.Locator("#status")).ToHaveTextAsync("Your comment is published.");
    }
}
