using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Core.Commenters;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;
using static Parley.Browser.Tests.Looks;

namespace Parley.Browser.Tests;

public sealed class LadderPagesTests(Chromium chromium)
{
    [Fact]
    public async Task Axe_finds_nothing_where_somebody_is_decided_about_flags_or_contests_and_nothing_scrolls_sideways()
    {
        await using var app = await ParleyApp.StartAsync();
        var (site, _) = await app.GivenAStoryAsync();
        var (mona, nils, ruth) = (await app.GivenAPersonAsync("Mona Diaz"), await app.GivenAPersonAsync("Nils Olsen"), await app.GivenAPersonAsync("Ruth Amsel"));
        foreach (var moderator in new[] { mona, nils }) await app.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        using var guest = app.Browser();
        var insult = await ruth.Browser.SayAsync("Whoever believes that is a fool, and so is whoever wrote it.");
        _ = await guest.SayAsync("An answer that stays where it is", insult, name: "نور سالم");
        _ = await guest.SayAsync("Something else altogether", name: "Cem D.");
        using (await guest.SubmitAsync($"/comments/{insult}/flag", ("reason", "insult"), ("note", new string('w', 120)))) { }
        var desk = await SignedInAsync(chromium, app, mona);
        await LookAsync(desk, "/admin/times/flagged", "flagged");
        await LookAsync(desk, $"/admin/times/comments/{insult}", "person");
        await desk.GetByText("Restrict", new() { Exact = true }).First.ClickAsync();
        await desk.Locator("#level").SelectOptionAsync("quieted");
        await desk.Locator("#hours").SelectOptionAsync("72");
        await desk.Locator("#restrict-reason").SelectOptionAsync("insult");
        await desk.Locator("#restrict-statement").FillAsync("You called everybody a fool who believes the report, and its author.");
        await LookHereAsync(desk, "restricting");
        app.Clock.Move(TimeSpan.FromSeconds(1));
        await desk.GetByRole(AriaRole.Button, new() { Name = "Restrict", Exact = true }).ClickAsync();
        await Expect(desk.Locator("[role=status]")).ToContainTextAsync("The restriction holds");
        await LookAsync(desk, "/admin/times/restrictions", "restrictions");
        await LookAsync(desk, "/admin/times/decisions", "record");

        var reader = await SignedInAsync(chromium, app, ruth);
        await reader.GotoAsync("/times/bridge");
        await reader.Context.AddCookiesAsync([new() { Name = "parley-wrote", Value = "1", Url = app.Url.ToString() }]);
        await reader.ReloadAsync();
        await Expect(reader.Locator("#limited")).ToContainTextAsync("Quieted until");
        await LookHereAsync(reader, "quieted");
        await reader.Locator("#limited a").ClickAsync();
        await Expect(reader.Locator("h1")).ToHaveTextAsync("What is limited for you here");
        await LookHereAsync(reader, "decision");
        await reader.Locator("#text").FillAsync("It was about the report and not about anybody.");
        await reader.GetByRole(AriaRole.Button, new() { Name = "Send the appeal" }).ClickAsync();
        await Expect(reader.Locator("#appeal-title")).ToHaveTextAsync("Your appeal");
        await LookHereAsync(reader, "contested");

        app.Clock.Move(TimeSpan.FromSeconds(1));
        var second = await SignedInAsync(chromium, app, nils);
        await LookAsync(second, "/admin/times/appeals", "appeals");
        await second.Locator("textarea").FillAsync("It was sharp, and about people.");
        await second.GetByRole(AriaRole.Button, new() { Name = "Soften by one level" }).ClickAsync();
        await Expect(second.Locator("[role=status]")).ToContainTextAsync("The appeal is answered");
        await LookHereAsync(second, "appeals-answered");
        await reader.ReloadAsync();
        await LookHereAsync(reader, "answered");
    }

    [Fact]
    public async Task A_comment_is_flagged_in_two_presses_beneath_it()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var guest = app.Browser();
        _ = await guest.SayAsync("Somebody may mind this");
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");
        await page.Locator(".flag").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("article [role=group]")).ToBeVisibleAsync();
        await LookHereAsync(page, "flagging");
        await page.GetByRole(AriaRole.Button, new() { Name = "Insult" }).ClickAsync();
        await Expect(page.Locator("article [role=group]")).ToContainTextAsync("Thank you. A moderator looks at it.");
        await using var db = app.Open();
        Assert.Equal(1, await db.Flags.CountAsync(TestContext.Current.CancellationToken));
    }
}
