using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class IssuerTests(bool onPostgres) : ProductTests(onPostgres)
{
    private IssuerApp _issuer = null!;
    private IssuerApp _other = null!;

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
        Issuers =
        [
            OpenId("house", _issuer), OpenId("other", _other),
            new Issuer { Name = "github", Label = "GitHub", Kind = IssuerKind.GitHub, Url = _issuer.Url, ClientId = IssuerApp.ClientId, ClientSecret = IssuerApp.ClientSecret },
        ],
    };

    [Fact]
    public async Task Whoever_an_issuer_vouches_for_is_signed_in_and_comes_back_where_they_were()
    {
        using var browser = App.Browser();

        using var back = await SignInAsync(browser, returnTo: "/times/bridge?order=newest");

        Assert.Equal((HttpStatusCode.SeeOther, "/times/bridge?order=newest"), (back.StatusCode, back.Headers.Location!.OriginalString));
        await using var db = App.Open();
        var account = await db.Accounts.SingleAsync();
        Assert.Equal(("Ruth Amsel", "ruth@readers.example", null), (account.Name, account.Email, account.SiteId));
        var identity = await db.Identities.SingleAsync();
        Assert.Equal((_issuer.Url, "subject-1", account.Id), (identity.Issuer, identity.Subject, identity.AccountId));
        Assert.Equal(account.Id, (await db.Sessions.SingleAsync()).AccountId);
        using var own = await browser.GetAsync("/account/identities");
        Assert.Contains("ruth@readers.example", await own.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_subject_is_the_same_account_and_a_new_session_each_time()
    {
        using var browser = App.Browser();
        using var first = await SignInAsync(browser);
        _issuer.Name = "Somebody Else";
        _issuer.Email = "new@readers.example";

        using var second = await SignInAsync(browser);

        await using var db = App.Open();
        Assert.Equal("Ruth Amsel", (await db.Accounts.SingleAsync()).Name);
        // The one before ended with it.
        Assert.Equal(1, await db.Sessions.CountAsync());
        Assert.NotEqual(CookieOf(first), CookieOf(second));
    }

    [Fact]
    public async Task Another_subject_with_the_same_address_and_name_is_another_account_without_that_name()
    {
        using var victim = await App.GivenAPersonAsync("Ruth Amsel", "ruth@readers.example");
        using var browser = App.Browser();

        using var _ = await SignInAsync(browser);

        await using var db = App.Open();
        var made = await db.Identities.SingleAsync(i => i.Issuer == _issuer.Url);
        Assert.NotEqual(victim.Account.Id, made.AccountId);
        Assert.Equal("", (await db.Accounts.SingleAsync(a => a.Id == made.AccountId)).Name);
        // Nor is the claimed address a way in.
        Assert.Equal(1, await db.Identities.CountAsync(i => i.Issuer == Identity.Mail));
    }

    [Fact]
    public async Task A_foreign_tenant_with_the_same_subject_and_address_is_another_account()
    {
        using var mine = App.Browser();
        using var theirs = App.Browser();
        using var first = await SignInAsync(mine);

        using var second = await SignInAsync(theirs, "other");

        await using var db = App.Open();
        Assert.Equal(2, await db.Accounts.CountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData("true")]
    [InlineData(1)]
    public async Task An_address_that_the_issuer_has_not_verified_is_not_kept(object verified)
    {
        _issuer.EmailIsVerified = verified;
        using var browser = App.Browser();

        using var _ = await SignInAsync(browser);

        await using var db = App.Open();
        Assert.Null((await db.Accounts.SingleAsync()).Email);
    }

    [Theory]
    [InlineData("The Moderator")]
    [InlineData("‮evil")]
    [InlineData("")]
    [InlineData("<script>alert(1)</script>\0")]
    public async Task A_name_that_cannot_be_shown_is_left_for_its_owner_to_choose(string name)
    {
        _issuer.Name = name;
        using var browser = App.Browser();

        using var back = await SignInAsync(browser);

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        await using var db = App.Open();
        Assert.Equal("", (await db.Accounts.SingleAsync()).Name);
    }

    [Fact]
    public async Task GitHub_accounts_are_known_by_their_number_and_not_by_their_login()
    {
        using var browser = App.Browser();

        using var back = await SignInAsync(browser, "github");

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        await using var db = App.Open();
        var identity = await db.Identities.SingleAsync();
        Assert.Equal(("583231", "octo"), (identity.Subject, identity.Label));
        Assert.Equal("octo@readers.example", (await db.Accounts.SingleAsync()).Email);
    }

    [Fact]
    public async Task GitHub_addresses_that_are_not_verified_are_not_kept_and_an_id_that_is_no_number_is_nobody()
    {
        _issuer.GitHubEmails = new[] { new { email = "octo@readers.example", primary = true, verified = false } };
        using var browser = App.Browser();
        using var _ = await SignInAsync(browser, "github");
        _issuer.GitHubId = "583231";
        using var stranger = App.Browser();

        using var refused = await SignInAsync(stranger, "github");

        await using var db = App.Open();
        Assert.Null((await db.Accounts.SingleAsync()).Email);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    public static TheoryData<string> HostileTokens => [.. Hostile.Keys];

    // Each makes, from the claims of a good token, one that must not be believed.
    private static readonly Dictionary<string, Func<IssuerApp, IssuerApp, Dictionary<string, object?>, string>> Hostile = new(StringComparer.Ordinal)
    {
        ["no algorithm"] = (_, _, c) => Tokens.Make(new { alg = "none" }, c, _ => []),
        ["no algorithm, oddly written"] = (_, _, c) => Tokens.Make(new { alg = "nOnE" }, c, _ => []),
        ["an empty signature"] = (i, _, c) => Tokens.Make(new { alg = "RS256", kid = i.KeyId }, c, _ => []),
        ["the public key as a secret"] = (i, _, c) => Tokens.Make(new { alg = "HS256", kid = i.KeyId }, c, Tokens.By(i.Key.ExportSubjectPublicKeyInfo())),
        ["the public key's PEM as a secret"] = (i, _, c) => Tokens.Make(new { alg = "HS256", kid = i.KeyId }, c, Tokens.By(Encoding.ASCII.GetBytes(i.Key.ExportSubjectPublicKeyInfoPem()))),
        ["the client's secret"] = (i, _, c) => Tokens.Make(new { alg = "HS256" }, c, Tokens.By(Encoding.UTF8.GetBytes(IssuerApp.ClientSecret.PadRight(32, ' ')))),
        ["another issuer's key"] = (i, o, c) => Tokens.Make(new { alg = "RS256", kid = i.KeyId }, c, Tokens.By(o.Key)),
        ["a key brought along"] = (_, o, c) => Tokens.Make(new { alg = "RS256", jwk = Tokens.Jwk(o.Key, "own"), kid = "own" }, c, Tokens.By(o.Key)),
        ["a key from elsewhere"] = (_, o, c) => Tokens.Make(new { alg = "RS256", jku = o.Url + "/jwks", kid = "first" }, c, Tokens.By(o.Key)),
        ["an extension to understand"] = (i, _, c) => Tokens.Make(new { alg = "RS256", kid = i.KeyId, crit = new[] { "exp" } }, c, Tokens.By(i.Key)),
        ["a longer hash"] = (i, _, c) => Tokens.Make(new { alg = "RS512", kid = i.KeyId }, c, b => i.Key.SignData(b, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
        ["a claim twice"] = (i, _, c) => Tokens.MakeRaw(
            $$"""{"alg":"RS256","kid":"{{i.KeyId}}"}""", System.Text.Json.JsonSerializer.Serialize(c).Replace("{\"iss\"", "{\"sub\":\"victim\",\"iss\"", StringComparison.Ordinal), Tokens.By(i.Key)),
        ["another issuer"] = (i, o, c) => Signed(i, c, ("iss", o.Url)),
        ["no issuer"] = (i, _, c) => Signed(i, c, ("iss", null)),
        ["another audience"] = (i, _, c) => Signed(i, c, ("aud", "somebody-else")),
        ["no audience"] = (i, _, c) => Signed(i, c, ("aud", null)),
        ["another party"] = (i, _, c) => Signed(i, c, ("azp", "somebody-else")),
        ["two audiences and no party"] = (i, _, c) => Signed(i, c, ("aud", new[] { IssuerApp.ClientId, "somebody-else" })),
        ["another nonce"] = (i, _, c) => Signed(i, c, ("nonce", "another")),
        ["no nonce"] = (i, _, c) => Signed(i, c, ("nonce", null)),
        ["expired"] = (i, _, c) => Signed(i, c, ("exp", i.In(TimeSpan.FromMinutes(-2)))),
        ["no end"] = (i, _, c) => Signed(i, c, ("exp", null)),
        ["an end in words"] = (i, _, c) => Signed(i, c, ("exp", "tomorrow")),
        ["from the future"] = (i, _, c) => Signed(i, c, ("iat", i.In(TimeSpan.FromMinutes(5)))),
        ["not yet"] = (i, _, c) => Signed(i, c, ("nbf", i.In(TimeSpan.FromMinutes(5)))),
        ["no subject"] = (i, _, c) => Signed(i, c, ("sub", null)),
        ["an empty subject"] = (i, _, c) => Signed(i, c, ("sub", "")),
        ["a number for a subject"] = (i, _, c) => Signed(i, c, ("sub", 1)),
        ["a subject with a control"] = (i, _, c) => Signed(i, c, ("sub", "a\0b")),
        ["an endless subject"] = (i, _, c) => Signed(i, c, ("sub", new string('a', 256))),
        ["five parts"] = (i, _, c) => Signed(i, c) + ".a.b",
        ["nothing"] = (_, _, _) => "",
    };

    [Theory]
    [MemberData(nameof(HostileTokens))]
    public async Task An_id_token_that_is_not_the_issuers_own_for_us_and_now_signs_nobody_in(string kind)
    {
        _issuer.Sign = claims => Hostile[kind](_issuer, _other, claims);
        using var browser = App.Browser();

        using var back = await SignInAsync(browser);

        await AssertNobodyAsync(back);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task Any_public_key_of_the_issuers_will_do(string algorithm)
    {
        _issuer.Sign = claims => algorithm switch
        {
            "ES256" => Tokens.Make(new { alg = algorithm, kid = "curve" }, claims, Tokens.By(_issuer.Curve)),
            "PS256" => Tokens.Make(new { alg = algorithm, kid = _issuer.KeyId }, claims, b => _issuer.Key.SignData(b, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
            _ => Tokens.Make(new { alg = algorithm, kid = _issuer.KeyId }, claims, Tokens.By(_issuer.Key)),
        };
        using var browser = App.Browser();

        using var back = await SignInAsync(browser);

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
    }

    [Fact]
    public async Task A_second_audience_will_do_if_we_are_the_party()
    {
        _issuer.Claims["aud"] = new[] { "somebody-else", IssuerApp.ClientId };
        _issuer.Claims["azp"] = IssuerApp.ClientId;
        using var browser = App.Browser();

        using var back = await SignInAsync(browser);

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
    }

    [Fact]
    public async Task A_state_is_good_once_in_the_browser_that_was_given_it_for_ten_minutes()
    {
        using var browser = App.Browser();
        using var thief = App.Browser();
        var back = await LeaveAsync(browser);

        using var withoutToken = await thief.GetAsync(back);
        using var leave = await thief.GetAsync("/sign-in/with/house");
        using var otherBrowser = await thief.GetAsync(back);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (withoutToken.StatusCode, otherBrowser.StatusCode));
        using var good = await browser.GetAsync(back);
        using var again = await browser.GetAsync(back);
        var late = await LeaveAsync(browser);
        App.Clock.Move(TimeSpan.FromMinutes(11));
        using var tooLate = await browser.GetAsync(late);

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (good.StatusCode, again.StatusCode, tooLate.StatusCode));
        await using var db = App.Open();
        Assert.Equal(1, await db.Sessions.CountAsync());
    }

    [Fact]
    public async Task The_issuer_is_the_one_that_was_left_for_whatever_the_address_says()
    {
        using var browser = App.Browser();
        var back = await LeaveAsync(browser, "other");

        using var swapped = await browser.GetAsync(back.Replace("/back/other", "/back/house", StringComparison.Ordinal));
        using var unknown = await browser.GetAsync(back.Replace("/back/other", "/back/nobody", StringComparison.Ordinal));

        await AssertNobodyAsync(swapped);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_code_of_somebody_elses_departure_signs_nobody_in()
    {
        using var attacker = App.Browser();
        using var victim = App.Browser();
        var stolen = QueryHelpers.ParseQuery(new Uri(App.Url, await LeaveAsync(attacker)).Query)["code"].ToString();
        var back = await LeaveAsync(victim);
        var own = QueryHelpers.ParseQuery(new Uri(App.Url, back).Query)["code"].ToString();

        using var injected = await victim.GetAsync(back.Replace(own, stolen, StringComparison.Ordinal));

        await AssertNobodyAsync(injected);
    }

    [Theory]
    [InlineData("error=access_denied")]
    [InlineData("")]
    [InlineData("code=a&code=b")]
    public async Task Who_comes_back_without_one_code_is_not_signed_in(string query)
    {
        using var browser = App.Browser();
        var state = QueryHelpers.ParseQuery(new Uri(App.Url, await LeaveAsync(browser)).Query)["state"];

        using var back = await browser.GetAsync($"/sign-in/back/house?state={state}&{query}");

        await AssertNobodyAsync(back);
        Assert.Contains("did not sign you in", await back.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_names_another_issuer_or_none_where_one_is_promised_is_not_believed()
    {
        _issuer.Names = _other.Url;
        using var browser = App.Browser();
        using var mixed = await SignInAsync(browser);
        await AssertNobodyAsync(mixed);
        _issuer.Names = _issuer.Url;
        using var right = await SignInAsync(browser);
        Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);

        (_other.SaysThatItNamesItself, _other.Names) = (true, null);
        using var stranger = App.Browser();
        using var unnamed = await SignInAsync(stranger, "other");
        Assert.Equal(HttpStatusCode.Forbidden, unnamed.StatusCode);
    }

    [Fact]
    public async Task A_discovery_document_of_another_issuer_is_not_believed()
    {
        _issuer.CallsItself = _other.Url;
        using var browser = App.Browser();

        using var left = await browser.GetAsync("/sign-in/with/house");

        await AssertNobodyAsync(left);
    }

    [Fact]
    public async Task A_token_endpoint_that_answers_nonsense_or_too_much_or_leads_inside_signs_nobody_in()
    {
        using var canary = new Canary();
        Func<HttpContext, Task>[] hostile =
        [
            context => context.Response.WriteAsync("<html>not JSON"),
            context => context.Response.WriteAsync("[1,2]"),
            context => context.Response.WriteAsync("""{"id_token":7}"""),
            context => context.Response.WriteAsync("{\"id_token\":\"" + new string('a', 2_000_000) + "\"}"),
            context =>
            {
                context.Response.Redirect(canary.Url);
                return Task.CompletedTask;
            },
            context =>
            {
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = canary.Url;
                return Task.CompletedTask;
            },
        ];
        foreach (var answer in hostile)
        {
            _issuer.AtToken = answer;
            using var browser = App.Browser();
            using var back = await SignInAsync(browser);
            await AssertNobodyAsync(back);
        }

        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public async Task A_token_endpoint_that_never_answers_is_given_up_after_seconds()
    {
        _issuer.AtToken = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var browser = App.Browser();

        using var back = await SignInAsync(browser);

        await AssertNobodyAsync(back);
        Assert.Contains("cannot be reached", await back.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_of_the_issuer_is_learned_when_a_token_names_it_and_keys_are_not_asked_for_all_the_time()
    {
        using var browser = App.Browser();
        using var first = await SignInAsync(browser);
        using var second = await SignInAsync(browser);
        Assert.Equal((1, 1), (_issuer.KeysRead, _issuer.Discovered));
        _issuer.Rotate("second");
        App.Clock.Move(TimeSpan.FromMinutes(2));

        using var third = await SignInAsync(browser);
        _issuer.Sign = claims => Tokens.Make(new { alg = "RS256", kid = Guid.NewGuid().ToString() }, claims, Tokens.By(_issuer.Key));
        for (var i = 0; i < 5; i++)
        {
            using var refused = await SignInAsync(browser);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        Assert.Equal(HttpStatusCode.SeeOther, third.StatusCode);
        Assert.Equal(2, _issuer.KeysRead);
    }

    [Fact]
    public async Task Nobody_is_sent_to_another_host_whatever_return_says()
    {
        using var browser = App.Browser();
        foreach (var hostile in new[]
        {
            "https://evil.example/", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "/%0d%0aLocation:x\r\n", "javascript:alert(1)", "evil.example", " /x", "/ü",
        })
        {
            using var back = await SignInAsync(browser, returnTo: hostile);
            Assert.Equal((hostile, "/"), (hostile, back.Headers.Location!.OriginalString));
        }
    }

    [Fact]
    public void No_redirect_that_others_have_thought_of_leads_away()
    {
        foreach (var line in File.ReadLines(Repository.Shared("data/hostile/open-redirect.jsonl")))
        {
            using var json = System.Text.Json.JsonDocument.Parse(line);
            if (Parley.Http.ReturnPath.Read(json.RootElement.GetProperty("input").GetString()) is { } path)
                Assert.Equal(App.Url.Authority, new Uri(App.Url, path).Authority);
        }
    }

    [Fact]
    public async Task The_way_back_is_built_from_the_configured_origin_and_never_from_the_request()
    {
        using var browser = App.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in/with/house");
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");

        using var left = await browser.SendAsync(request);

        var asked = QueryHelpers.ParseQuery(left.Headers.Location!.Query);
        Assert.Equal("http://127.0.0.1:0/sign-in/back/house", asked["redirect_uri"].ToString());
        Assert.Equal(("code", "S256", "openid profile email", "1"), (asked["response_type"].ToString(), asked["code_challenge_method"].ToString(), asked["scope"].ToString(), asked["kept"].ToString()));
    }

    private static Issuer OpenId(string name, IssuerApp at) => new()
    {
        Name = name,
        Label = "House & Co",
        Kind = IssuerKind.OpenId,
        Url = at.Url,
        ClientId = IssuerApp.ClientId,
        ClientSecret = IssuerApp.ClientSecret,
    };

    private static string Signed(IssuerApp issuer, Dictionary<string, object?> claims, params (string Name, object? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null) _ = claims.Remove(name);
            else claims[name] = value;
        }

        return Tokens.Make(new { alg = "RS256", kid = issuer.KeyId }, claims, Tokens.By(issuer.Key));
    }

    private static string? CookieOf(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").FirstOrDefault(c => c.StartsWith("parley-session=", StringComparison.Ordinal))?.Split(';')[0];

    private static Task<string> LeaveAsync(HttpClient browser, string name = "house", string returnTo = "/") =>
        Away.LeaveAsync(browser, $"/sign-in/with/{name}?return={Uri.EscapeDataString(returnTo)}");

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string name = "house", string returnTo = "/") =>
        await browser.GetAsync(await LeaveAsync(browser, name, returnTo));

    private async Task AssertNobodyAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], c => c.StartsWith("parley-session", StringComparison.Ordinal));
        await using var db = App.Open();
        Assert.Equal((0, 0, 0), (await db.Accounts.CountAsync(), await db.Identities.CountAsync(), await db.Sessions.CountAsync()));
    }
}

public sealed class IssuersOnSqliteTests() : IssuerTests(false);

public sealed class IssuersOnPostgresTests() : IssuerTests(true);
