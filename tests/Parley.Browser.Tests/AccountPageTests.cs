using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class AccountPageTests(Chromium chromium)
{
    private static readonly string[] Pages = ["/account", "/account/name", "/account/comments", "/account/comments?site=times", "/account/sessions", "/account/export", "/account/erase"];

    [Fact]
    public async Task Axe_finds_nothing_on_the_pages_of_an_account_and_nothing_scrolls_sideways()
    {
        await using var app = await ParleyApp.StartAsync();
        foreach (var (state, person) in await PeopleAsync(app))
        {
            var page = await PageAsync(app, person, new()
            {
                Locale = state.Contains("Arabic", StringComparison.Ordinal) ? "ar" : "en",
            });
            foreach (var path in Pages)
            {
                var answer = await page.GotoAsync(path);
                if (answer!.Status == 404) continue;

                await Looks.AtEveryWidthAsync(page, $"{state}{path.Replace('/', '-').Replace('?', '-')}");
            }

            await page.GotoAsync("/account/name");
            if (await page.Locator("#field-name").CountAsync() > 0)
            {
                await page.Locator("#field-name").FillAsync("Site Moderator");
                await page.Locator("main form button").ClickAsync();
                await Expect(page.Locator("#field-name-error")).ToBeVisibleAsync();
                await Looks.AtEveryWidthAsync(page, $"{state}-refused");
            }

            await page.Context.DisposeAsync();
            person.Dispose();
        }
    }

    [Fact]
    public async Task A_name_is_taken_changed_and_refused_without_script_and_by_keyboard()
    {
        await using var app = await ParleyApp.StartAsync();
        using var nobody = await app.GivenAPersonAsync("", "new@readers.example");
        var page = await PageAsync(app, nobody, new() { JavaScriptEnabled = false });
        await page.GotoAsync("/account");

        await page.TabToAsync("#field-name");
        await page.Keyboard.TypeAsync("Staff");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".errors")).ToBeFocusedAsync();
        await Expect(page.Locator("#field-name")).ToHaveValueAsync("Staff");
        await page.Locator("#field-name").FillAsync("Mina Falk");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Your name is Mina Falk from now on.");

        await page.GetByRole(AriaRole.Link, new() { Name = "Change Name" }).ClickAsync();
        await page.Locator("#field-name").FillAsync("Mina Falk-Ott");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change name" }).ClickAsync();
        await Expect(page.Locator(".own-name")).ToHaveTextAsync("Mina Falk-Ott");
        await Expect(page.Locator("main")).ToContainTextAsync("you can change it again from 22 December 2026 on");
    }

    [Fact]
    public async Task Another_browser_is_signed_out_and_a_guests_comments_are_claimed_without_script()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var ruth = await app.GivenAPersonAsync("Ruth Amsel");
        await SessionAsync(app, ruth.Account, "Chrome, Android");
        var cookies = new System.Net.CookieContainer();
        using (var guest = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = app.Url })
            _ = await guest.SayAsync("As a guest", name: "Ruth");
        ruth.Cookies.Add(cookies.GetCookies(app.Url));
        var page = await PageAsync(app, ruth, new() { JavaScriptEnabled = false });

        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it mine" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("is yours now");
        await page.GetByRole(AriaRole.Link, new() { Name = "1 comment on The Times of Testing" }).ClickAsync();
        await Expect(page.Locator(".own-comments .text")).ToHaveTextAsync("As a guest");

        await page.GetByRole(AriaRole.Link, new() { Name = "Signing in" }).ClickAsync();
        await Expect(page.Locator(".sessions > li")).ToHaveCountAsync(2);
        await page.Locator(".sessions > li:nth-child(2) button").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("That browser is signed out.");
        await Expect(page.Locator(".sessions > li")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere, here too" }).ClickAsync();
        await page.GotoAsync("/account");
        Assert.Contains("/sign-in?return=", page.Url, StringComparison.Ordinal);
    }

    /// <summary>Somebody who did nothing yet, somebody who did much, and names of many kinds.</summary>
    private static async Task<List<(string State, Person Person)>> PeopleAsync(ParleyApp app)
    {
        var empty = await app.GivenAPersonAsync("", "new@readers.example");
        var (site, _) = await app.GivenAStoryAsync();
        _ = await app.GivenAStoryAsync("post", "tunnel", (s, t) => (s.Name, t.Title) = ("The Evening Post of a Town with a Long Name", new string('W', 80)));
        var busy = await app.GivenAPersonAsync("Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Senior", "hubert@readers.example");
        var arabic = await app.GivenAPersonAsync("ليلى حداد", "layla@readers.example");
        foreach (var person in new[] { busy, arabic })
        {
            using var reader = app.Browser();
            var first = await person.Browser.SayAsync("The bridge was *old*, and everybody knew.\n\n> It closed on Monday.\n\nWho pays?");
            _ = await reader.SayAsync("The city.", first);
            var removed = await person.Browser.SayAsync("Something that was removed.");
            app.Clock.Move(TimeSpan.FromMinutes(20));
            var held = await person.Browser.SayAsync("أُغلقت العبّارة الليلية، وبعد سنتين أُغلقت المدرسة.");
            using (await person.Browser.PostCommentAsync(new string('w', 300), story: "post/stories/tunnel")) { }
            await using var db = app.Open();
            foreach (var (id, state) in new[] { (removed, CommentState.Removed), (held, CommentState.Held) })
            {
                Assert.True(Id.TryRead(id, out var comment));
                (await db.Comments.SingleAsync(c => c.Id == comment)).State = state;
            }

            var account = await db.Accounts.SingleAsync(a => a.Id == person.Account.Id);
            account.ErasureDueAt = app.Clock.GetUtcNow() + Account.ErasureWaits;
            _ = db.NameChanges.Add(new() { Id = Id.New(app.Clock.GetUtcNow()), AccountId = account.Id, From = "Hubert B.", To = account.Name, At = app.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync();
            for (var i = 0; i < 12; i++) await SessionAsync(app, account, i % 3 == 0 ? "" : "Samsung Internet, Android", i % 2 == 0 ? (site.Id, "https://news.a-publisher-with-a-long-name.example") : null);
        }

        return [("empty", empty), ("busy", busy), ("Arabic", arabic)];
    }

    private async Task<IPage> PageAsync(ParleyApp app, Person person, BrowserNewContextOptions options)
    {
        var page = await chromium.Browser.PageAsync(app, options);
        await page.Context.AddCookiesAsync([.. person.Cookies.GetCookies(app.Url).Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = app.Url.ToString() })]);
        return page;
    }

    private static async Task SessionAsync(ParleyApp app, Account account, string device, (Guid Site, string Origin)? frame = null)
    {
        await using var db = app.Open();
        var now = app.Clock.GetUtcNow();
        _ = db.Sessions.Add(new Session
        {
            Id = Id.New(now),
            AccountId = account.Id,
            TokenHash = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32),
            SiteId = frame?.Site,
            Origin = frame?.Origin,
            Device = device,
            CreatedAt = now,
            SeenAt = now,
            ProvedAt = now,
        });
        _ = await db.SaveChangesAsync();
    }
}
