using Microsoft.Playwright;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>What is left of somebody who signed out, for whoever sits down at the same computer.</summary>
public sealed class SigningOutTests(Chromium chromium)
{
    private const string Name = "Ruth Amsel";
    private const string Email = "ruth@secret.example";

    [Fact]
    public async Task After_signing_out_on_a_storys_page_nothing_of_the_person_is_there_nor_when_going_back()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var omar = await app.GivenAPersonAsync("Omar Said");
        _ = await omar.Browser.SayAsync("What everybody reads.");
        using var ruth = await app.GivenAPersonAsync(Name, Email);
        await MuteAsync(app, ruth);
        var page = await SignedInAsync(app, ruth, "/times/bridge");
        await page.Locator("#compose-text").FillAsync("An unfinished thought");
        await Expect(page.Locator("#speaker")).ToContainTextAsync("Writing as " + Name);
        await Expect(page.Locator(".mute")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(page.Locator("#speaker .sign-in")).ToHaveCountAsync(1);
        await AssertNothingAsync();
        for (var steps = 0; steps < 2 && await page.GoBackAsync() is not null; steps++)
        {
            if (!page.Url.EndsWith("/times/bridge", StringComparison.Ordinal)) continue;

            // The overlay has had its say once its one request is answered.
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await AssertNothingAsync();
        }

        Assert.DoesNotContain(await page.Context.CookiesAsync(), c => c.Name == "parley-session");

        async Task AssertNothingAsync()
        {
            await Expect(page.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
            await Expect(page.GetByText("What everybody reads.")).ToBeVisibleAsync();
            await Expect(page.Locator("#compose-text")).ToHaveValueAsync("");
            await Expect(page.Locator("#follow button, .menu, .mute, #mine")).ToHaveCountAsync(0);
            AssertNothingOf(await page.ContentAsync());
        }
    }

    [Fact]
    public async Task After_signing_out_on_the_pages_of_an_account_going_back_shows_none_of_them()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var ruth = await app.GivenAPersonAsync(Name, Email);
        string[] places = ["/account", "/account/comments", "/account/email", "/account/notifications", "/account/mail", "/account/mutes", "/account/sessions", "/account/name"];
        var page = await SignedInAsync(app, ruth, "/times/bridge");
        foreach (var place in places)
        {
            _ = await page.GotoAsync(place);
            Assert.EndsWith(place, page.Url, StringComparison.Ordinal);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).First.ClickAsync();

        await Expect(page.Locator("h1").First).ToBeVisibleAsync();
        Assert.DoesNotContain("/account", page.Url, StringComparison.Ordinal);
        AssertNothingOf(await page.ContentAsync());
        foreach (var place in places.Reverse())
        {
            _ = await page.GoBackAsync();
            Assert.Contains("/sign-in?return=" + Uri.EscapeDataString(place), page.Url, StringComparison.Ordinal);
            AssertNothingOf(await page.ContentAsync());
        }
    }

    [Fact]
    public async Task A_page_that_the_browser_kept_as_it_stood_shows_nothing_to_whoever_comes_back_signed_out()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var ruth = await app.GivenAPersonAsync(Name, Email);
        // Playwright keeps browsers from it; people's do it.
        await using var browser = await chromium.Playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.Executable,
            Args = Chromium.Args,
            IgnoreDefaultArgs = ["--disable-back-forward-cache"],
        });
        var context = await browser.NewContextAsync(new() { BaseURL = app.Url.ToString() });
        await SignInAsync(context, app, ruth);
        var page = await context.NewPageAsync();
        _ = await page.GotoAsync("/times/bridge");
        await page.Locator("#compose-text").FillAsync("A thought");
        await Expect(page.Locator("#speaker")).ToContainTextAsync("Writing as " + Name);
        await page.EvaluateAsync("addEventListener('pageshow', (event) => { if (event.persisted) sessionStorage.kept = 'yes' })");

        // Still the same person: the page comes back as it stood.
        _ = await page.GotoAsync("/");
        await page.EvaluateAsync("history.back()");
        await Expect(page.Locator("#compose-text")).ToHaveValueAsync("A thought");
        await Expect(page.Locator("#speaker")).ToBeVisibleAsync();
        await Expect(page.Locator("#speaker")).ToContainTextAsync("Writing as " + Name);
        Assert.Equal("yes", await page.EvaluateAsync<string?>("sessionStorage.kept"));

        // Signed out in another tab meanwhile.
        _ = await page.GotoAsync("/");
        var other = await context.NewPageAsync();
        _ = await other.GotoAsync("/account");
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).First.ClickAsync();
        await Expect(other.Locator("h1").First).ToBeVisibleAsync();
        await page.EvaluateAsync("history.back()");

        await Expect(page.Locator("#speaker .sign-in")).ToHaveCountAsync(1);
        AssertNothingOf(await page.ContentAsync());
    }

    private static void AssertNothingOf(string page)
    {
        foreach (var secret in new[] { Name, "secret.example", "unfinished" }) Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
    }

    private static async Task MuteAsync(ParleyApp app, Person person)
    {
        using var reader = app.Browser();
        var comment = (await reader.DiscussionAsync()).GetProperty("branches")[0].GetProperty("id").GetString();
        using var muted = await person.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{comment}/mute", "");
        Assert.True(muted.IsSuccessStatusCode);
    }

    private async Task<IPage> SignedInAsync(ParleyApp app, Person person, string path)
    {
        var page = await chromium.Browser.PageAsync(app);
        await SignInAsync(page.Context, app, person);
        _ = await page.GotoAsync(path);
        return page;
    }

    private static Task SignInAsync(IBrowserContext context, ParleyApp app, Person person) => context.AddCookiesAsync([
        new Cookie { Name = "parley-session", Value = person.Token, Url = app.Url.ToString(), HttpOnly = true },
        new Cookie { Name = "parley-wrote", Value = "1", Url = app.Url.ToString() },
    ]);
}
