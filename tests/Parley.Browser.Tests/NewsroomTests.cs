using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

public sealed class NewsroomTests(Chromium chromium)
{
    [Fact]
    public async Task Axe_finds_nothing_in_the_newsroom_nor_on_the_pages_of_people_and_nothing_scrolls_sideways()
    {
        await using var app = await ParleyApp.StartAsync(change: settings => settings with { Proxies = [System.Net.IPNetwork.Parse("127.0.0.0/8")] });
        var (editor, ruth, layla) = await RoomAsync(app);
        await LookAtFrontAsync();
        await VoteFromOnePlaceAsync(app);
        var page = await PageOfAsync(app, editor, new());
        await LookAsync("/admin/times/held", "held-empty");
        using var guest = app.Browser();
        for (var i = 0; i < 4; i++)
        {
            app.Clock.Move(TimeSpan.FromMinutes(3));
            _ = await guest.SayAsync(i == 1 ? new string('w', 300) : $"This waits for somebody to look at it, and it is the {i}th that does so on this quiet morning.", name: i == 2 ? "نور سالم" : "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff");
        }

        var root = (await guest.DiscussionAsync("?order=oldest")).GetProperty("branches")[0].GetProperty("id").GetString();
        var reply = await guest.SayAsync("And this answers *what somebody said*.\n\n> A quote\n\nWith a second paragraph.", root, name: "Cem D.");
        await LookAsync("/admin", "admin");
        await LookAsync("/admin/times", "front");
        await LookAsync("/admin/times/held", "held");
        await LookAsync($"/admin/times/held?comment={reply}", "held-reply");
        await LookAsync("/admin/times/new", "new");
        await LookAsync("/admin/times/words", "words-empty");
        using (await editor.Browser.SubmitAsync("/admin/times/words/starter", ("language", "en"))) { }
        using (await editor.Browser.SubmitAsync("/admin/times/words/starter", ("language", "ar"))) { }
        await page.GotoAsync("/admin/times/words");
        await page.Locator("#try-text").FillAsync("You are a com.plete b a s t a r d, and an iditot,\nthey said. موت يا كلب");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("mark").First).ToBeVisibleAsync();
        await LookHereAsync("words");
        var marked = await guest.SayAsync("You are a b4stard and **a moron**, and you should be shot.", root);
        await LookAsync($"/admin/times/held?comment={marked}", "held-words");
        await LookAsync("/admin/times/measures", "measures-empty");
        using (await editor.Browser.SubmitAsync("/admin/times/measures", ("mode", "slow"), ("pace", "60"), ("where", "story"), ("place", "bridge"), ("length", "60"), ("reason", "A quarrel about the ferry got loud; let us all take a breath."))) { }
        using (await editor.Browser.SubmitAsync("/admin/times/measures", ("mode", "newcomersheld"), ("where", "section"), ("place", "town"), ("length", "1440"), ("reason", new string('w', 200)))) { }
        await LookAsync("/admin/times/measures", "measures");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin", Exact = true }).ClickAsync();
        await LookAsync("/times/bridge", "measure-in-the-room");
        await LookAsync($"/admin/times/comments/{root}", "review");
        await page.Locator("#reason").SelectOptionAsync("insult");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove its text" }).ClickAsync();
        await Assertions.Expect(page.Locator("[role=status]")).ToContainTextAsync("Its text is removed");
        await LookHereAsync("review-removed");
        await LookAsync("/times/bridge", "tombstone");
        await page.GotoAsync($"/admin/times/comments/{root}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore it" }).ClickAsync();
        await LookAsync("/admin/times/staff", "staff");
        await LookAsync("/admin/times/commenters", "commenters");
        await LookAsync("/admin" + await ProfileAsync(app, ruth), "commenter");
        await LookAsync(await ProfileAsync(app, ruth), "profile");
        await LookAsync(await ProfileAsync(app, layla), "profile-rtl");
        _ = await editor.Browser.SubmitAsync(await ProfileAsync(app, ruth) + "/mute");
        _ = await editor.Browser.SubmitAsync(await ProfileAsync(app, layla) + "/mute");
        await LookAsync("/account/mutes", "mutes");
        await LookAsync("/account/standing/times", "standing");
        await LookAsync("/times/bridge?order=oldest", "discussion");

        await page.GotoAsync("/admin/times/held");
        await page.EvaluateAsync("document.documentElement.dir = 'rtl'");
        foreach (var width in new[] { 320, 768, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            await Shots.KeepAsync(page, $"held-from-the-right-{width}");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        }

        // Before anybody has voted.
        async Task LookAtFrontAsync()
        {
            var front = await PageOfAsync(app, editor, new());
            await front.GotoAsync("/admin/times");
            await Assertions.Expect(front.Locator(".empty")).ToHaveTextAsync("No comment has many votes from one place.");
            await Looks.AtEveryWidthAsync(front, "front-empty");
            await front.CloseAsync();
        }

        async Task LookAsync(string path, string name)
        {
            await page.GotoAsync(path);
            await LookHereAsync(name);
        }

        Task LookHereAsync(string name) => Looks.AtEveryWidthAsync(page, name);
    }

    [Fact]
    public async Task A_moderator_decides_with_the_keyboard_alone_and_without_script()
    {
        await using var app = await ParleyApp.StartAsync();
        var (editor, _, _) = await RoomAsync(app);
        using var guest = app.Browser();
        _ = await guest.SayAsync("The first that waits");
        app.Clock.Move(TimeSpan.FromSeconds(1));
        _ = await guest.SayAsync("The second that waits");
        var page = await PageOfAsync(app, editor, new() { JavaScriptEnabled = false });
        await page.GotoAsync("/admin/times/held");

        await page.Locator("button[value=publish]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[role=status]")).ToHaveTextAsync("It is published.");
        await Assertions.Expect(page.Locator(".waits")).ToContainTextAsync("The second that waits");

        await page.Locator("#reason").FocusAsync();
        await page.Keyboard.TypeAsync("Spam");
        await page.Locator("#reason").SelectOptionAsync("spam");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[role=status]")).ToContainTextAsync("It is not published");
        await Assertions.Expect(page.Locator(".empty")).ToBeVisibleAsync();
        await page.Locator("button[value=publish]").ClickAsync();
        await Assertions.Expect(page.Locator("[role=status]")).ToHaveTextAsync("It is published.");
    }

    [Fact]
    public async Task What_a_moderator_publishes_is_offered_to_whoever_reads()
    {
        await using var app = await ParleyApp.StartAsync();
        var (editor, ruth, _) = await RoomAsync(app);
        using var guest = app.Browser();
        _ = await guest.SayAsync("This waited");
        _ = await ruth.Browser.SayAsync("This came after it");
        var reader = await chromium.Browser.PageAsync(app);
        await reader.GotoAsync("/times/bridge");
        await LiveTests.WatchedAsync(app);

        var moderator = await PageOfAsync(app, editor, new());
        await moderator.GotoAsync("/admin/times/held");
        await moderator.Locator("button[value=publish]").ClickAsync();

        await Assertions.Expect(reader.Locator(".live button")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await reader.Locator(".live button").ClickAsync();
        await Assertions.Expect(reader.Locator(".text", new() { HasText = "This waited" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_name_on_a_comment_leads_to_the_profile_and_its_button_to_the_list_of_the_muted()
    {
        await using var app = await ParleyApp.StartAsync();
        var (editor, _, _) = await RoomAsync(app);
        var page = await PageOfAsync(app, editor, new());
        await page.GotoAsync("/times/bridge?order=oldest");
        await page.Locator("a.name", new() { HasText = "Ruth Amsel" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Ruth Amsel");
        await page.Locator(".mute button").ClickAsync();
        await Assertions.Expect(page.Locator(".rows")).ToContainTextAsync("Ruth Amsel");
        await page.Locator(".rows button").ClickAsync();
        await Assertions.Expect(page.Locator(".empty")).ToBeVisibleAsync();
    }

    // A dozen guests of one network, each with a browser of their own.
    private static async Task VoteFromOnePlaceAsync(ParleyApp app)
    {
        using var reader = app.Browser();
        foreach (var branch in (await reader.DiscussionAsync("?order=oldest")).GetProperty("branches").EnumerateArray())
        {
            for (var i = 0; i < 12; i++)
            {
                using var guest = app.Browser();
                guest.DefaultRequestHeaders.Add("X-Forwarded-For", "81.20.4.7");
                using var answer = await guest.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{branch.GetProperty("id").GetString()}/vote", """{"value":1}""");
                Assert.True(answer.IsSuccessStatusCode);
            }
        }
    }

    private static async Task<(Person Editor, Person Ruth, Person Layla)> RoomAsync(ParleyApp app)
    {
        var (site, _) = await app.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        var editor = await app.GivenAPersonAsync("Edda Thor", "edda@readers.example");
        await app.GivenARoleAsync(editor.Account, site, RoleKind.Owner);
        var ruth = await app.GivenAPersonAsync();
        _ = await ruth.Browser.SayAsync("What I think of the bridge, in two or three sentences. It was time that somebody closed it.\n\nAnd a *second* paragraph.");
        var layla = await app.GivenAPersonAsync("ليلى حداد", "layla@readers.example");
        _ = await layla.Browser.SayAsync("أُغلقت العبّارة الليلية، وبعد سنتين أُغلقت المدرسة.");
        var moderator = await app.GivenAPersonAsync("Hubert Blaine Wolfeschlegelsteinhausenbergerdorff", "hubert@readers.example");
        await app.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        await app.GivenARoleAsync(layla.Account, null, RoleKind.Moderator);
        using var early = app.Browser();
        await using var db = app.Open();
        // Somebody whose name looks like hers, and a name she had.
        _ = db.Commenters.Add(new Commenter { Id = Id.New(app.Clock.GetUtcNow()), SiteId = site.Id, Kind = CommenterKind.Guest, Name = "Ruth Ámsel", NameSkeleton = CommenterName.Skeleton("Ruth Ámsel"), BrowserHash = [1], CreatedAt = app.Clock.GetUtcNow() });
        _ = db.NameChanges.Add(new NameChange { Id = Id.New(app.Clock.GetUtcNow()), AccountId = ruth.Account.Id, From = "Ruth A.", To = "Ruth Amsel", At = app.Clock.GetUtcNow().AddMinutes(1) });
        _ = await db.Commenters.Where(c => c.AccountId == ruth.Account.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.Badge, Badge.Expert));
        _ = await db.SaveChangesAsync();
        return (editor, ruth, layla);
    }

    private async Task<IPage> PageOfAsync(ParleyApp app, Person person, BrowserNewContextOptions options)
    {
        var page = await chromium.Browser.PageAsync(app, options);
        var session = person.Cookies.GetCookies(app.Url)["parley-session"]!;
        await page.Context.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = session.Name, Value = session.Value, Url = app.Url.ToString() }]);
        return page;
    }

    private static async Task<string> ProfileAsync(ParleyApp app, Person person)
    {
        await using var db = app.Open();
        return "/times/commenters/" + Id.Text(await db.Commenters.Where(c => c.AccountId == person.Account.Id).Select(c => c.Id).SingleAsync());
    }
}
