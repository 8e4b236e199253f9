using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class SignOnTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Secret = "a secret of more than thirty-two bytes";
    private const string Origin = "https://news.example";
    private const string Door = "/api/v1/sites/times/sign-on";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly RSA Stranger = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private WebApplication _publisher = null!;
    private object _keys = new { keys = Array.Empty<object>() };
    private int _keysRead;

    public override async ValueTask InitializeAsync()
    {
        _publisher = Elsewhere.Build();
        _ = _publisher.MapGet("/keys", () =>
        {
            _keysRead++;
            return Results.Json(_keys);
        });
        await _publisher.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _publisher.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override Settings Change(Settings settings) =>
        settings with { InternalHosts = [new Uri(_publisher.Urls.First()).Authority] };

    [Fact]
    public async Task A_reader_the_publisher_vouches_for_comments_in_its_page_under_the_name_it_gives()
    {
        var site = await GivenASiteAsync();
        using var frame = App.Frame();

        using var answer = await SignOnAsync(frame, Token());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Ruth Amsel", (await answer.JsonAsync()).GetProperty("name").GetString());
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("parley-frame=", StringComparison.Ordinal) && c.Contains("httponly", StringComparison.OrdinalIgnoreCase));
        _ = await frame.SayAsync("Hello", name: "Somebody Else");
        await using var db = App.Open();
        Assert.Equal("Ruth Amsel", (await db.Comments.SingleAsync()).Name);
        var account = await db.Accounts.SingleAsync();
        Assert.Equal((site.Id, null), (account.SiteId, account.Email));
        var session = await db.Sessions.SingleAsync();
        Assert.Equal((site.Id, Origin), (session.SiteId, session.Origin));
        var identity = await db.Identities.SingleAsync();
        Assert.Equal((Identity.OfSite(site.Id), "reader-7"), (identity.Issuer, identity.Subject));
    }

    [Fact]
    public async Task The_same_reader_again_is_the_same_account_with_the_name_the_publisher_gives_now()
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();
        using var first = await SignOnAsync(frame, Token());
        _ = await frame.SayAsync("Hello");

        using var second = await SignOnAsync(frame, Token(("name", "Ruth Keller")));
        _ = await frame.SayAsync("And again");

        Assert.Equal("Ruth Keller", (await second.JsonAsync()).GetProperty("name").GetString());
        // The session goes on: two tabs of one page must not sign one another out.
        Assert.False(second.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("parley-frame", StringComparison.Ordinal)));
        await using var db = App.Open();
        Assert.Equal(["Ruth Amsel", "Ruth Keller"], await db.Comments.OrderBy(c => c.Number).Select(c => c.Name).ToListAsync());
        Assert.Equal((1, 1), (await db.Accounts.CountAsync(), await db.Sessions.CountAsync()));
        Assert.Equal("Ruth Keller", (await db.Commenters.SingleAsync()).Name);
        Assert.Equal("Ruth Amsel", (await db.NameChanges.SingleAsync()).From);
    }

    [Fact]
    public async Task Where_a_browser_keeps_no_cookie_the_frame_carries_the_readers_session_in_memory()
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();

        using var answer = await SignOnAsync(frame, Token(), inMemory: true);
        var session = (await answer.JsonAsync()).GetProperty("token").GetString()!;
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        frame.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Parley", session);
        _ = await frame.SayAsync("From memory", name: "Somebody Else");

        // The same reader again goes on in the session that the frame has: there is nothing new to carry.
        using var again = await SignOnAsync(frame, Token(("name", "Ruth Keller")), inMemory: true);
        Assert.Equal(("Ruth Keller", JsonValueKind.Null), ((await again.JsonAsync()).GetProperty("name").GetString(), (await again.JsonAsync()).GetProperty("token").ValueKind));
        // Another one has another, and the one before ends.
        using var other = await SignOnAsync(frame, Token(("sub", "reader-8"), ("name", "Jonas Weil")), inMemory: true);
        Assert.NotEqual(session, (await other.JsonAsync()).GetProperty("token").GetString());
        await using var db = App.Open();
        Assert.Equal("Ruth Amsel", (await db.Comments.SingleAsync()).Name);
        Assert.Equal((2, 1), (await db.Accounts.CountAsync(), await db.Sessions.CountAsync()));
    }

    [Fact]
    public async Task Where_a_cookie_has_the_session_no_script_is_given_it()
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();
        using var answer = await SignOnAsync(frame, Token());
        Assert.Equal("""{"name":"Ruth Amsel","token":null}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_reader_in_the_same_browser_ends_the_session_before()
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();
        using var first = await SignOnAsync(frame, Token());

        using var second = await SignOnAsync(frame, Token(("sub", "reader-8"), ("name", "Jonas Weil")));
        _ = await frame.SayAsync("Hello");

        await using var db = App.Open();
        Assert.Equal("Jonas Weil", (await db.Comments.SingleAsync()).Name);
        Assert.Equal((2, 1), (await db.Accounts.CountAsync(), await db.Sessions.CountAsync()));
    }

    [Fact]
    public async Task Accounts_of_one_site_are_not_those_of_another_even_with_the_same_subject()
    {
        _ = await GivenASiteAsync();
        _ = await GivenASiteAsync("post");
        using var frame = App.Frame();
        using var first = await SignOnAsync(frame, Token());

        using var second = await SignOnAsync(frame, Token(("aud", "post")), site: "post");
        using var own = await frame.GetAsync("/account/identities");

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        await using var db = App.Open();
        Assert.Equal(2, await db.Accounts.CountAsync());
        // A frame's session opens nothing of an account's own.
        Assert.Equal(HttpStatusCode.SeeOther, own.StatusCode);
    }

    public static TheoryData<string> HostileTokens => [.. Hostile.Keys];

    private static readonly Dictionary<string, (Func<SignOnTests, string> Make, string Sentence)> Hostile = new(StringComparer.Ordinal)
    {
        ["no algorithm"] = (t => Tokens.Make(new { alg = "none" }, t.Claims(), _ => []), "alg"),
        ["an empty signature"] = (t => Tokens.Make(new { alg = "HS256" }, t.Claims(), _ => []), "signature"),
        ["another secret"] = (t => Tokens.Hs256("another secret of thirty-two bytes or more", t.Claims()), "signature"),
        ["HS512"] = (t => Tokens.Make(new { alg = "HS512" }, t.Claims(), b => HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), b)), "alg"),
        ["the public key as a secret"] = (t => Tokens.Make(new { alg = "HS256", kid = "rsa" }, t.Claims(), Tokens.By(Rsa.ExportSubjectPublicKeyInfo())), "signature"),
        ["the public key's PEM as a secret"] = (t => Tokens.Make(new { alg = "HS256", kid = "rsa" }, t.Claims(), Tokens.By(Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem()))), "signature"),
        ["the secret for a public key"] = (t => Tokens.Make(new { alg = "RS256", kid = "rsa" }, t.Claims(), Tokens.By(Encoding.UTF8.GetBytes(Secret))), "signature"),
        ["a key brought along"] = (t => Tokens.Make(new { alg = "RS256", jwk = Tokens.Jwk(Stranger, "own"), kid = "own" }, t.Claims(), Tokens.By(Stranger)), "signature"),
        ["another key under a known name"] = (t => Tokens.Make(new { alg = "RS256", kid = "rsa" }, t.Claims(), Tokens.By(Stranger)), "signature"),
        ["one claim changed"] = (t => Changed(t.Token()), "signature"),
        ["another site"] = (t => t.Token(("aud", "post")), "aud"),
        ["no site"] = (t => t.Token(("aud", null)), "aud"),
        ["expired"] = (t => t.Token(("exp", t.In(-2)), ("iat", t.In(-5))), "expired"),
        ["no end"] = (t => t.Token(("exp", null)), "exp"),
        ["an hour"] = (t => t.Token(("exp", t.In(60))), "five minutes"),
        ["an hour, begun before"] = (t => t.Token(("exp", t.In(1)), ("iat", t.In(-59))), "five minutes"),
        ["from the future"] = (t => t.Token(("iat", t.In(3)), ("exp", t.In(4))), "future"),
        ["not yet"] = (t => t.Token(("nbf", t.In(3))), "future"),
        ["no id"] = (t => t.Token(("jti", null)), "jti"),
        ["no subject"] = (t => t.Token(("sub", null)), "sub"),
        ["a number for a subject"] = (t => t.Token(("sub", 7)), "sub"),
        ["a subject with a control"] = (t => t.Token(("sub", "a\0")), "sub"),
        ["no name"] = (t => t.Token(("name", null)), "name"),
        ["an office for a name"] = (t => t.Token(("name", "Administrator")), "name"),
        ["a name that turns around"] = (t => t.Token(("name", "Ruth‮ lesmA")), "name"),
        ["markup for a name"] = (t => t.Token(("name", "<b>\u0007</b>")), "name"),
        ["a name without end"] = (t => t.Token(("name", new string('a', 61))), "name"),
        ["a claim twice"] = (t => Tokens.MakeRaw("""{"alg":"HS256"}""", JsonSerializer.Serialize(t.Claims()).Replace("{", "{\"sub\":\"victim\",", StringComparison.Ordinal), Tokens.By(Encoding.UTF8.GetBytes(Secret))), "signature"),
        ["an extension to understand"] = (t => Tokens.Make(new { alg = "HS256", crit = new[] { "x" }, x = 1 }, t.Claims(), Tokens.By(Encoding.UTF8.GetBytes(Secret))), "crit"),
        ["nonsense"] = (_ => "not.a.token", "three parts"),
        ["nothing"] = (_ => "", "three parts"),
    };

    [Theory]
    [MemberData(nameof(HostileTokens))]
    public async Task A_token_that_is_not_the_sites_own_for_now_signs_nobody_on_and_says_what_is_wrong(string kind)
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();

        using var answer = await SignOnAsync(frame, Hostile[kind].Make(this));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var problem = await answer.JsonAsync();
        Assert.Equal("urn:parley:problem:sign-on-refused", problem.GetProperty("type").GetString());
        Assert.Contains(Hostile[kind].Sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await AssertNobodyAsync();
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://news.example.evil.example")]
    [InlineData("https://news.example/path")]
    [InlineData("http://news.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Only_pages_of_the_sites_own_origins_sign_on(string? origin)
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();

        using var answer = await SignOnAsync(frame, Token(), origin);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("origin", (await answer.JsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await AssertNobodyAsync();
    }

    [Fact]
    public async Task A_token_counts_once_also_when_it_comes_twice_at_the_same_time()
    {
        _ = await GivenASiteAsync();
        var token = Token();
        var frames = Enumerable.Range(0, 8).Select(_ => App.Frame()).ToList();

        var answers = await Task.WhenAll(frames.Select(f => SignOnAsync(f, token)));
        App.Clock.Move(TimeSpan.FromMinutes(1));
        using var later = await SignOnAsync(frames[0], token);
        using var sameId = await SignOnAsync(frames[0], Token(("jti", "once")));
        using var again = await SignOnAsync(frames[0], Token(("jti", "once"), ("sub", "somebody-else")));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.All(answers.Where(a => a.StatusCode != HttpStatusCode.OK), a => Assert.Equal(HttpStatusCode.Unauthorized, a.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (sameId.StatusCode, again.StatusCode));
        App.Clock.Move(TimeSpan.FromMinutes(10));
        using var fresh = await SignOnAsync(frames[0], Token());
        await using var db = App.Open();
        // What has expired is forgotten.
        Assert.Equal(1, await db.UsedTokens.CountAsync());
    }

    [Fact]
    public async Task No_claim_makes_a_moderator_and_badges_count_only_where_the_site_says_so()
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();
        (string, object?)[] claims =
        [
            ("role", "ADMIN"), ("roles", new[] { "moderator", "owner" }), ("badges", new[] { "moderator", "staff" }), ("scope", "admin"), ("id", "x"), ("siteId", null), ("accountId", "x"),
        ];

        using var off = await SignOnAsync(frame, Token(claims));
        await using (var db = App.Open())
        {
            Assert.Equal((0, 0), (await db.Roles.CountAsync(), await db.Commenters.CountAsync(c => c.Badge != Badge.None)));
            _ = await db.SignOns.ExecuteUpdateAsync(s => s.SetProperty(x => x.GivesBadges, true));
        }

        using var on = await SignOnAsync(frame, Token(claims));
        _ = await frame.SayAsync("Hello");
        Assert.Equal("staff", (await frame.DiscussionAsync()).GetProperty("branches")[0].GetProperty("badges")[0].GetString());
        using var silent = await SignOnAsync(frame, Token());
        await using (var db = App.Open()) Assert.Equal(Badge.Staff, (await db.Commenters.SingleAsync()).Badge);
        using var taken = await SignOnAsync(frame, Token(("badges", Array.Empty<string>())));

        await using var after = App.Open();
        Assert.Equal((0, Badge.None), (await after.Roles.CountAsync(), (await after.Commenters.SingleAsync()).Badge));
        _ = await after.Commenters.ExecuteUpdateAsync(c => c.SetProperty(x => x.Badge, Badge.Moderator));
        using var office = await SignOnAsync(frame, Token(("badges", new[] { "staff" })));
        await using var last = App.Open();
        Assert.Equal(Badge.Moderator, (await last.Commenters.SingleAsync()).Badge);
    }

    [Fact]
    public async Task An_address_is_kept_only_if_the_publisher_says_that_it_is_verified_and_it_is_one()
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();
        foreach (var (email, verified, kept) in new (string, object?, string?)[]
        {
            ("ruth@readers.example", null, null), ("ruth@readers.example", "true", null), ("a@b.example\r\nBcc: x@y.example", true, null), ("ruth@readers.example", true, "ruth@readers.example"),
        })
        {
            using var answer = await SignOnAsync(frame, Token(("email", email), ("email_verified", verified)));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await using var db = App.Open();
            Assert.Equal(kept, (await db.Accounts.SingleAsync()).Email);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Public_keys_sign_on_as_a_set_of_the_sites_own_and_read_from_the_publisher(bool byUrl)
    {
        var set = new { keys = new[] { Tokens.Jwk(Rsa, "rsa"), Tokens.Jwk(Ec, "ec"), new { kty = "oct", kid = "oct", k = Tokens.Encode(new byte[32]) } } };
        _keys = set;
        _ = await GivenASiteAsync(change: signOn => (signOn.Secret, signOn.Keys, signOn.KeysUrl) =
            (null, byUrl ? null : JsonSerializer.Serialize(set), byUrl ? _publisher.Urls.First() + "/keys" : null));
        using var frame = App.Frame();

        using var rsa = await SignOnAsync(frame, Tokens.Make(new { alg = "RS256", kid = "rsa" }, Claims(), Tokens.By(Rsa)));
        using var ec = await SignOnAsync(frame, Tokens.Make(new { alg = "ES256", kid = "ec" }, Claims(), Tokens.By(Ec)));
        using var unnamed = await SignOnAsync(frame, Tokens.Make(new { alg = "ES256" }, Claims(), Tokens.By(Ec)));
        using var oct = await SignOnAsync(frame, Tokens.Make(new { alg = "HS256", kid = "oct" }, Claims(), Tokens.By(new byte[32])));
        using var confused = await SignOnAsync(frame, Tokens.Make(new { alg = "ES256", kid = "rsa" }, Claims(), Tokens.By(Rsa)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (rsa.StatusCode, ec.StatusCode, unnamed.StatusCode));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (oct.StatusCode, confused.StatusCode));
        if (!byUrl) return;

        // A new key is learned when a token names it, and inventing names makes nobody ask more than once a minute.
        using var next = RSA.Create(2048);
        _keys = new { keys = new[] { Tokens.Jwk(next, "next") } };
        App.Clock.Move(TimeSpan.FromMinutes(2));
        using var rotated = await SignOnAsync(frame, Tokens.Make(new { alg = "RS256", kid = "next" }, Claims(), Tokens.By(next)));
        for (var i = 0; i < 5; i++)
        {
            using var invented = await SignOnAsync(frame, Tokens.Make(new { alg = "RS256", kid = $"invented-{i}" }, Claims(), Tokens.By(Stranger)));
            Assert.Equal(HttpStatusCode.Unauthorized, invented.StatusCode);
        }

        Assert.Equal((HttpStatusCode.OK, 2), (rotated.StatusCode, _keysRead));
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_sign_nobody_on_and_an_inner_address_is_never_asked()
    {
        using var canary = new Canary();
        _ = await GivenASiteAsync(change: signOn => (signOn.Secret, signOn.Keys, signOn.KeysUrl) = (null, null, $"https://127.0.0.1:{canary.Port}/keys"));
        using var frame = App.Frame();

        using var answer = await SignOnAsync(frame, Tokens.Make(new { alg = "RS256", kid = "rsa" }, Claims(), Tokens.By(Rsa)));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("could not be read", (await answer.JsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public async Task A_site_without_sign_on_takes_no_token_and_a_site_that_is_not_there_is_not_found()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new() { SiteId = site.Id, Origin = Origin }));
        using var frame = App.Frame();

        using var answer = await SignOnAsync(frame, Token());
        using var unknown = await SignOnAsync(frame, Token(), site: "nowhere");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (answer.StatusCode, unknown.StatusCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_of_Disqus_signs_on_again_and_again_within_two_hours_in_either_case(bool isUpper)
    {
        _ = await GivenASiteAsync();
        var message = Message("""{"id":"reader-7","username":"Ruth Amsel","email":"ruth@readers.example"}""", isUpper: isUpper);
        using var frame = App.Frame();
        using var other = App.Frame();

        using var first = await RemoteAuthAsync(frame, message);
        App.Clock.Move(TimeSpan.FromMinutes(119));
        using var reload = await RemoteAuthAsync(other, message);
        App.Clock.Move(TimeSpan.FromMinutes(2));
        using var late = await RemoteAuthAsync(other, message);
        // The same person as the token says, so that a site can move on.
        using var token = await SignOnAsync(frame, Token());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (first.StatusCode, reload.StatusCode, late.StatusCode, token.StatusCode));
        await using var db = App.Open();
        Assert.Equal("Ruth Amsel", (await db.Accounts.SingleAsync()).Name);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task An_empty_message_of_Disqus_signs_out(string empty)
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();
        using var on = await RemoteAuthAsync(frame, Message("""{"id":7,"username":"The Moderators","email":"x"}"""));
        Assert.Equal("", (await on.JsonAsync()).GetProperty("name").GetString());

        using var out_ = await RemoteAuthAsync(frame, Message(empty));

        Assert.Equal(JsonValueKind.Null, (await out_.JsonAsync()).GetProperty("name").ValueKind);
        await using var db = App.Open();
        Assert.Equal(0, await db.Sessions.CountAsync());
        Assert.Equal("7", (await db.Identities.SingleAsync()).Subject);
    }

    [Fact]
    public async Task A_message_of_Disqus_that_is_not_signed_for_now_by_this_site_signs_nobody_on()
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();
        const string Ruth = """{"id":"reader-7","username":"Ruth Amsel"}""";
        var good = Message(Ruth);
        var parts = good.Split(' ');
        foreach (var hostile in new[]
        {
            Message(Ruth, secret: "another"), Message(Ruth, minutes: 6), Message("""{"username":"Ruth Amsel"}"""), Message("7"), Message("[1]"), Message("not JSON"),
            $"{parts[0]} {parts[1]}", good + " 1", good.Replace(' ', '\t'), $"{Convert.ToBase64String("""{"id":"victim"}"""u8)} {parts[1]} {parts[2]}", $"{parts[0]} {parts[1]} {In(1)}",
            $"{parts[0]} {parts[1][..39]}g {parts[2]}", "",
        })
        {
            using var answer = await RemoteAuthAsync(frame, hostile);
            Assert.Equal((hostile, HttpStatusCode.Unauthorized), (hostile, answer.StatusCode));
        }

        using var otherKey = await RemoteAuthAsync(frame, good, "somebody else's key");
        Assert.Equal(HttpStatusCode.Unauthorized, otherKey.StatusCode);
        using var both = await frame.SendJsonAsync(HttpMethod.Post, Door, JsonSerializer.Serialize(new { token = Token(), remoteAuth = good, apiKey = "public", origin = Origin }));
        Assert.Equal(HttpStatusCode.Unauthorized, both.StatusCode);
        await AssertNobodyAsync();
    }

    [Fact]
    public async Task Another_sites_page_cannot_sign_anybody_on()
    {
        _ = await GivenASiteAsync();
        using var frame = App.Frame();

        using var answer = await frame.SendJsonAsync(HttpMethod.Post, Door, JsonSerializer.Serialize(new { token = Token(), origin = Origin }), "cross-site");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await AssertNobodyAsync();
    }

    private async Task<Site> GivenASiteAsync(string key = "times", Action<SignOn>? change = null)
    {
        var (site, _) = await App.GivenAStoryAsync(key, change: (site, _) => site.Origins.Add(new() { SiteId = site.Id, Origin = Origin }));
        var signOn = new SignOn
        {
            SiteId = site.Id,
            Secret = Encoding.UTF8.GetBytes(Secret),
            Keys = JsonSerializer.Serialize(new { keys = new[] { Tokens.Jwk(Rsa, "rsa") } }),
            DisqusSecret = "disqus"u8.ToArray(),
            DisqusKey = "public",
        };
        change?.Invoke(signOn);
        await using var db = App.Open();
        _ = db.SignOns.Add(signOn);
        _ = await db.SaveChangesAsync();
        return site;
    }

    private long In(double minutes) => App.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();

    private Dictionary<string, object?> Claims(params (string Name, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["aud"] = "times",
            ["sub"] = "reader-7",
            ["name"] = "Ruth Amsel",
            ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = In(0),
            ["exp"] = In(5),
            ["avatar"] = "https://news.example/ruth.svg",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null) _ = claims.Remove(name);
            else claims[name] = value;
        }

        return claims;
    }

    private string Token(params (string Name, object? Value)[] changes) => Tokens.Hs256(Secret, Claims(changes));

    private static string Changed(string token)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{parts[1][..^2]}{(parts[1][^2] == 'A' ? 'B' : 'A')}{parts[1][^1]}.{parts[2]}";
    }

    private string Message(string json, string secret = "disqus", int minutes = 0, bool isUpper = false)
    {
        var message = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        var time = In(minutes);
#pragma warning disable CA5350 // Disqus's choice.
        var signature = Convert.ToHexString(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{message} {time}")));
#pragma warning restore CA5350
        return $"{message} {(isUpper ? signature : signature.ToLowerInvariant())} {time}";
    }

    private static Task<HttpResponseMessage> SignOnAsync(
        HttpClient frame, string token, string? origin = Origin, string site = "times", bool inMemory = false) =>
        frame.SendJsonAsync(HttpMethod.Post, $"/api/v1/sites/{site}/sign-on", JsonSerializer.Serialize(new { token, origin, inMemory }));

    private static Task<HttpResponseMessage> RemoteAuthAsync(HttpClient frame, string remoteAuth, string apiKey = "public") =>
        frame.SendJsonAsync(HttpMethod.Post, Door, JsonSerializer.Serialize(new { remoteAuth, apiKey, origin = Origin }));

    private async Task AssertNobodyAsync()
    {
        await using var db = App.Open();
        Assert.Equal((0, 0, 0), (await db.Accounts.CountAsync(), await db.Identities.CountAsync(), await db.Sessions.CountAsync()));
    }
}

public sealed class SignOnOnSqliteTests() : SignOnTests(false);

public sealed class SignOnOnPostgresTests() : SignOnTests(true);
