using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class IdentityTests(bool onPostgres) : ProductTests(onPostgres)
{
    private IssuerApp _issuer = null!;

    public override async ValueTask InitializeAsync()
    {
        _issuer = await IssuerApp.StartAsync();
        await base.InitializeAsync();
        _issuer.Now = App.Clock.GetUtcNow;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override Settings Change(Settings settings) => settings with
    {
        InternalHosts = [_issuer.Host],
        Issuers =
        [
            new Issuer { Name = "house", Label = "House", Kind = IssuerKind.OpenId, Url = _issuer.Url, ClientId = IssuerApp.ClientId, ClientSecret = IssuerApp.ClientSecret },
        ],
    };

    [Fact]
    public async Task Whoever_proved_who_they_are_adds_an_account_elsewhere_and_signs_in_by_it_from_then_on()
    {
        using var ruth = await App.GivenAPersonAsync();

        using var back = await LinkAsync(ruth.Browser);

        Assert.Equal((HttpStatusCode.SeeOther, "/account/identities"), (back.StatusCode, back.Headers.Location!.OriginalString));
        using var elsewhere = App.Browser();
        using var signedIn = await elsewhere.GetAsync(await Away.LeaveAsync(elsewhere, "/sign-in/with/house"));
        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        await using var db = App.Open();
        Assert.Equal(ruth.Account.Id, (await db.Accounts.SingleAsync()).Id);
        Assert.Equal(2, await db.Sessions.CountAsync(s => s.AccountId == ruth.Account.Id));
    }

    [Fact]
    public async Task Without_a_fresh_proof_nothing_is_added_or_removed()
    {
        using var ruth = await App.GivenAPersonAsync();
        App.Clock.Move(TimeSpan.FromMinutes(11));

        using var add = await ruth.Browser.SubmitAsync("/account/identities", ("issuer", "house"));
        using var remove = await ruth.Browser.SubmitAsync("/account/identities/remove", ("issuer", Identity.Mail), ("subject", "ruthamsel@readers.example"));
        using var page = await ruth.Browser.GetAsync("/account/identities");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (add.StatusCode, remove.StatusCode));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("/account/prove?return=%2Faccount%2Fidentities", html, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/account/identities", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_account_has_cannot_be_added_and_the_refusal_says_nothing_of_it()
    {
        using var other = App.Browser();
        using var theirs = await other.GetAsync(await Away.LeaveAsync(other, "/sign-in/with/house"));
        using var ruth = await App.GivenAPersonAsync("Somebody New");

        using var refused = await LinkAsync(ruth.Browser);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var html = await refused.Content.ReadAsStringAsync();
        Assert.Contains("This account at House cannot be added to yours.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Ruth Amsel", html, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.NotEqual(ruth.Account.Id, (await db.Identities.SingleAsync(i => i.Issuer == _issuer.Url)).AccountId);
    }

    [Fact]
    public async Task Whoever_comes_back_signed_in_as_somebody_else_or_as_nobody_adds_nothing()
    {
        using var ruth = await App.GivenAPersonAsync();
        var back = await Away.AtIssuerAsync(await AddressAsync(ruth.Browser));
        using var out_ = await ruth.Browser.GetAsync("/sign-in/with/house");
        await using (var db = App.Open())
        {
            _ = await db.Sessions.Where(s => s.AccountId == ruth.Account.Id).ExecuteDeleteAsync();
        }

        using var refused = await ruth.Browser.GetAsync(back);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await using var after = App.Open();
        Assert.Equal(0, await after.Identities.CountAsync(i => i.Issuer == _issuer.Url));
    }

    [Fact]
    public async Task The_wish_to_add_comes_only_from_our_own_page()
    {
        using var ruth = await App.GivenAPersonAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/identities")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("issuer", "house")]),
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
        };

        using var forged = await ruth.Browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        await using var db = App.Open();
        Assert.Equal(0, await db.Tickets.CountAsync());
    }

    [Fact]
    public async Task A_way_in_is_removed_but_never_the_last_and_never_anybody_elses()
    {
        using var ruth = await App.GivenAPersonAsync();
        using var _ = await LinkAsync(ruth.Browser);
        using var eve = await App.GivenAPersonAsync("Eve");

        using var foreign = await eve.Browser.SubmitAsync("/account/identities/remove", ("issuer", _issuer.Url), ("subject", "subject-1"));
        using var mail = await ruth.Browser.SubmitAsync("/account/identities/remove", ("issuer", Identity.Mail), ("subject", "ruthamsel@readers.example"));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, mail.StatusCode));
        using var removed = await ruth.Browser.SubmitAsync("/account/identities/remove", ("issuer", _issuer.Url), ("subject", "subject-1"));
        Assert.Equal(HttpStatusCode.SeeOther, removed.StatusCode);

        using var browser = App.Browser();
        using var only = await browser.GetAsync(await Away.LeaveAsync(browser, "/sign-in/with/house"));
        using var last = await browser.SubmitAsync("/account/identities/remove", ("issuer", _issuer.Url), ("subject", "subject-1"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, last.StatusCode);
        Assert.Contains("only way in", await last.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal(1, await db.Identities.CountAsync(i => i.Issuer == _issuer.Url));
    }

    [Fact]
    public async Task Of_two_ways_in_that_are_removed_at_once_one_stays()
    {
        using var browser = App.Browser();
        using var only = await browser.GetAsync(await Away.LeaveAsync(browser, "/sign-in/with/house"));
        await using (var db = App.Open())
        {
            var account = await db.Accounts.SingleAsync();
            _ = db.Identities.Add(new Identity { Issuer = "https://elsewhere.example", Subject = "x", AccountId = account.Id, CreatedAt = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync();
        }

        var answers = await Task.WhenAll(
            browser.SubmitAsync("/account/identities/remove", ("issuer", _issuer.Url), ("subject", "subject-1")),
            browser.SubmitAsync("/account/identities/remove", ("issuer", "https://elsewhere.example"), ("subject", "x")));

        Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.UnprocessableEntity], answers.Select(a => a.StatusCode).Order());
        await using var after = App.Open();
        Assert.Equal(1, await after.Identities.CountAsync());
    }

    [Fact]
    public async Task Proving_again_by_an_account_elsewhere_renews_the_session_for_the_same_account_alone()
    {
        using var browser = App.Browser();
        using var first = await browser.GetAsync(await Away.LeaveAsync(browser, "/sign-in/with/house"));
        App.Clock.Move(TimeSpan.FromMinutes(11));

        using var left = await browser.GetAsync("/sign-in/with/house?prove=1&return=/account/identities");
        Assert.Contains("prompt=login", left.Headers.Location!.Query, StringComparison.Ordinal);
        using var proved = await browser.GetAsync(await Away.AtIssuerAsync(left.Headers.Location.AbsoluteUri));
        Assert.Equal("/account/identities", proved.Headers.Location!.OriginalString);
        using var page = await browser.GetAsync("/account/identities");
        Assert.DoesNotContain("/account/prove", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        _issuer.Subject = "somebody-else";
        using var asOther = await browser.GetAsync(await Away.LeaveAsync(browser, "/sign-in/with/house?prove=1"));

        Assert.Equal(HttpStatusCode.Forbidden, asOther.StatusCode);
        await using var db = App.Open();
        Assert.Equal((1, 1), (await db.Accounts.CountAsync(), await db.Sessions.CountAsync()));
    }

    private static async Task<string> AddressAsync(HttpClient browser)
    {
        using var leaving = await browser.SubmitAsync("/account/identities", ("issuer", "house"));
        Assert.Equal(HttpStatusCode.OK, leaving.StatusCode);
        var html = await leaving.Content.ReadAsStringAsync();
        var start = html.IndexOf("<a href=\"", StringComparison.Ordinal) + 9;
        return WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]);
    }

    private static async Task<HttpResponseMessage> LinkAsync(HttpClient browser) =>
        await browser.GetAsync(await Away.AtIssuerAsync(await AddressAsync(browser)));
}

public sealed class IdentitiesOnSqliteTests() : IdentityTests(false);

public sealed class IdentitiesOnPostgresTests() : IdentityTests(true);
