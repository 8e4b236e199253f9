using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>Proving once more who one is by an account elsewhere: only by one's own, and only freshly.</summary>
public abstract class ProveByIssuerTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Wanted = "/account/email";

    private IssuerApp _issuer = null!;
    private IssuerApp _other = null!;

    public sealed class OnSqlite() : ProveByIssuerTests(false);

    public sealed class OnPostgres() : ProveByIssuerTests(true);

    public override async ValueTask InitializeAsync()
    {
        (_issuer, _other) = (await IssuerApp.StartAsync(), await IssuerApp.StartAsync());
        await base.InitializeAsync();
        (_issuer.Now, _other.Now) = (App.Clock.GetUtcNow, App.Clock.GetUtcNow);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _issuer.DisposeAsync();
        await _other.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override Settings Change(Settings settings) => settings with
    {
        InternalHosts = [_issuer.Host, _other.Host],
        Issuers = [At("house", IssuerKind.OpenId, _issuer), At("other", IssuerKind.OpenId, _other), At("github", IssuerKind.GitHub, _issuer)],
    };

    [Fact]
    public async Task Whoever_signs_in_anew_there_has_proved_it_and_the_session_gets_a_new_token()
    {
        using var ruth = await RuthAsync();
        var log = HeardLog.On(App, "Parley.Security");
        var old = Token(ruth);
        Assert.Contains(
            "<a class=\"way\" href=\"/sign-in/with/house?prove=1&amp;return=%2Faccount%2Femail\">Prove it with The house</a>",
            await ruth.Browser.GetStringAsync("/account/prove?return=" + Uri.EscapeDataString(Wanted)), StringComparison.Ordinal);

        using var left = await ruth.Browser.GetAsync(Leaving());
        var asked = QueryHelpers.ParseQuery(left.Headers.Location!.Query);
        Assert.Equal(("login", "0"), (asked["prompt"].ToString(), asked["max_age"].ToString()));
        using var back = await ruth.Browser.GetAsync(await Away.AtIssuerAsync(left.Headers.Location.AbsoluteUri));

        Assert.Equal((HttpStatusCode.SeeOther, Wanted), (back.StatusCode, back.Headers.Location!.OriginalString));
        Assert.True(await IsRecentAsync(ruth));
        Assert.NotEqual(old, Token(ruth));
        using var thief = App.Browser();
        thief.DefaultRequestHeaders.Add("Cookie", "parley-session=" + old);
        Assert.Equal(HttpStatusCode.SeeOther, (await thief.GetAsync("/account")).StatusCode);
        await using var db = App.Open();
        Assert.Equal((1, 1), (await db.Sessions.CountAsync(), await db.Accounts.CountAsync()));
        Assert.Equal([$"Proved again by issuer house: account {Id.Text(ruth.Account.Id)}, on an unknown device"], log.Lines);
    }

    [Fact]
    public async Task Only_ones_own_are_offered_and_those_that_are_not_lead_back()
    {
        using var ruth = await RuthAsync();
        using var eve = await App.GivenAPersonAsync("Eve Adler");

        var page = await ruth.Browser.GetStringAsync("/account/prove");
        Assert.Contains("href=\"/sign-in/with/house?prove=1&amp;return=%2Faccount\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/sign-in/with/other", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/sign-in/with/", await eve.Browser.GetStringAsync("/account/prove"), StringComparison.Ordinal);
        using var foreign = await ruth.Browser.GetAsync(Leaving("other"));
        Assert.Equal("/account/prove?return=%2Faccount%2Femail", foreign.Headers.Location!.OriginalString);
        await using var db = App.Open();
        Assert.Equal(0, await db.Tickets.CountAsync());
    }

    public static TheoryData<string> Stale => ["none", "before leaving", "in words", "negative", "from the future", "a list"];

    [Theory]
    [MemberData(nameof(Stale))]
    public async Task An_issuer_that_does_not_say_that_it_was_just_now_proves_nothing(string when)
    {
        using var ruth = await RuthAsync();
        _issuer.Claims["auth_time"] = when switch
        {
            "none" => null,
            "before leaving" => _issuer.In(TimeSpan.FromMinutes(-2)),
            "in words" => "now",
            "negative" => -1,
            "from the future" => _issuer.In(TimeSpan.FromMinutes(5)),
            _ => new[] { _issuer.In(TimeSpan.Zero) },
        };

        using var back = await ProveAsync(ruth);

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        var page = await back.Content.ReadAsStringAsync();
        Assert.Contains("<h1>Not proved</h1>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/account/prove?return=%2Faccount%2Femail\"", page, StringComparison.Ordinal);
        await AssertUnprovedAsync(ruth);
    }

    [Fact]
    public async Task Clocks_may_differ_by_a_minute()
    {
        using var ruth = await RuthAsync();
        _issuer.Claims["auth_time"] = _issuer.In(TimeSpan.FromSeconds(-50));

        using var back = await ProveAsync(ruth);

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.True(await IsRecentAsync(ruth));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_person_there_proves_nothing_and_is_not_signed_in_either(bool hasAccountHere)
    {
        using var ruth = await RuthAsync();
        using var eve = await App.GivenAPersonAsync("Eve Adler");
        if (hasAccountHere) await LinkedAsync(eve.Account, _issuer.Url, "subject-2");
        _issuer.Subject = "subject-2";

        using var back = await ProveAsync(ruth);

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.Contains("That was another account at The house", await back.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertUnprovedAsync(ruth);
        await using var db = App.Open();
        Assert.Equal((2, 2), (await db.Accounts.CountAsync(), await db.Sessions.CountAsync()));
    }

    [Fact]
    public async Task The_state_of_a_sign_in_proves_nothing_that_was_not_proved_there()
    {
        using var ruth = await RuthAsync();
        // Recognized without a word, hours after the last one.
        _issuer.Claims["auth_time"] = _issuer.In(TimeSpan.FromHours(-3));
        var back = await Away.LeaveAsync(ruth.Browser, "/sign-in/with/house?return=" + Uri.EscapeDataString(Wanted));

        using var signedIn = await ruth.Browser.GetAsync(back + "&prove=1");

        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        Assert.False(await IsRecentAsync(ruth));
        await using var db = App.Open();
        var session = await db.Sessions.SingleAsync();
        Assert.Equal((ruth.Account.Id, App.Clock.GetUtcNow() - TimeSpan.FromHours(3)), (session.AccountId, session.ProvedAt));
        // Nor does what adds a way in.
        using var proved = await ProveAsync(ruth, fresh: true);
        Assert.True(await IsRecentAsync(ruth));
        using var leaving = await ruth.Browser.SubmitAsync("/account/identities", ("issuer", "other"));
        var html = await leaving.Content.ReadAsStringAsync();
        var start = html.IndexOf("<a href=\"", StringComparison.Ordinal) + 9;
        var link = await Away.AtIssuerAsync(WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]));
        App.Clock.Move(TimeSpan.FromMinutes(9));
        using var linked = await ruth.Browser.GetAsync(link);
        Assert.Equal("/account/identities", linked.Headers.Location!.OriginalString);
        App.Clock.Move(TimeSpan.FromMinutes(2));
        Assert.False(await IsRecentAsync(ruth));
    }

    [Fact]
    public async Task The_state_of_a_proof_signs_nobody_in()
    {
        using var ruth = await RuthAsync();
        var back = await Away.LeaveAsync(ruth.Browser, Leaving());
        await using var db = App.Open();
        _ = await db.Sessions.ExecuteDeleteAsync();

        using var signedOut = await ruth.Browser.GetAsync(back);

        Assert.Equal(HttpStatusCode.Forbidden, signedOut.StatusCode);
        Assert.Equal(0, await db.Sessions.CountAsync());
        using var again = await ruth.Browser.GetAsync(back);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
    }

    [Fact]
    public async Task The_state_of_a_proof_is_nothing_to_whoever_is_signed_in_there_meanwhile_or_elsewhere()
    {
        using var ruth = await RuthAsync();
        using var eve = await App.GivenAPersonAsync("Eve Adler");
        await LinkedAsync(eve.Account, _issuer.Url, "subject-2");
        App.Clock.Move(TimeSpan.FromMinutes(11));
        var back = await Away.LeaveAsync(ruth.Browser, Leaving());

        // In another browser; and in this one, by whoever has signed in meanwhile.
        using var elsewhere = await eve.Browser.GetAsync(back);
        ruth.Cookies.Add(App.Url, new Cookie("parley-session", eve.Token, "/"));
        using var here = await ruth.Browser.GetAsync(back);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (elsewhere.StatusCode, here.StatusCode));
        await using var db = App.Open();
        Assert.All(await db.Sessions.ToListAsync(), s => Assert.True(App.Clock.GetUtcNow() - s.ProvedAt >= TimeSpan.FromMinutes(11)));
    }

    [Fact]
    public async Task A_proof_comes_back_from_the_issuer_it_left_for_or_not_at_all()
    {
        using var ruth = await RuthAsync();
        await LinkedAsync(ruth.Account, _other.Url, "subject-1");
        var back = await Away.LeaveAsync(ruth.Browser, Leaving());

        using var swapped = await ruth.Browser.GetAsync(back.Replace("/back/house", "/back/other", StringComparison.Ordinal));
        using var declined = await ruth.Browser.GetAsync((await Away.LeaveAsync(ruth.Browser, Leaving())).Replace("code=", "error=login_required&no=", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (swapped.StatusCode, declined.StatusCode));
        Assert.Contains("did not sign you in", await declined.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertUnprovedAsync(ruth);
    }

    [Fact]
    public async Task Who_is_not_signed_in_any_more_signs_in_instead()
    {
        using var browser = App.Browser();
        using var left = await browser.GetAsync(Leaving());
        Assert.DoesNotContain("max_age", left.Headers.Location!.Query, StringComparison.Ordinal);

        using var back = await browser.GetAsync(await Away.AtIssuerAsync(left.Headers.Location.AbsoluteUri));

        Assert.Equal((HttpStatusCode.SeeOther, Wanted), (back.StatusCode, back.Headers.Location!.OriginalString));
        await using var db = App.Open();
        Assert.Equal(App.Clock.GetUtcNow(), (await db.Sessions.SingleAsync()).ProvedAt);
    }

    [Fact]
    public async Task GitHub_is_asked_to_let_an_account_be_chosen_and_the_same_number_proves_it()
    {
        using var ruth = await RuthAsync();
        await LinkedAsync(ruth.Account, "github:" + _issuer.Url, "583231");
        using var left = await ruth.Browser.GetAsync(Leaving("github"));
        var asked = QueryHelpers.ParseQuery(left.Headers.Location!.Query);
        Assert.Equal(("select_account", false), (asked["prompt"].ToString(), asked.ContainsKey("max_age")));
        _issuer.GitHubId = 583232;
        using var another = await ruth.Browser.GetAsync(await Away.AtIssuerAsync(left.Headers.Location.AbsoluteUri));
        Assert.Equal(HttpStatusCode.Forbidden, another.StatusCode);
        await AssertUnprovedAsync(ruth);

        _issuer.GitHubId = 583231;
        using var proved = await ruth.Browser.GetAsync(await Away.LeaveAsync(ruth.Browser, Leaving("github")));

        Assert.Equal((HttpStatusCode.SeeOther, Wanted), (proved.StatusCode, proved.Headers.Location!.OriginalString));
        Assert.True(await IsRecentAsync(ruth));
    }

    [Theory]
    [InlineData(IssuerKind.OpenId, "https://login.example.org", true)]
    [InlineData(IssuerKind.OpenId, "https://accounts.google.com", false)]
    [InlineData(IssuerKind.GitHub, "https://github.com", false)]
    [InlineData(IssuerKind.GitHub, "https://git.example.org", false)]
    public void Google_and_GitHub_have_nobody_sign_in_anew(IssuerKind kind, string url, bool expected) =>
        Assert.Equal(expected, new Issuer { Name = "x", Label = "X", Kind = kind, Url = url, ClientId = "c" }.SignsInAnew);

    // Signed in a while ago, with an account at the house besides.
    private async Task<Person> RuthAsync()
    {
        var ruth = await App.GivenAPersonAsync();
        await LinkedAsync(ruth.Account, _issuer.Url, "subject-1");
        App.Clock.Move(TimeSpan.FromMinutes(11));
        return ruth;
    }

    private async Task LinkedAsync(Account account, string issuer, string subject)
    {
        await using var db = App.Open();
        _ = db.Identities.Add(new Identity { Issuer = issuer, Subject = subject, AccountId = account.Id, CreatedAt = App.Clock.GetUtcNow() });
        _ = await db.SaveChangesAsync();
    }

    private async Task<HttpResponseMessage> ProveAsync(Person person, bool fresh = false)
    {
        if (fresh) _ = _issuer.Claims.Remove("auth_time");
        return await person.Browser.GetAsync(await Away.LeaveAsync(person.Browser, Leaving()));
    }

    private async Task AssertUnprovedAsync(Person person)
    {
        Assert.Equal(person.Token, Token(person));
        Assert.False(await IsRecentAsync(person));
        await using var db = App.Open();
        var session = await db.Sessions.SingleAsync(s => s.AccountId == person.Account.Id);
        Assert.True(App.Clock.GetUtcNow() - session.ProvedAt >= TimeSpan.FromMinutes(11));
    }

    // Asks a door that demands it, with an address that is none: nothing is changed by looking.
    private static async Task<bool> IsRecentAsync(Person person)
    {
        using var answer = await person.Browser.SubmitAsync("/account/email", ("email", "none"));
        var isRefused = answer.Headers.Location?.OriginalString.StartsWith("/account/prove", StringComparison.Ordinal) == true;
        Assert.True(isRefused || answer.StatusCode == HttpStatusCode.UnprocessableEntity, answer.StatusCode.ToString());
        return !isRefused;
    }

    private string Token(Person person) => person.Cookies.GetCookies(App.Url)["parley-session"]!.Value;

    private static string Leaving(string issuer = "house") => $"/sign-in/with/{issuer}?prove=1&return={Uri.EscapeDataString(Wanted)}";

    private static Issuer At(string name, IssuerKind kind, IssuerApp at) => new()
    {
        Name = name,
        Label = "The " + name,
        Kind = kind,
        Url = at.Url,
        ClientId = IssuerApp.ClientId,
        ClientSecret = IssuerApp.ClientSecret,
    };
}
