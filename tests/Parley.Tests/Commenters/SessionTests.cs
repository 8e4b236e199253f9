using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public sealed class SessionOnSqliteTests() : SessionTests(onPostgres: false);

public sealed class SessionOnPostgresTests() : SessionTests(onPostgres: true);

public abstract class SessionTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Mine = "/api/v1/sites/times/stories/bridge/mine";

    [Fact]
    public async Task Every_browser_is_listed_with_where_it_holds_and_which_one_this_is()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        _ = await AnotherAsync(ruth, "Chrome, Android", (site, "https://news.example"));
        _ = await AnotherAsync(ruth, "");
        var old = await AnotherAsync(ruth, "Netscape, OS/2", seen: App.Clock.GetUtcNow() - Session.IdleFor);
        using var stranger = await App.GivenAPersonAsync("Cem Demir");

        var page = WebUtility.HtmlDecode(await ruth.Browser.GetStringAsync("/account/sessions"));

        Assert.Contains("Firefox, Linux", page, StringComparison.Ordinal);
        Assert.Contains("this one", page, StringComparison.Ordinal);
        Assert.Contains("In \u2068The Times of Testing\u2069 on \u2068https://news.example\u2069", page, StringComparison.Ordinal);
        Assert.Contains("A browser that does not say which", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Netscape", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("/end\"").Length - 1);
        Assert.DoesNotContain(Id.Text(old.Id), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_says_whether_it_began_on_the_network_that_asks()
    {
        const string Sentence = "It began on the network you are on now.";
        _ = await App.GivenAStoryAsync();
        using var first = App.Browser();
        using var second = App.Browser();
        using var signedIn = await App.SignInByMailAsync(first, "ruth@readers.example");
        Assert.DoesNotContain(Sentence, await first.GetStringAsync("/account/sessions"), StringComparison.Ordinal);
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using var again = await App.SignInByMailAsync(second, "ruth@readers.example");

        Assert.Contains(Sentence, await first.GetStringAsync("/account/sessions"), StringComparison.Ordinal);
        await using (var db = App.Open())
        {
            byte[] elsewhere = [1];
            _ = await db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(x => x.AddressHash, elsewhere));
        }

        Assert.DoesNotContain(Sentence, await first.GetStringAsync("/account/sessions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_ended_is_refused_with_its_next_request()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        var (top, topBrowser) = await AnotherAsync(ruth, "Chrome, Android");
        var (frame, frameBrowser) = await AnotherAsync(ruth, "Safari, iPhone", (site, "https://news.example"));
        Assert.True(await IsSignedInAsync(topBrowser) && await IsSignedInAsync(frameBrowser));

        using var first = await ruth.Browser.SubmitAsync($"/account/sessions/{Id.Text(top)}/end");
        Assert.Equal("/account/sessions?ended=one", first.Headers.Location!.ToString());
        Assert.Equal((false, true, true), (await IsSignedInAsync(topBrowser), await IsSignedInAsync(frameBrowser), await IsSignedInAsync(ruth.Browser)));
        using var page = await topBrowser.GetAsync("/account");
        Assert.Equal(HttpStatusCode.SeeOther, page.StatusCode);

        using var second = await ruth.Browser.SubmitAsync($"/account/sessions/{Id.Text(frame)}/end");
        Assert.False(await IsSignedInAsync(frameBrowser));
        using var again = await ruth.Browser.SubmitAsync($"/account/sessions/{Id.Text(frame)}/end");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        topBrowser.Dispose();
        frameBrowser.Dispose();
    }

    [Fact]
    public async Task Signing_out_everywhere_else_leaves_this_browser_alone_and_everywhere_leaves_none()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var stranger = await App.GivenAPersonAsync("Cem Demir");
        var others = new[] { await AnotherAsync(ruth, "One"), await AnotherAsync(ruth, "Two", (site, "https://news.example")) };
        await GivenAHandoffAsync(ruth);

        using var answer = await ruth.Browser.SubmitAsync("/account/sessions/end-others");
        Assert.Equal("/account/sessions?ended=others", answer.Headers.Location!.ToString());
        foreach (var (_, browser) in others) Assert.False(await IsSignedInAsync(browser));
        Assert.True(await IsSignedInAsync(ruth.Browser));
        await using (var db = App.Open()) Assert.Empty(await db.Tickets.ToListAsync(TestContext.Current.CancellationToken));

        using var last = await ruth.Browser.SubmitAsync("/account/sessions/end-all");
        Assert.Equal("/", last.Headers.Location!.ToString());
        Assert.False(await IsSignedInAsync(ruth.Browser));
        Assert.Contains(last.Headers.GetValues("Set-Cookie"), c => c.StartsWith("parley-session=;", StringComparison.Ordinal));
        Assert.True(await IsSignedInAsync(stranger.Browser));
        foreach (var (_, browser) in others) browser.Dispose();
    }

    [Fact]
    public async Task Ending_this_one_signs_out_here()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        await using var db = App.Open();
        var own = await db.Sessions.SingleAsync(TestContext.Current.CancellationToken);

        using var answer = await ruth.Browser.SubmitAsync($"/account/sessions/{Id.Text(own.Id)}/end");

        Assert.Equal("/", answer.Headers.Location!.ToString());
        Assert.False(await IsSignedInAsync(ruth.Browser));
    }

    [Fact]
    public async Task Nobody_ends_anybody_elses()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var eve = await App.GivenAPersonAsync("Eve Adler");
        await using var db = App.Open();
        var target = await db.Sessions.SingleAsync(s => s.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken);

        foreach (var id in (string[])[Id.Text(target.Id), Id.Text(Guid.NewGuid()), "nothing"])
        {
            using var answer = await eve.Browser.SubmitAsync($"/account/sessions/{id}/end");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var all = await eve.Browser.SubmitAsync("/account/sessions/end-all");
        Assert.True(await IsSignedInAsync(ruth.Browser));
        using var guest = App.Browser();
        using var refused = await guest.SubmitAsync($"/account/sessions/{Id.Text(target.Id)}/end");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.True(await IsSignedInAsync(ruth.Browser));
    }

    private static async Task<bool> IsSignedInAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync(Mine);
        return (await answer.JsonAsync()).GetProperty("me").ValueKind == System.Text.Json.JsonValueKind.Object;
    }

    private async Task<(Guid Id, HttpClient Browser)> AnotherAsync(
        Person person, string device, (Site Site, string Origin)? frame = null, DateTimeOffset? seen = null)
    {
        var now = App.Clock.GetUtcNow();
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        await using var db = App.Open();
        var session = new Session
        {
            Id = Id.New(now),
            AccountId = person.Account.Id,
            TokenHash = SHA256.HashData(Encoding.ASCII.GetBytes(token)),
            SiteId = frame?.Site.Id,
            Origin = frame?.Origin,
            Device = device,
            CreatedAt = seen ?? now,
            SeenAt = seen ?? now,
            ProvedAt = seen ?? now,
        };
        _ = db.Sessions.Add(session);
        _ = await db.SaveChangesAsync();
        var browser = frame is null ? App.Browser() : App.Frame();
        browser.DefaultRequestHeaders.Add("Cookie", $"{(frame is null ? "parley-session" : "parley-frame")}={token}");
        return (session.Id, browser);
    }

    private async Task GivenAHandoffAsync(Person person)
    {
        await using var db = App.Open();
        _ = db.Tickets.Add(new Ticket
        {
            Id = Id.New(App.Clock.GetUtcNow()),
            Kind = TicketKind.Handoff,
            SecretHash = RandomNumberGenerator.GetBytes(32),
            AccountId = person.Account.Id,
            CreatedAt = App.Clock.GetUtcNow(),
            ExpiresAt = App.Clock.GetUtcNow() + TimeSpan.FromMinutes(1),
        });
        _ = await db.SaveChangesAsync();
    }
}
