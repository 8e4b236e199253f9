using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class SigningInTests(Chromium chromium)
{
    private const string Ruth = "ruth@readers.example";

    [Fact]
    public async Task Passkeys_are_made_used_renamed_and_removed()
    {
        await using var app = await StartAsync();
        var page = await chromium.Browser.PageAsync(app);
        var authenticator = await AuthenticatorAsync(page);
        await SignInByMailAsync(app, page);

        // Two of them, on one authenticator after the other: the first refuses to make a second for the same account.
        await page.GotoAsync("/account/passkeys");
        await page.Locator("#passkey-name").FillAsync("Laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The passkey is added");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.Locator("[data-add-passkey] .error")).ToBeVisibleAsync();
        var second = await AddAuthenticatorAsync(authenticator, "usb");
        await page.Locator("#passkey-name").FillAsync("Stick");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.Locator(".things h3")).ToHaveTextAsync(["Laptop", "Stick"]);

        // Out, and in again without a word typed.
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/sign-in?return=%2Faccount%2Fpasskeys");
        // The browser offers it by itself, and this one's owner says yes.
        await page.WaitForURLAsync("**/account/passkeys");
        await Expect(page.Locator(".things li").Filter(new() { HasText = "last used on" })).ToHaveCountAsync(1);

        var stick = page.Locator(".things li").Filter(new() { HasText = "Stick" });
        await stick.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Key ring");
        await stick.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(page.Locator(".things h3")).ToHaveTextAsync(["Laptop", "Key ring"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the passkey Laptop" }).ClickAsync();
        await Expect(page.Locator(".things h3")).ToHaveTextAsync(["Key ring"]);
        Assert.NotEqual("", second);
    }

    [Fact]
    public async Task A_passkey_proves_again_who_one_is_and_the_cookie_changes()
    {
        await using var app = await StartAsync();
        var page = await chromium.Browser.PageAsync(app);
        _ = await AuthenticatorAsync(page);
        await SignInByMailAsync(app, page);
        await AddPasskeyAsync(page);
        var before = await TokenAsync(page);
        app.Clock.Move(TimeSpan.FromMinutes(11));

        await page.GotoAsync("/account/passkeys");
        await page.GetByRole(AriaRole.Link, new() { Name = "Prove it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();

        await page.WaitForURLAsync("**/account/passkeys");
        await Expect(page.Locator("#passkey-name")).ToBeVisibleAsync();
        Assert.NotEqual(before, await TokenAsync(page));
    }

    [Fact]
    public async Task A_copied_passkey_whose_count_of_uses_goes_back_is_refused()
    {
        await using var app = await StartAsync();
        var page = await chromium.Browser.PageAsync(app);
        _ = await AuthenticatorAsync(page);
        await SignInByMailAsync(app, page);
        await AddPasskeyAsync(page);
        await using (var db = app.Open())
        {
            // As if the original had been used a thousand times since the copy was made.
            var changed = await db.Passkeys.ExecuteUpdateAsync(p => p.SetProperty(x => x.SignCount, 1_000L));
            Assert.Equal(1, changed);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(page.Locator(".ways .error")).ToContainTextAsync("This passkey did not work here");
        Assert.EndsWith("/sign-in", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_to_a_passkeys_question_is_good_once_and_in_the_browser_that_was_asked()
    {
        await using var app = await StartAsync();
        var page = await chromium.Browser.PageAsync(app);
        _ = await AuthenticatorAsync(page);
        await SignInByMailAsync(app, page);
        await AddPasskeyAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await page.RouteAsync("**/passkeys.js*", route => route.AbortAsync());
        await page.GotoAsync("/sign-in");
        const string Sign =
            """
            async () => {
              const post = (url, body) => fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
              const { ticket, options } = await (await post('/sign-in/passkey/options', '{}')).json();
              const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
              return JSON.stringify({ ticket, credential });
            }
            """;
        var stolen = await page.EvaluateAsync<string>(Sign);
        using var thief = app.Browser();
        using var elsewhere = await thief.SendJsonAsync(HttpMethod.Post, "/sign-in/passkey", stolen);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, elsewhere.StatusCode);

        const string Send = "async (body) => (await fetch('/sign-in/passkey', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status";
        var answer = await page.EvaluateAsync<string>(Sign);
        Assert.Equal(200, await page.EvaluateAsync<int>(Send, answer));
        Assert.Equal(422, await page.EvaluateAsync<int>(Send, answer));
    }

    [Fact]
    public async Task The_last_way_in_cannot_be_removed()
    {
        await using var app = await StartAsync();
        var page = await chromium.Browser.PageAsync(app);
        _ = await AuthenticatorAsync(page);
        await SignInByMailAsync(app, page);
        await AddPasskeyAsync(page);
        await using (var db = app.Open()) Assert.Equal(1, await db.Identities.ExecuteDeleteAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the passkey" }).ClickAsync();

        await Expect(page.Locator(".errors")).ToContainTextAsync("This is your only way in");
        await Expect(page.Locator(".things li")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Everything_but_making_and_using_passkeys_works_without_script()
    {
        await using var app = await StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        var page = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = false });
        await SignInByMailAsync(app, page);
        await page.GotoAsync("/account/password");
        await page.GetByLabel("New password").FillAsync("four words without sense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your password is saved");
        await page.GotoAsync("/account/passkeys");
        await Expect(page.Locator(".without")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/sign-in?return=%2Faccount%2Femail");
        await Expect(page.Locator(".passkey")).ToBeHiddenAsync();
        await page.GetByText("Use a password").ClickAsync();
        await page.Locator("#password-email").FillAsync(Ruth);
        await page.GetByLabel("Password").FillAsync("wrong words without sense");
        await page.Locator("details").GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("details .error")).ToContainTextAsync("do not match");
        await page.GetByLabel("Password").FillAsync("four words without sense");
        await page.Locator("details").GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Mail address");
    }

    [Fact]
    public async Task Signing_in_by_mail_takes_the_keyboard_alone()
    {
        await using var app = await StartAsync();
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/sign-in");
        await page.TabToAsync("#field-email");
        await page.Keyboard.TypeAsync(Ruth);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/sign-in/code");
        await Expect(page.Locator("#field-code")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(await app.NewestAsync(Ruth, "code"));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/account");
    }

    [Fact]
    public async Task Axe_finds_nothing_on_the_pages_for_signing_in_and_nothing_scrolls_sideways()
    {
        await using var app = await StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        var page = await chromium.Browser.PageAsync(app);
        _ = await AuthenticatorAsync(page);
        await SigningInJourney.WalkAsync(app, page, Ruth, state => Looks.AtEveryWidthAsync(page, state));
    }

    internal static async Task<ParleyApp> StartAsync()
    {
        // Passkeys are bound to a name, never to an address in numbers; and to the port, which must be known beforehand.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return await ParleyApp.StartAsync(change: s => s with { Urls = $"http://localhost:{port}" });
    }

    internal static async Task<ICDPSession> AuthenticatorAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        _ = await session.SendAsync("WebAuthn.enable", new() { ["enableUI"] = false });
        _ = await AddAuthenticatorAsync(session, "internal");
        return session;
    }

    private static async Task<string> AddAuthenticatorAsync(ICDPSession session, string transport)
    {
        var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = transport,
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return added!.Value.GetProperty("authenticatorId").GetString()!;
    }

    internal static async Task SignInByMailAsync(ParleyApp app, IPage page, string address = Ruth)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator("#field-email").FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        await page.Locator("#field-code").FillAsync(await app.NewestAsync(address, "code"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/account");
    }

    private static async Task AddPasskeyAsync(IPage page)
    {
        await page.GotoAsync("/account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The passkey is added");
    }

    private static async Task<string> TokenAsync(IPage page) =>
        (await page.Context.CookiesAsync()).Single(c => c.Name == "parley-session").Value;
}
