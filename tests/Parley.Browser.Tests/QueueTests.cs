using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;
using static Parley.Browser.Tests.Looks;

namespace Parley.Browser.Tests;

public sealed class QueueTests(Chromium chromium)
{
    [Fact]
    public async Task A_shift_of_twenty_is_done_with_the_keyboard_alone()
    {
        await using var app = await ParleyApp.StartAsync();
        var (mona, _) = await RoomAsync(app);
        using var ruth = await app.GivenAPersonAsync();
        for (var i = 0; i < 12; i++)
        {
            app.Clock.Move(TimeSpan.FromSeconds(1));
            using var guest = app.Browser();
            _ = await guest.SayAsync($"What number {i} has to say about the ferry, and nobody has read yet", name: $"Guest {i}");
        }

        for (var i = 0; i < 8; i++)
        {
            app.Clock.Move(TimeSpan.FromSeconds(1));
            var said = await ruth.Browser.SayAsync($"What everybody reads: number {i} of eight");
            using var reader = app.Browser();
            using (await reader.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{said}/flag", """{"reason":"insult"}""")) { }
        }

        app.Clock.Move(TimeSpan.FromSeconds(1));
        var page = await SignedInAsync(chromium, app, mona);
        await page.GotoAsync("/admin/times/queue");
        await Expect(page.Locator("#total")).ToHaveTextAsync("20");
        // Off until switched on.
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator("#total")).ToHaveTextAsync("20");
        await page.Locator(".keys summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#keys")).ToBeCheckedAsync();

        // Eight are flagged, and come first: four stay, four are removed for the reason that they are flagged for.
        for (var left = 20; left > 12; left--)
        {
            await Expect(page.Locator("#shown-title")).ToContainTextAsync("Ruth Amsel");
            await page.Keyboard.PressAsync(left % 2 == 0 ? "d" : "r");
            // The same key again takes the reason that most flags give.
            if (left % 2 != 0)
            {
                await Expect(page.Locator("#reason")).ToBeFocusedAsync();
                await page.Keyboard.PressAsync("r");
            }

            await Expect(page.Locator("#total")).ToHaveTextAsync($"{left - 1}");
            await Expect(page.Locator("#shown-title")).ToBeFocusedAsync();
        }

        // Then those that wait: one is published and taken back at once, the rest published, but three for a reason by its digit.
        await Expect(page.Locator("#shown-title")).ToContainTextAsync("Guest");
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator(".pending")).ToContainTextAsync("Published. It holds in ten seconds.");
        await page.Keyboard.PressAsync("u");
        await Expect(page.Locator(".pending")).ToContainTextAsync("Taken back");
        await Expect(page.Locator("#total")).ToHaveTextAsync("12");
        for (var left = 12; left > 0; left--)
        {
            if (left <= 3)
            {
                await page.Keyboard.PressAsync("r");
                await Expect(page.Locator("#reason")).ToBeFocusedAsync();
                await page.Keyboard.PressAsync("1");
            }
            else
            {
                await page.Keyboard.PressAsync("a");
            }

            await Expect(page.Locator("#total")).ToHaveTextAsync($"{left - 1}");
        }

        await Expect(page.Locator(".empty")).ToHaveTextAsync("Nothing waits.");
        // The last one holds when the page is left.
        await page.GotoAsync("/admin/times/decisions");
        await app.UntilAsync(async db => await db.Decisions.CountAsync() == 20);
        await using var after = app.Open();
        var kinds = await after.Decisions.GroupBy(d => d.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, TestContext.Current.CancellationToken);
        Assert.Equal((4, 4, 9, 3), (kinds[DecisionKind.Dismiss], kinds[DecisionKind.Remove], kinds[DecisionKind.Publish], kinds[DecisionKind.Refuse]));
        Assert.All(await after.Decisions.Where(d => d.Kind == DecisionKind.Remove).ToListAsync(TestContext.Current.CancellationToken), d => Assert.Equal(ReasonClass.Insult, d.Reason));
        Assert.Equal(0, await after.Comments.CountAsync(c => c.State == CommentState.Held, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_another_decided_meanwhile_is_said_and_offered_again()
    {
        await using var app = await ParleyApp.StartAsync();
        var (mona, nils) = await RoomAsync(app);
        using var guest = app.Browser();
        var one = await guest.SayAsync("The first that waits");
        app.Clock.Move(TimeSpan.FromSeconds(1));
        var two = await guest.SayAsync("The second of them");
        var (first, second) = (await SignedInAsync(chromium, app, mona), await SignedInAsync(chromium, app, nils));
        await first.GotoAsync($"/admin/times/queue?item={one}");
        await second.GotoAsync($"/admin/times/queue?item={one}");
        await Expect(second.Locator("#lookers")).ToHaveTextAsync("Also looking at this: Mona Diaz");
        await first.Locator("button[value=publish]").ClickAsync();
        await Expect(first.Locator(".pending")).ToContainTextAsync("Published.");
        // She thinks it over; he decides and leaves, and his holds first.
        await second.Locator("#reason").SelectOptionAsync("spam");
        await second.Locator("button[value=remove]").ClickAsync();
        await second.GotoAsync("/admin/times/decisions");
        await app.UntilAsync(async db => await db.Decisions.AnyAsync());
        await first.Locator("button[value=publish]").ClickAsync();
        // At another desk he is signed out before his decision holds: it was not taken, and that is said.
        var away = await SignedInAsync(chromium, app, await app.AnotherBrowserOfAsync(nils));
        await away.GotoAsync($"/admin/times/queue?item={two}");
        await away.Locator("button[value=publish]").ClickAsync();
        await Expect(away.Locator(".pending")).ToContainTextAsync("Published.");
        await using (var db = app.Open()) _ = await db.Sessions.Where(s => s.AccountId == nils.Account.Id).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await Expect(away.Locator(".pending [role=alert]")).ToContainTextAsync("It was not decided:", new() { Timeout = 30_000 });
        await Expect(first.Locator(".pending")).ToContainTextAsync("It was not decided: Nils Olsen has decided already that it is not published.", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task Axe_finds_nothing_in_the_queue_full_empty_long_and_from_the_right_and_nothing_scrolls_sideways()
    {
        await using var app = await ParleyApp.StartAsync();
        var (mona, nils) = await RoomAsync(app);
        var page = await SignedInAsync(chromium, app, mona);
        await LookAsync(page, "/admin/times/queue", "queue-empty");
        await FillAsync(app);
        (mona, nils) = (await app.AnotherBrowserOfAsync(mona), await app.AnotherBrowserOfAsync(nils));
        page = await SignedInAsync(chromium, app, mona);
        await LookAsync(page, "/admin", "sites");
        await LookAsync(page, "/admin/times", "office");
        await LookAsync(page, "/admin/times/queue", "queue");
        var long1 = await page.Locator(".list li", new() { HasText = "wwwww" }).First.GetAttributeAsync("data-comment");
        using (await nils.Browser.SubmitAsync($"/admin/times/comments/{long1}/looking")) { }
        using (await nils.Browser.SubmitAsync($"/admin/times/comments/{long1}/note", ("note", "He asked me to call him, and I did; he means well and types fast."))) { }
        await LookAsync(page, $"/admin/times/queue?item={long1}", "queue-long");
        var flagged = await page.Locator(".list li", new() { HasText = "flag" }).First.GetAttributeAsync("data-comment");
        await LookAsync(page, $"/admin/times/queue?item={flagged}", "queue-flagged");
        await page.Locator(".keys summary").ClickAsync();
        await page.Locator("button[value=feature]").ClickAsync();
        await Expect(page.Locator("[role=status]").First).ToContainTextAsync("It is featured");
        await LookAsync(page, "/times/bridge", "featured");
        await page.GotoAsync("/admin/times/queue");
        foreach (var box in await page.Locator(".list input").AllAsync()) await box.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide about the chosen ones together…" }).ClickAsync();
        await LookHereAsync(page, "together");
        await page.GotoAsync("/admin/times/queue?of=held");
        await page.Locator("button[value=publish]").ClickAsync();
        await Expect(page.Locator(".pending")).ToBeVisibleAsync();
        await LookHereAsync(page, "queue-pending");
        var arabic = await chromium.Browser.PageAsync(app, new() { Locale = "ar" });
        await arabic.Context.AddCookiesAsync([new() { Name = "parley-session", Value = mona.Token, Url = app.Url.ToString() }]);
        await LookAsync(arabic, "/admin/times/queue", "queue-ar");
    }

    private static async Task FillAsync(ParleyApp app)
    {
        using var ruth = await app.GivenAPersonAsync();
        using var guest = app.Browser();
        await using (var db = app.Open())
        {
            var site = await db.Sites.SingleAsync();
            _ = db.WordRules.Add(new WordRule { Id = Id.New(app.Clock.GetUtcNow()), SiteId = site.Id, List = WordList.Held, Text = "scoundrel", Note = "Look whom it is said to." });
            site.WordsVersion++;
            _ = await db.SaveChangesAsync();
        }

        var root = await ruth.Browser.SayAsync("What I think of the bridge, in two or three sentences. It was time that somebody closed it.\n\nAnd a *second* paragraph.");
        for (var i = 0; i < 5; i++)
        {
            app.Clock.Move(TimeSpan.FromMinutes(i * 50));
            _ = await guest.SayAsync(i == 1 ? new string('w', 300) : i == 3 ? "You sc0undrel, you s c o u n d r e l, who do you think you are?" : $"This waits for somebody to look at it, and it is the {i}th on this quiet morning.", root, i == 2 ? "نور سالم" : "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff");
        }

        var minded = await ruth.Browser.SayAsync("Whoever believes that is a fool, and so is whoever wrote it.", root);
        for (var i = 0; i < 4; i++)
        {
            using var reader = app.Browser();
            using (await reader.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{minded}/flag", """{"reason":"hatred","note":"The second sentence."}""")) { }
            using (await reader.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{minded}/vote", """{"value":1}""")) { }
        }
    }

    private static async Task<(Person Mona, Person Nils)> RoomAsync(ParleyApp app)
    {
        var (site, _) = await app.GivenAStoryAsync(change: (site, story) => (site.Guests, story.Section) = (GuestRule.Held, "Town"));
        var (mona, nils) = (await app.GivenAPersonAsync("Mona Diaz"), await app.GivenAPersonAsync("Nils Olsen"));
        foreach (var moderator in new[] { mona, nils }) await app.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        return (mona, nils);
    }
}
