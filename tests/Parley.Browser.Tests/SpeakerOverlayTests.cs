using Microsoft.Playwright;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>What a page shows of who speaks, to one reader alone.</summary>
public sealed class SpeakerOverlayTests(Chromium chromium)
{
    [Fact]
    public async Task What_waits_for_a_moderator_stands_in_its_place_for_its_writer_alone()
    {
        await using var app = await ParleyApp.StartAsync();
        var (site, _) = await app.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        using var ruth = await app.GivenAPersonAsync();
        var id = await ruth.Browser.SayAsync("Published at once.");
        var page = await chromium.Browser.PageAsync(app);
        _ = await page.GotoAsync("/times/bridge");

        await page.Locator("#compose-text").FocusAsync();
        await Expect(page.Locator("#speaker")).ToContainTextAsync($"a moderator of {site.Name} reads your comment before anybody else does");
        await Shots.TakeAsync(page, "guests-held");
        await page.Locator($"#comment-{id} .reply").First.ClickAsync();
        await page.Locator("#compose-text").FillAsync("An answer of a guest.");
        await page.Locator("#compose-name").FillAsync("Mina Falk");
        await page.Locator("#compose .main").ClickAsync();

        var held = page.Locator($"#comment-{id} .held");
        await Expect(held).ToContainTextAsync("Your comment waits for a moderator.");
        await Expect(held).ToContainTextAsync("An answer of a guest.");
        await Expect(held.Locator("h3")).ToBeFocusedAsync();
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync("1 comment");
        await Shots.TakeAsync(page, "held");
        await Axe.FindsNothingAsync(page, "a held comment");

        // It is still there after a reload, and may be mended and taken back.
        _ = await page.ReloadAsync();
        await held.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await held.Locator("textarea").FillAsync("A better answer.");
        await held.Locator("form .main").ClickAsync();
        await Expect(held.Locator(".text")).ToHaveTextAsync("A better answer.");
        await Expect(held.Locator("h3")).ToBeFocusedAsync();
        var other = await chromium.Browser.PageAsync(app);
        _ = await other.GotoAsync("/times/bridge");
        await Expect(other.Locator("body")).Not.ToContainTextAsync("better answer");

        await held.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await held.Locator(".stop").ClickAsync();
        await Expect(held).ToHaveCountAsync(0);
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync("1 comment");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_guests_are_not_let_in_the_composer_says_so_and_whoever_is_signed_in_writes(bool runsScript)
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Closed);
        var guest = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = runsScript });
        _ = await guest.GotoAsync("/times/bridge");
        await Expect(guest.Locator("#speaker")).ToHaveTextAsync("Only readers who are signed in comment here. Sign in");
        await Expect(guest.Locator("#compose-name")).ToHaveCountAsync(0);
        await Shots.TakeAsync(guest, "guests-closed" + (runsScript ? "" : "-plain"));
        await guest.Locator("#compose-text").FillAsync("Nobody's words.");
        await guest.Locator("#compose .main").ClickAsync();
        await Expect(guest.Locator(".errors").First).ToContainTextAsync("Sign in to comment here; your text is kept.");
        await Expect(guest.Locator("#compose-text")).ToHaveValueAsync("Nobody's words.");
        await Shots.TakeAsync(guest, "guests-closed-refused" + (runsScript ? "" : "-plain"));
        if (runsScript) await Axe.FindsNothingAsync(guest, "guests closed");

        using var ruth = await app.GivenAPersonAsync("Ruth Amsel");
        var page = await SignedInAsync(app, ruth, runsScript);
        await page.Locator("#compose-text").FillAsync("My own words.");
        await page.Locator("#compose .main").ClickAsync();
        await Expect(page.Locator("article .name")).ToHaveTextAsync("Ruth Amsel");
    }

    [Fact]
    public async Task Somebody_muted_is_one_line_for_whoever_muted_them_and_their_answers_stay_open()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var omar = await app.GivenAPersonAsync("Omar Said");
        using var ruth = await app.GivenAPersonAsync("Ruth Amsel");
        var id = await omar.Browser.SayAsync("Something that I do not want to read.");
        _ = await ruth.Browser.SayAsync("An answer beneath it.", id);
        await using (var db = app.Open())
        {
            var commenter = db.Commenters.Single(c => c.AccountId == omar.Account.Id);
            _ = db.Mutes.Add(new Mute { AccountId = ruth.Account.Id, CommenterId = commenter.Id, At = app.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var page = await SignedInAsync(app, ruth);
        var item = page.Locator($"#comment-{id}");
        await Expect(item.Locator(".mute").First).ToHaveTextAsync("You muted Omar Said. Show");
        await Expect(item.Locator("> article .text")).ToBeHiddenAsync();
        await Expect(page.GetByText("An answer beneath it.")).ToBeVisibleAsync();
        await Shots.TakeAsync(page, "muted");
        await Axe.FindsNothingAsync(page, "muted");
        await item.Locator(".mute button").ClickAsync();
        await Expect(item.Locator("> article .text")).ToBeVisibleAsync();
        await Expect(item.Locator("h3").First).ToBeFocusedAsync();
        await item.Locator(".menu summary").First.ClickAsync();
        await Expect(item.Locator(".menu button").First).ToHaveTextAsync("Unmute Omar Said");
        await Shots.TakeAsync(page, "unmute");

        var other = await SignedInAsync(app, omar);
        await Expect(other.Locator($"#comment-{id} .text").First).ToBeVisibleAsync();
        await Expect(other.Locator(".mute")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Somebody_is_muted_from_the_menu_of_their_comment_until_they_are_unmuted_and_nobody_else_sees_a_difference()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var omar = await app.GivenAPersonAsync("Omar Said");
        using var ruth = await app.GivenAPersonAsync("Ruth Amsel");
        var id = await omar.Browser.SayAsync("Something that I do not want to read.");
        _ = await ruth.Browser.SayAsync("An answer beneath it.", id);
        _ = await omar.Browser.SayAsync("And another thing.");
        using var other = app.Browser();
        var before = await PublicAsync(other);
        var page = await SignedInAsync(app, ruth);
        var item = page.Locator($"#comment-{id}");

        await item.Locator(".menu summary").First.ClickAsync();
        await item.GetByRole(AriaRole.Button, new() { Name = "Mute Omar Said" }).First.ClickAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync("You no longer see what Omar Said writes. Others still do.");
        await Expect(item.Locator(".mute button").First).ToBeFocusedAsync();
        _ = await page.ReloadAsync();

        // All that they wrote, and nothing of anybody else's.
        await Expect(page.Locator(".mute")).ToHaveCountAsync(2);
        await Expect(item.Locator("> article .text")).ToBeHiddenAsync();
        await Expect(page.GetByText("And another thing.")).ToBeHiddenAsync();
        await Expect(page.GetByText("An answer beneath it.")).ToBeVisibleAsync();
        Assert.Equal(before, await PublicAsync(other));
        var theirs = await SignedInAsync(app, omar);
        await Expect(theirs.GetByText("And another thing.")).ToBeVisibleAsync();
        await Expect(theirs.Locator(".mute")).ToHaveCountAsync(0);

        await item.Locator(".mute button").First.ClickAsync();
        await Expect(item.Locator("> article .text")).ToBeVisibleAsync();
        await item.Locator(".menu summary").First.ClickAsync();
        await item.GetByRole(AriaRole.Button, new() { Name = "Unmute Omar Said" }).First.ClickAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync("You see again what Omar Said writes.");
        await Expect(page.Locator(".mute")).ToHaveCountAsync(0);
        _ = await page.ReloadAsync();
        await Expect(page.GetByText("And another thing.")).ToBeVisibleAsync();
        await Expect(item.Locator(".menu summary").First).ToBeVisibleAsync();
        await Expect(page.Locator(".mute")).ToHaveCountAsync(0);
        Assert.Equal(before, await PublicAsync(other));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_story_is_followed_by_one_control_with_script_and_without(bool runsScript)
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        _ = await Given.SomeCommentsAsync(app, depth: 2);
        using var ruth = await app.GivenAPersonAsync("Ruth Amsel");
        var page = await SignedInAsync(app, ruth, runsScript);
        var control = page.Locator("#follow > *");
        await Expect(page.GetByText("Follow this story")).ToHaveCountAsync(1);
        await Shots.TakeAsync(page, "follow" + (runsScript ? "" : "-plain"));

        if (runsScript)
        {
            await Expect(page.Locator("#follow button")).ToHaveTextAsync("Follow this story");
            await control.ClickAsync();
            await Expect(page.Locator("#status")).ToHaveTextAsync("You will hear of new comments here.");
            await Expect(control).ToBeFocusedAsync();
            Assert.True(await FollowsAsync(app));
            _ = await page.ReloadAsync();
            await Expect(control).ToHaveTextAsync("Stop following");
            await control.ClickAsync();
            await Expect(page.Locator("#status")).ToHaveTextAsync("You no longer hear of new comments here.");
            await Expect(control).ToHaveTextAsync("Follow this story");
            Assert.False(await FollowsAsync(app));
            _ = await page.ReloadAsync();
            await Expect(page.Locator("#follow button")).ToHaveTextAsync("Follow this story");
            await Axe.FindsNothingAsync(page, "a story that may be followed");
            return;
        }

        await control.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("You follow this story");
        Assert.True(await FollowsAsync(app));
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop following" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Follow this story?");
        Assert.False(await FollowsAsync(app));
        await page.Locator(".back a").ClickAsync();
        await Expect(page.GetByText("Follow this story")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_led_to_signing_in_and_a_closed_discussion_offers_nothing_to_follow()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        _ = await app.GivenAStoryAsync("post", "harbour", (_, story) => story.IsOpen = false);
        var page = await chromium.Browser.PageAsync(app);
        _ = await page.GotoAsync("/times/bridge");
        await page.GetByRole(AriaRole.Link, new() { Name = "Follow this story" }).ClickAsync();
        Assert.EndsWith("/sign-in?return=%2Ftimes%2Fbridge%2Ffollow", page.Url, StringComparison.Ordinal);
        _ = await page.GotoAsync("/post/harbour");
        await Expect(page.Locator("#discussion-title")).ToBeVisibleAsync();
        await Expect(page.GetByText("Follow this story")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task News_following_and_the_own_name_are_shown_to_whoever_is_signed_in_whatever_the_name_looks_like()
    {
        await using var app = await ParleyApp.StartAsync();
        var (site, story) = await app.GivenAStoryAsync();
        _ = await Given.SomeCommentsAsync(app, depth: 2);
        using var layla = await app.GivenAPersonAsync("ليلى حداد الطويل جدا اسمها", "layla@readers.example");
        _ = await layla.Browser.SayAsync("مرحبا");
        await using (var db = app.Open())
        {
            var commenter = db.Commenters.Single(c => c.AccountId == layla.Account.Id);
            foreach (var comment in db.Comments.Where(c => c.StoryId == story.Id).Select(c => c.Id).Take(3).ToList())
            {
                _ = db.Notifications.Add(new Core.Notifications.Notification
                {
                    Id = Id.New(app.Clock.GetUtcNow()),
                    CommenterId = commenter.Id,
                    SiteId = site.Id,
                    StoryId = story.Id,
                    CommentId = comment,
                    At = app.Clock.GetUtcNow(),
                });
            }

            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var page = await SignedInAsync(app, layla);
        await Expect(page.Locator("#mine a")).ToHaveTextAsync("3 new answers");
        await Expect(page.Locator("#follow button")).ToHaveTextAsync("Follow this story");
        await page.Locator("#compose-text").FocusAsync();
        Assert.Equal("/account", await page.Locator("#speaker a").GetAttributeAsync("href"));
        await Shots.TakeAsync(page, "signed-in-own-page");
        await page.EvaluateAsync("document.documentElement.dir = 'rtl'");
        await Shots.TakeAsync(page, "signed-in-rtl");
        await Axe.FindsNothingAsync(page, "signed in on Parley's own page");
    }

    private static async Task<string> PublicAsync(HttpClient reader) =>
        await reader.GetStringAsync(new Uri("/times/bridge", UriKind.Relative))
        + await reader.GetStringAsync(new Uri("/api/v1/sites/times/stories/bridge/discussion", UriKind.Relative));

    private static async Task<bool> FollowsAsync(ParleyApp app)
    {
        await using var db = app.Open();
        return db.Follows.Any(f => f.IsFollowed);
    }

    private async Task<IPage> SignedInAsync(ParleyApp app, Person person, bool runsScript = true)
    {
        var page = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = runsScript });
        await page.Context.AddCookiesAsync([
            new Cookie { Name = "parley-session", Value = person.Token, Url = app.Url.ToString(), HttpOnly = true },
            new Cookie { Name = "parley-wrote", Value = "1", Url = app.Url.ToString() },
        ]);
        _ = await page.GotoAsync("/times/bridge");
        return page;
    }
}
