using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>How a frame in a publisher's page is signed in by a window of Parley's own.</summary>
public abstract partial class HandoffTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Origin = "https://times.example";
    private const string Other = "https://archive.times.example";

    private readonly string _verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private protected override Settings Change(Settings settings) => settings with { Proxies = [IPNetwork.Parse("127.0.0.1/32")] };

    [Fact]
    public async Task A_frame_is_signed_in_by_the_code_that_its_window_got_and_on_its_site_alone()
    {
        var (site, _) = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var frame = App.Frame();

        var (code, _) = await GiveAsync(ruth);
        using var answer = await TakeAsync(frame, code);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"name":"Ruth Amsel","token":null}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("parley-frame=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        _ = await frame.SayAsync("Hello", name: "");
        Assert.Equal("Ruth Amsel", (await MeAsync(frame)).GetProperty("name").GetString());

        await using var db = App.Open();
        var session = await db.Sessions.SingleAsync(s => s.SiteId != null, TestContext.Current.CancellationToken);
        Assert.Equal((site.Id, Origin, ruth.Account.Id), (session.SiteId!.Value, session.Origin, session.AccountId));
        // It opens none of the account's own doors, not even this one.
        using var again = await frame.GetAsync(Address());
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.StartsWith("/sign-in?return=%2Fsign-in%2Fframe", again.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TLS_the_cookie_is_one_that_browsers_keep_for_this_publisher_alone()
    {
        await using var app = await ParleyApp.StartWithTlsAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new() { SiteId = site.Id, Origin = Origin }));
        using var ruth = await app.GivenAPersonAsync("Ruth Amsel");
        using var frame = app.Frame();

        var (code, _) = await GiveAsync(ruth);
        using var answer = await TakeAsync(frame, code);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-parley-frame=", StringComparison.Ordinal)).Split("; ").Skip(1);
        Assert.Equal(["Partitioned", "httponly", "max-age=31536000", "path=/", "samesite=none", "secure"], cookie.Where(a => !a.StartsWith("expires", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_code_is_refused_when_anything_about_it_is_wrong_and_nothing_changes()
    {
        _ = await GivenAsync();
        _ = await App.GivenAStoryAsync("post", "harbour", (site, _) => site.Origins.Add(new() { SiteId = site.Id, Origin = Origin }));
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var frame = App.Frame();
        var (code, typed) = await GiveAsync(ruth);
        var before = await SnapshotAsync();
        var stranger = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

        foreach (var wrong in new (string Code, string Verifier, string Origin, string Site)[]
        {
            (code, stranger, Origin, "times"),
            (code, _verifier, Other, "times"),
            (code, _verifier, "https://evil.example", "times"),
            (code, _verifier, "https://TIMES.example", "times"),
            (code, _verifier, "", "times"),
            (code, _verifier, Origin, "post"),
            (code, _verifier, Origin, "nowhere"),
            (code, "", Origin, "times"),
            (code, _verifier + "a", Origin, "times"),
            (code, ChallengeOf(_verifier), Origin, "times"),
            (stranger, _verifier, Origin, "times"),
            ("", _verifier, Origin, "times"),
            (typed, stranger, Origin, "times"),
            (typed, _verifier, Other, "times"),
            (typed, _verifier, Origin, "post"),
        })
        {
            using var answer = await TakeAsync(frame, wrong.Code, wrong.Verifier, wrong.Origin, wrong.Site);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, wrong), (answer.StatusCode, wrong));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }

        foreach (var body in new[] { "{}", """{"code":null}""", $$"""{"code":"{{code}}","verifier":"{{_verifier}}"}""" })
        {
            using var answer = await frame.SendJsonAsync(HttpMethod.Post, "/api/v1/sites/times/sign-in", body);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }

        Assert.Equal(before, await SnapshotAsync());
        using var right = await TakeAsync(frame, code);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task A_code_is_good_once_and_for_a_minute()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var frame = App.Frame();
        var (used, typed) = await GiveAsync(ruth);
        using var first = await TakeAsync(frame, used);
        var before = await SnapshotAsync();
        using var replayed = await TakeAsync(App.Frame(), used);
        using var retyped = await TakeAsync(App.Frame(), typed);
        Assert.Equal(before, await SnapshotAsync());

        var (late, _) = await GiveAsync(ruth);
        App.Clock.Move(TimeSpan.FromSeconds(60));
        using var expired = await TakeAsync(frame, late);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity),
            (first.StatusCode, replayed.StatusCode, retyped.StatusCode, expired.StatusCode));
    }

    [Fact]
    public async Task Of_two_who_bring_a_code_at_once_one_is_signed_in()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync();
        for (var round = 0; round < 5; round++)
        {
            var (code, _) = await GiveAsync(ruth);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeAsync(App.Frame(), code)));
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        }

        await using var db = App.Open();
        Assert.Equal(5, await db.Sessions.CountAsync(s => s.SiteId != null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_the_window_shows_may_be_typed_within_five_minutes_and_guessed_at_five_times()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var frame = App.Frame();
        var (_, typed) = await GiveAsync(ruth);
        App.Clock.Move(TimeSpan.FromMinutes(4));
        using var right = await TakeAsync(frame, " " + typed.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);

        (_, typed) = await GiveAsync(ruth);
        for (var guess = 0; guess < 5; guess++)
        {
            using var wrong = await TakeAsync(frame, "ZZZZ-ZZZ" + guess);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        }

        using var tooLate = await TakeAsync(frame, typed);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLate.StatusCode);

        (_, typed) = await GiveAsync(ruth);
        App.Clock.Move(TimeSpan.FromMinutes(5));
        using var expired = await TakeAsync(frame, typed);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, expired.StatusCode);
    }

    [Fact]
    public async Task What_somebody_is_talked_into_reading_out_is_no_good_in_another_network()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var thief = App.Frame();
        thief.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        var (_, typed) = await GiveAsync(ruth);

        using var elsewhere = await TakeAsync(thief, typed);
        using var here = await TakeAsync(App.Frame(), typed);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (elsewhere.StatusCode, here.StatusCode));
    }

    [Fact]
    public async Task A_new_code_for_the_same_frame_ends_the_one_before()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync();
        var (first, _) = await GiveAsync(ruth);
        var (second, _) = await GiveAsync(ruth);

        using var old = await TakeAsync(App.Frame(), first);
        using var @new = await TakeAsync(App.Frame(), second);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (old.StatusCode, @new.StatusCode));
    }

    [Fact]
    public async Task Nobody_is_asked_for_a_page_that_may_not_embed_the_site()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync();
        var before = await SnapshotAsync();

        foreach (var (site, origin, challenge) in new[]
        {
            ("times", "https://evil.example", ChallengeOf(_verifier)), ("nowhere", Origin, ChallengeOf(_verifier)), ("", "", ""),
            ("times", Origin, "short"), ("times", Origin, new string('!', 43)), ("times", Origin + "/", ChallengeOf(_verifier)),
        })
        {
            using var page = await ruth.Browser.GetAsync(Address(site, origin, challenge));
            using var given = await ruth.Browser.SubmitAsync("/sign-in/frame", ("site", site), ("origin", origin), ("challenge", challenge));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, given.StatusCode));
        }

        using var doubled = await ruth.Browser.SubmitAsync(
            "/sign-in/frame", ("site", "times"), ("site", "times"), ("origin", Origin), ("challenge", ChallengeOf(_verifier)));
        Assert.Equal(HttpStatusCode.NotFound, doubled.StatusCode);
        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task Nothing_is_given_without_a_press_on_a_page_that_nobody_may_frame_and_that_keeps_its_opener()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("<b>Ruth</b>");
        var before = await SnapshotAsync();

        using var page = await ruth.Browser.GetAsync(Address());
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("&lt;b&gt;Ruth&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains(Origin, html, StringComparison.Ordinal);
        Assert.Equal(before, await SnapshotAsync());
        foreach (var answer in new[] { page, await ruth.Browser.SubmitAsync("/sign-in/frame", ("site", "times"), ("origin", Origin), ("challenge", ChallengeOf(_verifier))) })
        {
            Assert.Equal(["unsafe-none"], answer.Headers.GetValues("Cross-Origin-Opener-Policy"));
            Assert.Equal(["DENY"], answer.Headers.GetValues("X-Frame-Options"));
            Assert.EndsWith("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public async Task An_account_that_a_publisher_made_is_used_on_no_other_site()
    {
        _ = await GivenAsync();
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        using var reader = await App.GivenAPersonAsync("Reader of the Post", onlyOn: post);

        using var page = await reader.Browser.GetAsync(Address());
        using var given = await reader.Browser.SubmitAsync("/sign-in/frame", ("site", "times"), ("origin", Origin), ("challenge", ChallengeOf(_verifier)));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, given.StatusCode));
    }

    [Fact]
    public async Task A_new_sign_in_is_a_new_session_and_the_one_before_ends()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var mina = await App.GivenAPersonAsync("Mina Falk");
        using var frame = App.Frame();
        using var first = await TakeAsync(frame, (await GiveAsync(ruth)).Code);
        var stolen = CookieOf(first);

        using var second = await TakeAsync(frame, (await GiveAsync(mina)).Code);

        using var thief = App.Frame();
        thief.DefaultRequestHeaders.Add("Cookie", stolen);
        Assert.NotEqual(stolen, CookieOf(second));
        Assert.Equal(JsonValueKind.Null, (await MeAsync(thief)).ValueKind);
        Assert.Equal("Mina Falk", (await MeAsync(frame)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Who_signs_out_in_a_frame_is_out_there_and_not_elsewhere()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var frame = App.Frame();
        using var taken = await TakeAsync(frame, (await GiveAsync(ruth)).Code);

        using var elsewhere = await frame.SendAsync(Delete("/api/v1/sites/nowhere/session"));
        using var answer = await frame.SendAsync(Delete("/api/v1/sites/times/session"));
        using var again = await frame.SendAsync(Delete("/api/v1/sites/times/session"));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (answer.StatusCode, again.StatusCode));
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("parley-frame=;", StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Null, (await MeAsync(frame)).ValueKind);
        using var thief = App.Frame();
        thief.DefaultRequestHeaders.Add("Cookie", CookieOf(taken));
        Assert.Equal(JsonValueKind.Null, (await MeAsync(thief)).ValueKind);
        Assert.NotEqual(JsonValueKind.Null, (await MeAsync(ruth.Browser)).ValueKind);
    }

    [Fact]
    public async Task Where_a_browser_keeps_no_cookie_the_frame_carries_the_session_in_memory()
    {
        _ = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var frame = App.Frame();

        using var answer = await TakeAsync(frame, (await GiveAsync(ruth)).Code, inMemory: true);
        var token = (await answer.JsonAsync()).GetProperty("token").GetString()!;
        Assert.False(answer.Headers.Contains("Set-Cookie"));

        frame.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Parley", token);
        Assert.Equal("Ruth Amsel", (await MeAsync(frame)).GetProperty("name").GetString());
        _ = await frame.SayAsync("From memory", name: "");
        using var forged = await frame.SendJsonAsync(HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments", """{"text":"Forged"}""", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var left = await frame.SendAsync(Delete("/api/v1/sites/times/session"));
        Assert.Equal(JsonValueKind.Null, (await MeAsync(frame)).ValueKind);

        // A session of Parley's own host is never carried so.
        using var other = App.Frame();
        other.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Parley", ruth.Token);
        Assert.Equal(JsonValueKind.Null, (await MeAsync(other)).ValueKind);
    }

    [Fact]
    public async Task The_frame_learns_what_the_publisher_calls_its_own_reader_and_nobody_else_does()
    {
        var (site, _) = await GivenAsync();
        using var reader = await App.GivenAPersonAsync("Their Reader", onlyOn: site, frame: (site, Origin));
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        await using (var db = App.Open())
        {
            _ = db.Identities.Add(new Identity { Issuer = Identity.OfSite(site.Id), Subject = "reader-7", AccountId = reader.Account.Id, CreatedAt = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("reader-7", (await MeAsync(reader.Browser)).GetProperty("subject").GetString());
        Assert.Equal(JsonValueKind.Null, (await MeAsync(ruth.Browser)).GetProperty("subject").ValueKind);
    }

    [Fact]
    public async Task Where_a_browser_sends_both_sessions_what_a_request_is_says_which_of_them_counts()
    {
        var (site, _) = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var mina = await App.GivenAPersonAsync("Mina Falk", frame: (site, Origin));
        // As a browser does whose publisher's page is of the same site as Parley's host: with everything, both.
        using var host = Both(App.Browser(), ruth, mina);
        using var frame = Both(App.Frame(), ruth, mina);

        Assert.Equal("Ruth Amsel", (await MeAsync(host)).GetProperty("name").GetString());
        Assert.Equal("Mina Falk", (await MeAsync(frame)).GetProperty("name").GetString());
        var (first, second) = (await host.SayAsync("On Parley's own page", name: ""), await frame.SayAsync("In the frame", name: ""));
        var said = (await frame.DiscussionAsync("?order=oldest")).GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("name").GetString());
        Assert.Equal(["Ruth Amsel", "Mina Falk"], said);
        foreach (var (browser, comment, status) in new[]
        {
            (host, first, HttpStatusCode.Forbidden), (frame, second, HttpStatusCode.Forbidden), (host, second, HttpStatusCode.OK), (frame, first, HttpStatusCode.OK),
        })
        {
            using var vote = await browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{comment}/vote", """{"value":1}""");
            Assert.Equal(status, vote.StatusCode);
        }

        using var muted = await frame.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{first}/mute", "");
        using var edit = await frame.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{first}", """{"text":"Not mine"}""");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Forbidden), (muted.StatusCode, edit.StatusCode));
        await using var db = App.Open();
        Assert.Equal(mina.Account.Id, (await db.Mutes.SingleAsync(TestContext.Current.CancellationToken)).AccountId);
        // The doors of an account are Parley's own host's: a request that says it is a frame's opens none.
        using var account = await host.GetAsync(new Uri("/account", UriKind.Relative));
        using var framed = await frame.GetAsync(new Uri("/account", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (account.StatusCode, framed.StatusCode));
    }

    [Fact]
    public async Task Who_is_signed_in_on_one_side_alone_is_a_guest_on_the_other()
    {
        var (site, _) = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var mina = await App.GivenAPersonAsync("Mina Falk", frame: (site, Origin));
        ruth.Browser.DefaultRequestHeaders.Add(SignIn.FrameHeader, "1");
        _ = mina.Browser.DefaultRequestHeaders.Remove(SignIn.FrameHeader);

        Assert.Equal(JsonValueKind.Null, (await MeAsync(ruth.Browser)).ValueKind);
        Assert.Equal(JsonValueKind.Null, (await MeAsync(mina.Browser)).ValueKind);
        _ = await ruth.Browser.SayAsync("As a guest", name: "Guest One");
        _ = await mina.Browser.SayAsync("As a guest, too", name: "Guest Two");
        await using var db = App.Open();
        Assert.Equal(2, await db.Commenters.CountAsync(c => c.Kind == CommenterKind.Guest, TestContext.Current.CancellationToken));

        // Nor does a token do in the other's place, or carried by hand.
        using var swapped = App.Frame();
        swapped.DefaultRequestHeaders.Add("Cookie", $"parley-frame={ruth.Token}; parley-session={mina.Token}");
        Assert.Equal(JsonValueKind.Null, (await MeAsync(swapped)).ValueKind);
        using var top = App.Browser();
        top.DefaultRequestHeaders.Add("Cookie", $"parley-frame={ruth.Token}; parley-session={mina.Token}");
        top.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Parley", mina.Token);
        Assert.Equal(JsonValueKind.Null, (await MeAsync(top)).ValueKind);
    }

    [Fact]
    public async Task A_frame_that_signs_out_or_in_leaves_Parleys_own_host_alone_and_signing_out_there_ends_both()
    {
        var (site, _) = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var mina = await App.GivenAPersonAsync("Mina Falk", frame: (site, Origin));
        using var frame = Both(App.Frame(), ruth, mina);

        using var left = await frame.SendAsync(Delete("/api/v1/sites/times/session"));
        Assert.DoesNotContain(left.Headers.GetValues("Set-Cookie"), c => c.StartsWith("parley-session", StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Null, (await MeAsync(mina.Browser)).ValueKind);
        Assert.Equal("Ruth Amsel", (await MeAsync(ruth.Browser)).GetProperty("name").GetString());

        using var taken = await TakeAsync(frame, (await GiveAsync(ruth)).Code);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal("Ruth Amsel", (await MeAsync(ruth.Browser)).GetProperty("name").GetString());

        using var host = App.Browser();
        host.DefaultRequestHeaders.Add("Cookie", $"parley-session={ruth.Token}; {CookieOf(taken)}");
        using var _ = await host.SubmitAsync("/sign-out");
        await using var db = App.Open();
        Assert.Equal(0, await db.Sessions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("same-site")]
    [InlineData("cross-site")]
    public async Task The_publishers_page_cannot_ask_as_a_frame_nor_as_Parleys_own_page(string site)
    {
        var (times, _) = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var mina = await App.GivenAPersonAsync("Mina Falk", frame: (times, Origin));
        var said = await ruth.Browser.SayAsync("Mine", name: "");
        foreach (var browser in new[] { Both(App.Browser(), ruth, mina), Both(App.Frame(), ruth, mina) })
        {
            browser.DefaultRequestHeaders.Add("Origin", Origin);
            using var vote = await browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{said}/vote", """{"value":1}""", site);
            using var post = await browser.SendJsonAsync(HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments", """{"text":"Forged"}""", site);
            using var leave = await browser.SendJsonAsync(HttpMethod.Delete, "/api/v1/sites/times/session", "", site);
            Assert.Equal(
                (HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (vote.StatusCode, post.StatusCode, leave.StatusCode));

            // To send the header at all, a page of another origin has to be allowed to, and to read the answer, too.
            using var asking = new HttpRequestMessage(HttpMethod.Options, "/api/v1/sites/times/stories/bridge/mine");
            asking.Headers.Add("Access-Control-Request-Method", "GET");
            asking.Headers.Add("Access-Control-Request-Headers", SignIn.FrameHeader.ToLowerInvariant());
            using var preflight = await browser.SendAsync(asking, TestContext.Current.CancellationToken);
            using var mine = await browser.GetAsync(new Uri("/api/v1/sites/times/stories/bridge/mine", UriKind.Relative), TestContext.Current.CancellationToken);
            foreach (var answer in new[] { preflight, mine })
                Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-Allow", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(["same-origin"], mine.Headers.GetValues("Cross-Origin-Resource-Policy"));
            browser.Dispose();
        }
    }

    private static HttpClient Both(HttpClient browser, Person host, Person frame)
    {
        browser.DefaultRequestHeaders.Add("Cookie", $"parley-session={host.Token}; parley-frame={frame.Token}");
        return browser;
    }

    private Task<(Site Site, Story Story)> GivenAsync() => App.GivenAStoryAsync(change: (site, _) =>
    {
        site.Origins.Add(new() { SiteId = site.Id, Origin = Origin });
        site.Origins.Add(new() { SiteId = site.Id, Origin = Other });
    });

    private string Address(string site = "times", string origin = Origin, string? challenge = null) =>
        $"/sign-in/frame?site={site}&origin={Uri.EscapeDataString(origin)}&challenge={challenge ?? ChallengeOf(_verifier)}";

    private async Task<(string Code, string Typed)> GiveAsync(Person person)
    {
        using var answer = await person.Browser.SubmitAsync(
            "/sign-in/frame", ("site", "times"), ("origin", Origin), ("challenge", ChallengeOf(_verifier)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        return (DataCode().Match(html).Groups["code"].Value, Typed().Match(html).Groups["code"].Value);
    }

    private Task<HttpResponseMessage> TakeAsync(
        HttpClient frame, string code, string? verifier = null, string origin = Origin, string site = "times", bool inMemory = false) =>
        frame.SendJsonAsync(
            HttpMethod.Post, $"/api/v1/sites/{site}/sign-in",
            JsonSerializer.Serialize(new { code, verifier = verifier ?? _verifier, origin, inMemory }));

    private static async Task<JsonElement> MeAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync(new Uri("/api/v1/sites/times/stories/bridge/mine", UriKind.Relative));
        return (await answer.JsonAsync()).GetProperty("me");
    }

    private static HttpRequestMessage Delete(string path) => new(HttpMethod.Delete, path) { Headers = { { "Sec-Fetch-Site", "same-origin" } } };

    private static string CookieOf(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("parley-frame=", StringComparison.Ordinal)).Split(';')[0];

    private static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private async Task<string> SnapshotAsync()
    {
        await using var db = App.Open();
        var tickets = await db.Tickets.OrderBy(t => t.Id).Select(t => new { t.Id, t.UsedAt, t.Attempts }).ToListAsync();
        var sessions = await db.Sessions.OrderBy(s => s.Id).Select(s => s.Id).ToListAsync();
        return JsonSerializer.Serialize(new { tickets, sessions });
    }

    [GeneratedRegex("data-code=\"(?<code>[\\w-]{43})\"", RegexOptions.NonBacktracking)]
    private static partial Regex DataCode();

    [GeneratedRegex("<code>(?<code>[0-9A-Z]{4}-[0-9A-Z]{4})</code>", RegexOptions.NonBacktracking)]
    private static partial Regex Typed();
}

public sealed class HandoffOnSqliteTests() : HandoffTests(false);

public sealed class HandoffOnPostgresTests() : HandoffTests(true);
