using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

public sealed class IdentityPageTests(Chromium chromium) : IAsyncLifetime
{
    private IssuerApp _house = null!;
    private IssuerApp _other = null!;
    private ParleyApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        (_house, _other) = (await IssuerApp.StartAsync(), await IssuerApp.StartAsync());
        // Issuers send browsers back to the address that is configured, so that it has to be known before the start.
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        _app = await ParleyApp.StartAsync(change: s => s with
        {
            Urls = $"http://127.0.0.1:{port}",
            InternalHosts = [_house.Host, _other.Host],
            Issuers = [At("house", "The newsroom", _house), At("other", "Elsewhere", _other)],
        });
        (_house.Now, _other.Now) = (_app.Clock.GetUtcNow, _app.Clock.GetUtcNow);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _house.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_signs_in_by_an_account_elsewhere_adds_another_and_takes_it_away(bool withScript)
    {
        var page = await chromium.Browser.PageAsync(_app, new() { JavaScriptEnabled = withScript });

        _ = await page.GotoAsync("/sign-in/with/house?return=/account/identities");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(_app.Url, "/account/identities").AbsoluteUri);
        await Assertions.Expect(page.GetByText("This is your only way in.")).ToBeVisibleAsync();

        // Past the policy that lets no form lead to another host.
        await page.GetByRole(AriaRole.Button, new() { Name = "Add Elsewhere" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Elsewhere" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Elsewhere" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This is your only way in.")).ToBeVisibleAsync();

        // Later they prove who they are by it, and are back where they were.
        _app.Clock.Move(TimeSpan.FromMinutes(11));
        _ = await page.ReloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "prove first that it is you" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Prove it with The newsroom" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add Elsewhere" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Axe_finds_nothing_on_the_pages_about_accounts_elsewhere()
    {
        var page = await chromium.Browser.PageAsync(_app);
        _ = await page.GotoAsync("/sign-in/back/house?state=unknown");
        await Looks.AtEveryWidthAsync(page, "not-signed-in");
        _ = await page.GotoAsync("/sign-in/with/house?return=/account/identities");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Add Elsewhere" });
        await Assertions.Expect(button).ToBeVisibleAsync();
        await Looks.AtEveryWidthAsync(page, "identities-one");

        // It leads on by itself: what a reader sees of it for a moment is held still to be looked at.
        var asked = await page.APIRequest.PostAsync(new Uri(_app.Url, "/account/identities").AbsoluteUri, new()
        {
            Headers = new Dictionary<string, string> { ["Sec-Fetch-Site"] = "same-origin", ["Content-Type"] = "application/x-www-form-urlencoded" },
            DataString = await button.EvaluateAsync<string>("b => new URLSearchParams(new FormData(b.form, b)).toString()"),
        });
        var held = (await asked.TextAsync()).Replace("http-equiv=\"refresh\"", "name=\"held\"", StringComparison.OrdinalIgnoreCase);
        await page.RouteAsync("**/held", route => route.FulfillAsync(new() { Body = held, ContentType = "text/html; charset=utf-8" }));
        _ = await page.GotoAsync("/held");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "On to Elsewhere" })).ToBeVisibleAsync();
        await Looks.AtEveryWidthAsync(page, "leaving");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to Elsewhere" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Elsewhere" })).ToBeVisibleAsync();
        await Looks.AtEveryWidthAsync(page, "identities-two");

        _app.Clock.Move(TimeSpan.FromMinutes(11));
        _ = await page.ReloadAsync();
        await Looks.AtEveryWidthAsync(page, "identities-unproved");
        _ = await page.GotoAsync("/account/prove?return=%2Faccount%2Fidentities");
        await Looks.AtEveryWidthAsync(page, "prove");
        _house.Claims["auth_time"] = null;
        await page.GetByRole(AriaRole.Link, new() { Name = "Prove it with The newsroom" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Not proved" })).ToBeVisibleAsync();
        await Looks.AtEveryWidthAsync(page, "not-proved");
    }

    private static Issuer At(string name, string label, IssuerApp issuer) => new()
    {
        Name = name,
        Label = label,
        Kind = IssuerKind.OpenId,
        Url = issuer.Url,
        ClientId = IssuerApp.ClientId,
        ClientSecret = IssuerApp.ClientSecret,
    };
}
