using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;

namespace Parley.Tests.App;

/// <summary>People with accounts, as if they had signed in a moment ago.</summary>
internal static class People
{
    /// <summary>An account, reached by its mail address, and a browser in which it is signed in on Parley's own host.</summary>
    /// <param name="frame">The site and origin of a frame in which it is signed in instead.</param>
    public static async Task<Person> GivenAPersonAsync(
        this ParleyApp app, string name = "Ruth Amsel", string? email = null, Site? onlyOn = null, (Site Site, string Origin)? frame = null)
    {
        var now = app.Clock.GetUtcNow();
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        email ??= CommenterName.Skeleton(name) + "@readers.example";
        await using var db = app.Open();
        var account = new Account
        {
            Id = Id.New(now),
            Name = name,
            NameSkeleton = CommenterName.Skeleton(name),
            Email = email,
            SiteId = onlyOn?.Id,
            CreatedAt = now,
        };
        _ = db.Accounts.Add(account);
        _ = db.Identities.Add(new Identity { Issuer = Identity.Mail, Subject = Identity.SubjectOf(email), AccountId = account.Id, Label = email, CreatedAt = now });
        _ = db.Sessions.Add(new Session
        {
            Id = Id.New(now),
            AccountId = account.Id,
            TokenHash = SHA256.HashData(Encoding.ASCII.GetBytes(token)),
            SiteId = frame?.Site.Id,
            Origin = frame?.Origin,
            Device = "Firefox, Linux",
            CreatedAt = now,
            SeenAt = now,
            ProvedAt = now,
        });
        _ = await db.SaveChangesAsync();

        var (browser, cookies) = app.BrowserWith(frame is null ? "parley-session" : "parley-frame", token);
        return new Person(account, browser, cookies, token);
    }

    private static (HttpClient Browser, CookieContainer Cookies) BrowserWith(this ParleyApp app, string cookie, string token)
    {
        var cookies = new CookieContainer();
        cookies.Add(app.Url, new Cookie((app.Url.Scheme == "https" ? "__Host-" : "") + cookie, token, "/")
        {
            Secure = app.Url.Scheme == "https",
        });
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = cookies, SslOptions = SelfSigned.Believed })
        {
            BaseAddress = app.Url,
        };
        browser.DefaultRequestHeaders.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (cookie == "parley-frame") browser.DefaultRequestHeaders.Add(SignIn.FrameHeader, "1");
        return (browser, cookies);
    }

    /// <summary>The same person, signed in on Parley's own host in another browser.</summary>
    public static async Task<Person> AnotherBrowserOfAsync(this ParleyApp app, Person person)
    {
        var now = app.Clock.GetUtcNow();
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var db = app.Open();
        _ = db.Sessions.Add(new Session
        {
            Id = Id.New(now),
            AccountId = person.Account.Id,
            TokenHash = SHA256.HashData(Encoding.ASCII.GetBytes(token)),
            Device = "Safari, iPhone",
            CreatedAt = now,
            SeenAt = now,
            ProvedAt = now,
        });
        _ = await db.SaveChangesAsync();
        var (browser, cookies) = app.BrowserWith("parley-session", token);
        return new Person(person.Account, browser, cookies, token);
    }

    /// <summary>Gives somebody a role on a site, or on every site.</summary>
    public static async Task GivenARoleAsync(this ParleyApp app, Account account, Site? site, RoleKind kind, string sections = "")
    {
        await using var db = app.Open();
        _ = db.Roles.Add(new Role { Id = Id.New(app.Clock.GetUtcNow()), AccountId = account.Id, SiteId = site?.Id, Kind = kind, Sections = sections, CreatedAt = app.Clock.GetUtcNow() });
        _ = await db.SaveChangesAsync();
    }
}

/// <summary>Somebody and their browser.</summary>
internal sealed record Person(Account Account, HttpClient Browser, CookieContainer Cookies, string Token) : IDisposable
{
    public void Dispose() => Browser.Dispose();
}
