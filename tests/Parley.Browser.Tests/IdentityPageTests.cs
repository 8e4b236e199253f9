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

    [Theory]
    [InlineData(1280)]
    [InlineData(768)]
    [InlineData(320)]
    public async Task Axe_finds_nothing_on_the_pages_about_accounts_elsewhere(int width)
    {
        var page = await chromium.Browser.PageAsync(_app, new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            HasTouch = width < 640,
        });
        _ = await page.GotoAsync("/sign-in/back/house?state=unknown");
        await LookAsync(page, "not-signed-in", width);
        _ = await page.GotoAsync("/sign-in/with/house?return=/account/identities");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Add Elsewhere" });
        await Assertions.Expect(button).ToBeVisibleAsync();
        await LookAsync(page, "identities-one", width);

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
        await LookAsync(page, "leaving", width);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to Elsewhere" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Elsewhere" })).ToBeVisibleAsync();
        await LookAsync(page, "identities-two", width);

        _app.Clock.Move(TimeSpan.FromMinutes(11));
        _ = await page.ReloadAsync();
        await LookAsync(page, "identities-unproved", width);
        _ = await page.GotoAsync("/account/prove?return=%2Faccount%2Fidentities");
        await LookAsync(page, "prove", width);
        _house.Claims["auth_time"] = null;
        await page.GetByRole(AriaRole.Link, new() { Name = "Prove it with The newsroom" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Not proved" })).ToBeVisibleAsync();
        await LookAsync(page, "not-proved", width);
    }

    private static async Task LookAsync(IPage page, string state, int width)
    {
        await Shots.KeepAsync(page, $"{state}-{width}");
        await Axe.FindsNothingByDayAndNightAsync(page, state);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{state} is wider than {width}");
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
