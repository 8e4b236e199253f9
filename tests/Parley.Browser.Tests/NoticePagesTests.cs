using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Core.Commenters;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;
using static Parley.Browser.Tests.Looks;

namespace Parley.Browser.Tests;

public sealed class NoticePagesTests(Chromium chromium)
{
    [Fact]
    public async Task Axe_finds_nothing_on_notices_rules_numbers_reports_webhooks_and_invitations_and_nothing_scrolls_sideways()
    {
        await using var app = await ParleyApp.StartAsync();
        var (site, _) = await app.GivenAStoryAsync();
        var edda = await app.GivenAPersonAsync("Edda Thor");
        var nils = await app.GivenAPersonAsync("Nils Olsen");
        await app.GivenARoleAsync(edda.Account, site, RoleKind.Editor);
        await app.GivenARoleAsync(nils.Account, site, RoleKind.Moderator);
        using var ruth = await app.GivenAPersonAsync();
        var said = await ruth.Browser.SayAsync("What the law forbids, and a very long word: " + new string('w', 120));

        // Somebody gives notice, without script.
        var reader = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = false });
        await reader.GotoAsync($"/comments/{said}/flag");
        await reader.GetByRole(AriaRole.Link, new() { Name = "It is illegal…" }).ClickAsync();
        var form = await chromium.Browser.PageAsync(app);
        await LookAsync(form, $"/comments/{said}/notice", "notice-form");
        await form.Locator("#explanation").FillAsync("It calls for violence against a person who is named in it.");
        await form.Locator("#name").FillAsync("Nora Tell");
        await form.EvaluateAsync("document.querySelector('form.compose').noValidate = true");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send the notice" }).ClickAsync();
        await Expect(form.Locator(".errors li")).ToHaveCountAsync(2);
        await LookHereAsync(form, "notice-errors");
        await form.Locator("#email").FillAsync("nora@readers.example");
        await form.Locator("#faith").CheckAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Send the notice" }).ClickAsync();
        await Expect(form.Locator("h1")).ToHaveTextAsync("Your notice");
        await LookHereAsync(form, "notice-received");

        var desk = await SignedInAsync(chromium, app, edda);
        app.Clock.Move(TimeSpan.FromSeconds(1));
        using (await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{said}", """{"text":"What I meant, *mended* by myself."}""")) { }
        await LookAsync(desk, "/admin/times/queue", "queue-notice");
        await Expect(desk.Locator("#item")).ToContainTextAsync("What I meant, mended by myself.");
        await LookAsync(desk, "/admin/times/notices", "notices");
        await desk.Locator("textarea").FillAsync("It is an opinion, sharply put.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "It stays" }).ClickAsync();
        await Expect(desk.Locator("[role=status]")).ToContainTextAsync("both sides are told");
        await form.ReloadAsync();
        await LookHereAsync(form, "notice-decided");
        await form.Locator("#text").FillAsync("It names my daughter.");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send the complaint" }).ClickAsync();
        await Expect(form.Locator("#complaint-title")).ToHaveTextAsync("The complaint");
        await LookHereAsync(form, "notice-complaint");
        var second = await SignedInAsync(chromium, app, nils);
        await LookAsync(second, "/admin/times/notices", "notices-complaint");

        using (await edda.Browser.SubmitAsync("/admin/times/rules", ("rules", "Be **kind**.\n\n- No names\n- No shouting"))) { }
        await LookAsync(desk, "/admin/times/rules", "rules-office");
        await LookAsync(desk, "/rules/times", "rules");
        await LookAsync(desk, $"/rules/times/{app.Clock.GetUtcNow().Year}", "numbers");
        await LookAsync(desk, "/admin/times/webhooks", "webhooks-empty");
        await desk.Locator("#url").FillAsync("https://hooks.example.org/parley/" + new string('x', 80));
        await desk.GetByRole(AriaRole.Button, new() { Name = "Add the address" }).ClickAsync();
        await Expect(desk.Locator("code")).ToContainTextAsync("whsec_");
        await LookHereAsync(desk, "webhooks");
        await LookAsync(desk, "/admin/times/staff", "staff-invite");
        await using var db = app.Open();
        Assert.Equal("It names my daughter.", (await db.Notices.SingleAsync(TestContext.Current.CancellationToken)).Complaint);
    }
}
