using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public abstract class ReturnPathTests(bool onPostgres) : ProductTests(onPostgres)
{
    private static readonly string[] Own =
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example",
        "/\0/evil.example", "/%0d%0aLocation:%20//evil.example\r\n", "http://evil.example", "https:evil.example", "HTTPS://evil.example", "javascript:alert(1)",
        "data:text/html,x", "evil.example", "@evil.example", "?//evil.example", "#//evil.example", "~/", "", " ", " /x", "/ /evil.example", "/é", "/\u2028",
        "///evil.example", "/\u2215/evil.example", "/\\/evil.example", "/x\\..\\..//evil.example", "///////evil.example",
    ];

    public sealed class OnSqlite() : ReturnPathTests(false);

    public sealed class OnPostgres() : ReturnPathTests(true);

    [Theory]
    [InlineData("/")]
    [InlineData("/account/passkeys")]
    [InlineData("/times/bridge?order=oldest&after=3#comment-01")]
    [InlineData("/times/br%C3%BCcke")]
    [InlineData("/?x=//y")]
    public void A_path_of_ours_is_come_back_to(string path) => Assert.Equal(path, ReturnPath.Read(path));

    [Fact]
    public void Nothing_else_leads_anywhere_else()
    {
        foreach (var given in Own.Concat(Given()))
        {
            if (ReturnPath.Read(given) is not { } path) continue;

            // What is let through stays on the host by every reading: the framework's own, and that of addresses.
            Assert.True(path[0] == '/' && (path.Length == 1 || (path[1] != '/' && path[1] != '\\')), given);
            Assert.Equal("talk.example.org", new Uri(new Uri("https://talk.example.org/sign-in"), path).Host);
            Assert.True(RedirectHttpResult.IsLocalUrl(path), given);
        }

        Assert.All(Own, o => Assert.Null(ReturnPath.Read(o)));
    }

    [Fact]
    public async Task Whatever_is_asked_for_no_answer_leads_off_this_host()
    {
        var count = 0;
        foreach (var given in Own.Concat(Given()))
        {
            if (given.Length > 1_000) continue;

            // Signing out leads on as signing in does, and needs nothing before it.
            using var browser = App.Browser();
            using var answer = await browser.SubmitAsync("/sign-out", ("return", given));
            // A form with a NUL in it is no form.
            if (given.Contains('\0', StringComparison.Ordinal) && answer.StatusCode == HttpStatusCode.BadRequest) continue;

            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            var location = answer.Headers.GetValues("Location").Single();
            Assert.Equal(App.Url.Host, new Uri(App.Url, location).Host);
            Assert.Equal(App.Url.Port, new Uri(App.Url, location).Port);
            count++;
        }

        Assert.True(count >= Own.Length - 1);
        using var ruth = App.Browser();
        _ = await ruth.SubmitAsync("/sign-in", ("email", "ruth@readers.example"), ("return", "//evil.example"));
        using var arrived = await ruth.SubmitAsync("/sign-in/code", ("code", await App.NewestAsync("ruth@readers.example", "code")));
        Assert.Equal("/account", arrived.Headers.Location!.ToString());
        Assert.DoesNotContain("evil.example", await ruth.GetStringAsync("/sign-in?return=https%3A%2F%2Fevil.example%2F"), StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", await ruth.GetStringAsync("/account/prove?return=%2F%5Cevil.example"), StringComparison.Ordinal);
    }

    // Third-party data is read in place; where it is absent, our own list stands alone.
    private static IEnumerable<string> Given()
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "data/hostile/open-redirect.jsonl");
        return File.Exists(file) ? File.ReadLines(file).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("input").GetString()!) : [];
    }
}
