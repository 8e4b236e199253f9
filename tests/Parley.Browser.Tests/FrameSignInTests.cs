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

    // A publisher whose comments are at home on a host of its own site.
    private string Near => _publisher.OriginAs("a.example.test");

    private Uri NearParley => new($"https://comments.example.test:{_app.Url.Port}");

    public async ValueTask InitializeAsync()
    {
        _publisher = await Publisher.StartAsync(overTls: true);
        _app = await ParleyApp.StartWithTlsAsync();
        _parley = new Uri($"https://parley.test:{_app.Url.Port}");
        (_site, _) = await _app.GivenAStoryAsync(change: (site, _) =>
        {
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Mine });
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Other });
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Near });
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

    [Fact]
    public async Task On_a_page_of_Parleys_own_site_the_frame_has_its_own_session_and_Parleys_host_another()
    {
        _ = await Given.SomeCommentsAsync(_app, depth: 2);
        using var ruth = await _app.GivenAPersonAsync("Ruth Amsel");
        using var mina = await _app.GivenAPersonAsync("Mina Falk");
        _publisher.Embed("/near", NearParley);
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        await SignInOnParleyAsync(browser, ruth, NearParley);
        var page = await OpenAsync(browser, Near + "/near");
        var frame = page.FrameLocator("#parley iframe");
        // What would make this test void: the browser does send the frame what is Parley's own host's.
        var sent = await page.RunAndWaitForRequestAsync(
            () => page.Frames.Single(f => f.Url.Contains("/embed/", StringComparison.Ordinal)).EvaluateAsync("() => fetch('/times/bridge')"),
            r => r.Url.EndsWith("/times/bridge", StringComparison.Ordinal));
        Assert.Contains("__Host-parley-session=", await sent.HeaderValueAsync("cookie") ?? "", StringComparison.Ordinal);

        // Nobody is signed in in a frame for being signed in on Parley's own host.
        await frame.Locator("#compose-text").FillAsync("Who am I?");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
        await SignInAsync(page, frame);
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");

        // Now somebody else comes to Parley's own host, and the frame's reader stays who they are.
        await browser.Context.ClearCookiesAsync(new() { Name = "__Host-parley-session" });
        await SignInOnParleyAsync(browser, mina, NearParley);
        _ = await page.ReloadAsync();
        await frame.Locator("#compose-text").FillAsync("In the frame.");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
        await frame.Locator("#compose .main").ClickAsync();
        await Expect(frame.Locator("article", new() { HasText = "In the frame." }).Locator(".name")).ToHaveTextAsync("Ruth Amsel");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Follow this story" }).ClickAsync();
        await Expect(frame.Locator("#status")).ToHaveTextAsync("You will hear of new comments here.");
        var own = await browser.Context.NewPageAsync();
        _ = await own.GotoAsync(new Uri(NearParley, "/times/bridge").ToString());
        await own.Locator("#compose-text").FillAsync("On Parley's own page.");
        await Expect(own.Locator("#speaker")).ToContainTextAsync("Writing as Mina Falk");
        await Expect(own.Locator("#follow button")).ToHaveTextAsync("Follow this story");
        await own.Locator("#compose .main").ClickAsync();
        await Expect(own.Locator("article", new() { HasText = "On Parley's own page." }).Locator(".name")).ToHaveTextAsync("Mina Falk");

        // And who signs out in the frame is out there alone.
        await frame.Locator("#compose-text").FillAsync("My last word");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(frame.Locator("#status")).ToHaveTextAsync("You are signed out.");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
        _ = await own.ReloadAsync();
        await own.Locator("#compose-text").FillAsync("Still here.");
        await Expect(own.Locator("#speaker")).ToContainTextAsync("Writing as Mina Falk");
        await using var db = _app.Open();
        var follower = db.Follows.Join(db.Commenters, f => f.CommenterId, c => c.Id, (_, c) => c.AccountId).Single();
        Assert.Equal(ruth.Account.Id, follower);
    }

    [Fact]
    public async Task A_publishers_page_of_Parleys_own_site_that_names_nobody_signs_nobody_out_on_Parleys_host()
    {
        using var reader = await _app.GivenAPersonAsync("Their Reader", onlyOn: _site);
        await using (var db = _app.Open())
        {
            _ = db.Identities.Add(new Identity { Issuer = Identity.OfSite(_site.Id), Subject = "reader-7", AccountId = reader.Account.Id, CreatedAt = _app.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        _publisher.Embed("/near", NearParley);
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        await SignInOnParleyAsync(browser, reader, NearParley);
        var page = await OpenAsync(browser, Near + "/near");
        var frame = page.FrameLocator("#parley iframe");
        await frame.Locator("#compose-text").FocusAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You write as a guest.");

        var own = await browser.Context.NewPageAsync();
        _ = await own.GotoAsync(new Uri(NearParley, "/times/bridge").ToString());
        await own.Locator("#compose-text").FocusAsync();
        await Expect(own.Locator("#speaker")).ToContainTextAsync("Writing as Their Reader");
    }

    [Fact]
    public async Task Who_is_signed_out_on_Parleys_own_host_signs_in_there_first_and_the_window_still_knows_its_frame()
    {
        const string Address = "new@readers.example";
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        var page = await OpenAsync(browser, Mine);
        var frame = page.FrameLocator("#parley iframe");
        await frame.Locator("#compose-text").FocusAsync();
        var popup = await page.RunAndWaitForPopupAsync(() => frame.Locator(".sign-in").ClickAsync());

        await popup.Locator("#field-email").FillAsync(Address);
        await popup.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        await popup.Locator("#field-code").FillAsync(await _app.NewestAsync(Address, "code"));
        await popup.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        // Somebody without a name is shown the address, here alone.
        await Expect(popup.Locator("dl")).ToContainTextAsync(Address);
        await popup.GetByRole(AriaRole.Button, new() { Name = "Sign me in there" }).ClickAsync();

        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You are signed in; your first comment asks");
        await frame.Locator("#compose-text").FillAsync("My first word.");
        await Expect(frame.Locator("#compose-email")).ToBeHiddenAsync();
        await frame.Locator("#compose-name").FillAsync("Nora New");
        await frame.Locator("#compose .main").ClickAsync();
        await Expect(frame.Locator("article .name")).ToHaveTextAsync("Nora New");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Nora New");
    }

    [Fact]
    public async Task A_hostile_script_on_the_publishers_page_learns_no_token_no_address_and_no_draft()
    {
        _ = await Given.SomeCommentsAsync(_app, depth: 2);
        using var ruth = await _app.GivenAPersonAsync("Ruth Amsel", "ruth@secret.example");
        // An advertisement that came first, and a frame of somebody else's beside ours.
        _publisher.Pages["/stranger"] = ("<!DOCTYPE html><title>stranger</title>", null);
        _publisher.Embed("/", _parley, before: $"<script>{Advertisement}</script><iframe id=stranger title=stranger src=\"{Other}/stranger\"></iframe>");
        _publisher.Pages["/"] = (_publisher.Pages["/"].Html, null);
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        await SignInOnParleyAsync(browser, ruth);
        var page = await OpenAsync(browser, Mine);
        var frame = page.FrameLocator("#parley iframe");
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);

        await SignInAsync(page, frame);
        await frame.Locator("#compose-text").FillAsync("An unfinished thought about the minister");
        await page.Frames.Single(f => f.Url.EndsWith("/stranger", StringComparison.Ordinal)).EvaluateAsync(Fuzz);
        await page.EvaluateAsync(Fuzz);
        await frame.Locator("#compose-text").PressSequentiallyAsync(", not yet said.");
        await Expect(frame.Locator("#compose-text")).ToHaveValueAsync("An unfinished thought about the minister, not yet said.");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
        Assert.Empty(errors);

        var learned = await page.EvaluateAsync<string>("""
            () => {
              const found = [JSON.stringify(window.learned), document.documentElement.outerHTML, document.cookie,
                JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
              const inner = document.querySelector('#parley iframe').contentWindow;
              for (const look of [() => inner.document.body.innerHTML, () => inner.localStorage, () => inner.sessionStorage,
                () => inner.getSelection(), () => inner.location.href, () => Object.keys(inner), () => inner.eval('1')])
                try { found.push(String(look())); } catch (error) { found.push(error.name); }
              return found.join('\\n');
            }
            """);
        var session = (await browser.Context.CookiesAsync()).Single(c => c.Name == "__Host-parley-frame");
        Assert.True(session is { HttpOnly: true, Secure: true, SameSite: SameSiteAttribute.None });
        foreach (var secret in new[] { session.Value, ruth.Token, "ruth@secret.example", "unfinished", "minister", "Ruth Amsel" })
            Assert.DoesNotContain(secret, learned, StringComparison.Ordinal);
        // It did hear something: that the frame has a height.
        Assert.Contains("height", learned, StringComparison.Ordinal);

        // And nobody keeps anything where scripts could find it: not the publisher's page, not the frame, not Parley's own pages.
        var own = await OpenAsync(browser, Mine);
        foreach (var place in own.Frames.Concat(page.Frames))
        {
            var kept = await place.EvaluateAsync<string>("""
                () => [() => ({ ...localStorage }), () => ({ ...sessionStorage }), () => document.cookie]
                  .map((look) => { try { return JSON.stringify(look()); } catch (error) { return error.name; } }).join()
                """);
            foreach (var secret in new[] { session.Value, ruth.Token, "secret.example", "unfinished" }) Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        }

        await using var db = _app.Open();
        Assert.Equal(1, db.Sessions.Count(s => s.SiteId != null));
        Assert.DoesNotContain(db.Comments.Select(c => c.Text).ToList(), t => t.Contains("unfinished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_publishers_page_cuts_the_window_off_a_code_is_typed()
    {
        using var ruth = await _app.GivenAPersonAsync("Ruth Amsel");
        _publisher.Headers["/"] = ("Cross-Origin-Opener-Policy", "same-origin");
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        await SignInOnParleyAsync(browser, ruth);
        var page = await OpenAsync(browser, Mine);
        var frame = page.FrameLocator("#parley iframe");

        await frame.Locator("#compose-text").FocusAsync();
        var window = await browser.Context.RunAndWaitForPageAsync(() => frame.Locator(".sign-in").ClickAsync());
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("If it shows you a code");
        await window.GetByRole(AriaRole.Button, new() { Name = "Sign me in there" }).ClickAsync();
        var code = await window.Locator(".typed code").TextContentAsync();
        await Shots.TakeAsync(window, "window-code");
        var field = frame.Locator("#speaker input");
        await field.FillAsync("0000-0000");
        await field.PressAsync("Enter");
        await Expect(frame.Locator("#speaker .error")).ToContainTextAsync("press “Sign in” once more");
        await Shots.TakeAsync(page, "code-refused");
        await Axe.FindsNothingAsync(page, "a code refused");
        await field.FillAsync(code!);
        await field.PressAsync("Enter");

        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Ruth Amsel");
    }

    [Fact]
    public async Task Where_the_browser_keeps_no_cookie_at_all_somebody_is_signed_in_until_the_page_goes()
    {
        using var ruth = await _app.GivenAPersonAsync("Ruth Amsel");
        await using var browser = await PrivateBrowser.StartAsync(chromium, keepsNothingOf: _parley);
        await SignInOnParleyAsync(browser, ruth);
        var page = await OpenAsync(browser, Mine);
        var frame = page.FrameLocator("#parley iframe");
        var kept = await page.Frames.Single(f => f.Url.Contains("/embed/", StringComparison.Ordinal)).EvaluateAsync<string>(
            "() => { document.cookie = 'apart=1;path=/;secure;samesite=none;partitioned'; return document.cookie; }");
        Assert.Equal("", kept);

        await SignInAsync(page, frame);
        await frame.Locator("#compose-text").FillAsync("Said from memory.");
        await frame.Locator("#compose .main").ClickAsync();
        await Expect(frame.Locator("#status")).ToHaveTextAsync("Your comment is published.");
        await Expect(frame.Locator("article", new() { HasText = "Said from memory" }).Locator(".name")).ToHaveTextAsync("Ruth Amsel");
        _ = await page.ReloadAsync();

        await frame.Locator("#compose-text").FillAsync("And now?");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
    }

    [Theory]
    [InlineData("data-sign-on=\"e30.eyJzdWIiOiJyZWFkZXItNyJ9.c2ln\"", "", """{"token":"e30.eyJzdWIiOiJyZWFkZXItNyJ9.c2ln","origin":"ORIGIN","inMemory":false}""")]
    [InlineData("", "window.parleySignOn = async () => 'e30.eyJzdWIiOiJyZWFkZXItNyJ9.c2ln'", """{"token":"e30.eyJzdWIiOiJyZWFkZXItNyJ9.c2ln","origin":"ORIGIN","inMemory":false}""")]
    [InlineData("data-remote-auth=\"e30= aa 1\" data-api-key=public", "", """{"remoteAuth":"e30= aa 1","apiKey":"public","origin":"ORIGIN","inMemory":false}""")]
    [InlineData("", "window.disqus_config = function () { this.page.remote_auth_s3 = 'e30= aa 1'; this.page.api_key = 'public' }", """{"remoteAuth":"e30= aa 1","apiKey":"public","origin":"ORIGIN","inMemory":false}""")]
    public async Task The_publishers_word_on_who_reads_goes_to_the_frame_and_from_there_to_Parley(string attributes, string script, string body)
    {
        _publisher.Embed("/", _parley, before: script.Length > 0 ? $"<script>{script}</script>" : "", attributes: attributes);
        _publisher.Pages["/"] = (_publisher.Pages["/"].Html, null);
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        var said = new TaskCompletionSource<string>();
        await browser.Context.RouteAsync("**/api/v1/sites/times/sign-on", async route =>
        {
            _ = said.TrySetResult(route.Request.PostData ?? "");
            await route.FulfillAsync(new() { Status = 422, ContentType = "application/problem+json", Body = """{"detail":"No."}""" });
        });
        var page = await OpenAsync(browser, Mine);

        Assert.Equal(body.Replace("ORIGIN", Mine, StringComparison.Ordinal), await said.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.DoesNotContain("e30", await page.Locator("#parley").EvaluateAsync<string>("e => e.outerHTML"), StringComparison.Ordinal);
        await Expect(page.FrameLocator("#parley iframe").Locator("#speaker")).ToContainTextAsync("You write as a guest.");
    }

    [Fact]
    public async Task A_publishers_reader_is_signed_out_where_the_publisher_names_nobody()
    {
        using var reader = await _app.GivenAPersonAsync("Their Reader", onlyOn: _site, frame: (_site, Mine));
        await using (var db = _app.Open())
        {
            _ = db.Identities.Add(new Identity { Issuer = Identity.OfSite(_site.Id), Subject = "reader-7", AccountId = reader.Account.Id, CreatedAt = _app.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var browser = await PrivateBrowser.StartAsync(chromium);
        _publisher.Embed("/known", _parley, attributes: "data-sign-on=\"e30.eyJzdWIiOiJyZWFkZXItNyJ9.c2ln\"");
        // A page that names nobody: what it asks cannot be taken for what the next page asks.
        var page = await OpenAsync(browser, Mine + "/");
        // What the door would have set.
        await browser.Context.AddCookiesAsync([
            new Cookie { Name = "__Host-parley-frame", Value = reader.Token, Domain = "parley.test", Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteAttribute.None, PartitionKey = "https://a.test" },
            new Cookie { Name = "parley-wrote", Value = "1", Domain = "parley.test", Path = "/", Secure = true, SameSite = SameSiteAttribute.None, PartitionKey = "https://a.test" },
        ]);
        var asked = 0;
        await browser.Context.RouteAsync("**/api/v1/sites/times/sign-on", route =>
        {
            asked++;
            return route.AbortAsync();
        });
        _ = await page.GotoAsync(Mine + "/known");
        var frame = page.FrameLocator("#parley iframe");
        await frame.Locator("#compose-text").FocusAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Their Reader");
        // The same reader as the session's: nothing had to be exchanged.
        Assert.Equal(0, asked);

        _ = await page.GotoAsync(Mine + "/");
        await frame.Locator("#compose-text").FocusAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
        await using var after = _app.Open();
        await Expect(frame.Locator("#follow button")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Everything_is_done_by_keyboard_and_axe_finds_nothing()
    {
        _ = await Given.SomeCommentsAsync(_app, depth: 2);
        using var ruth = await _app.GivenAPersonAsync("Hubert Blaine Wolfeschlegelsteinhausenbergerdorff");
        await using var browser = await PrivateBrowser.StartAsync(chromium);
        await SignInOnParleyAsync(browser, ruth);
        var page = await OpenAsync(browser, Mine);
        var frame = page.FrameLocator("#parley iframe");
        var inner = page.Frames.Single(f => f.Url.Contains("/embed/", StringComparison.Ordinal));

        await frame.Locator("#compose-text").FocusAsync();
        await Expect(frame.Locator(".sign-in")).ToBeVisibleAsync();
        await Shots.TakeAsync(page, "signed-out");
        await Axe.FindsNothingAsync(page, "signed out");
        await TabToAsync(".sign-in");
        var popup = await page.RunAndWaitForPopupAsync(() => page.Keyboard.PressAsync("Enter"));
        await Expect(popup.Locator("h1")).ToBeVisibleAsync();
        await Shots.TakeAsync(page, "signing-in");
        await Axe.FindsNothingAsync(page, "signing in");
        await Shots.TakeAsync(popup, "window");
        await Axe.FindsNothingAsync(popup, "the window");
        await Expect(popup.Locator(".main")).ToBeVisibleAsync();
        await popup.TabToAsync(".main");
        await popup.Keyboard.PressAsync("Enter");
        await Expect(frame.Locator("#status")).ToContainTextAsync("You are signed in as Hubert");
        await Expect(frame.Locator("#compose-text")).ToBeFocusedAsync();
        await Shots.TakeAsync(page, "signed-in");
        await Axe.FindsNothingAsync(page, "signed in");
        await TabToAsync(".menu summary");
        await page.Keyboard.PressAsync("Enter");
        await Expect(frame.Locator(".menu[open] button").First).ToBeVisibleAsync();
        await Shots.TakeAsync(page, "menu");
        await Axe.FindsNothingAsync(page, "menu");
        await page.Keyboard.PressAsync("Escape");
        await Expect(frame.Locator(".menu[open]")).ToHaveCountAsync(0);

        await frame.Locator("#compose-text").FocusAsync();
        await TabToAsync("#speaker button");
        await page.Keyboard.PressAsync("Enter");
        await Expect(frame.Locator("#status")).ToHaveTextAsync("You are signed out.");
        await Expect(frame.Locator("#compose-text")).ToBeFocusedAsync();

        async Task TabToAsync(string selector)
        {
            for (var presses = 0; presses < 60; presses++)
            {
                await page.Keyboard.PressAsync("Tab");
                if (await inner.EvaluateAsync<bool>("s => document.activeElement.matches(s)", selector)) return;
            }

            Assert.Fail($"No Tab leads to {selector}.");
        }
    }

    // What it can patch before our loader comes, and everything it is then told.
    private const string Advertisement = """
        window.learned = [];
        const note = (what) => { try { learned.push(JSON.stringify(what)); } catch { learned.push(String(what)); } };
        for (const [owner, name] of [[window, 'fetch'], [window, 'postMessage'], [window, 'open'], [EventTarget.prototype, 'addEventListener'],
          [XMLHttpRequest.prototype, 'send'], [JSON, 'parse'], [JSON, 'stringify'], [Storage.prototype, 'setItem'], [Element.prototype, 'setAttribute']]) {
          const before = owner[name];
          if (name !== 'stringify') owner[name] = function (...all) { note([name, all.map(String)]); return before.apply(this, all); };
        }
        addEventListener('message', (event) => note([event.origin, event.data]), true);
        addEventListener('keydown', (event) => note(event.key), true);
        addEventListener('input', (event) => note(event.target.value), true);
        const descriptor = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
        Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', { get() { note('contentWindow'); return descriptor.get.call(this); } });
        """;

    // 5,000 messages to every window within reach, in every shape that either side knows and many it does not.
    private const string Fuzz = """
        () => {
          const types = ['height', 'scroll', 'comment', 'theme', 'sign-on', 'handoff', 'show', '__proto__', null, 7];
          const values = [1, -1, 1e9, NaN, 'X'.repeat(26), null, {}, [], 'dark', '<img src=x onerror=alert(1)>'];
          const windows = [top, ...[...Array(top.length).keys()].map((n) => top[n])];
          for (let i = 0; i < 5000; i++) {
            const message = { parley: i % 7 ? 1 : i, type: types[i % 10], value: values[(i * 7 + 3) % 10], theme: values[i % 10],
              comment: values[(i + 4) % 10], code: i % 3 ? 'c'.repeat(43) : values[i % 10], token: i % 2 ? 'a.e30.b' : values[i % 10],
              remoteAuth: values[i % 9], apiKey: values[i % 8] };
            for (const window of windows) if (window !== self && window !== top) window.postMessage(i % 5 ? message : values[i % 10], '*');
          }
        }
        """;

    /// <summary>What would make every other test here void: an ordinary cookie of Parley's in the frame does not come back.</summary>
    private static async Task KeepsNoThirdPartysCookieAsync(PrivateBrowser browser, IPage page)
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

    private async Task SignInOnParleyAsync(PrivateBrowser browser, Person person, Uri? parley = null)
    {
        var url = (parley ?? _parley).ToString();
        await browser.Context.AddCookiesAsync([
            new Cookie { Name = "__Host-parley-session", Value = person.Token, Url = url, Secure = true, HttpOnly = true, SameSite = SameSiteAttribute.Lax },
            new Cookie { Name = "parley-wrote", Value = "1", Url = url, Secure = true, SameSite = SameSiteAttribute.None },
        ]);
    }

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
        await Expect(frame.Locator("#status")).ToContainTextAsync("You are signed in as");
        // The frame closed it; the browser tells of it when it comes to it.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!popup.IsClosed) await Task.Delay(20, patience.Token);
    }
}
