using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Notifications;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Browser.Tests;

/// <summary>What one is told, how it is chosen, and the letters, as they look.</summary>
public sealed class NotificationPagesTests(Chromium chromium)
{
    [Fact]
    public async Task Axe_finds_nothing_on_the_pages_of_what_one_is_told_and_nothing_is_wider_than_the_page()
    {
        await using var mail = await MailServer.StartAsync();
        await using var app = await ParleyApp.StartAsync(change: s => s with { Mail = mail.Settings });
        _ = await app.GivenAStoryAsync(change: (_, story) => story.Title = "A bridge closes, and with it the only way across the river for the two villages");
        using var ruth = await app.GivenAPersonAsync("Ruth Amsel");
        using var cem = app.Browser();
        var page = await chromium.Browser.PageAsync(app);
        await page.Context.AddCookiesAsync(ruth.Cookies.GetAllCookies().Select(c =>
            new Microsoft.Playwright.Cookie { Name = c.Name, Value = c.Value, Url = app.Url.ToString() }));
        await LookAsync("/account/notifications", "none");
        await LookAsync("/times/bridge/follow", "follow");
        await page.Locator("button.main").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("You follow this story");
        var question = await ruth.Browser.SayAsync("Why does nobody say what it costs?");
        _ = await cem.SayAsync("Because **nobody** asked until now, and those who did were told to wait for the report of the second commission.", question);
        _ = await cem.SayAsync("أُغلقت العبّارة الليلية، وبعد سنتين أُغلقت المدرسة.", name: "ليلى حداد");
        _ = await cem.SayAsync("@Ruth Amsel " + new string('w', 120), name: "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff");
        await app.WorkIsDoneAsync();
        await page.GotoAsync("/account/notifications");
        await page.Locator(".news a").Nth(1).ClickAsync();

        await LookAsync("/account/notifications", "some");
        await LookAsync("/account/mail", "mail");
        await using (var db = app.Open())
        {
            _ = await db.Accounts.ExecuteUpdateAsync(a => a.SetProperty(x => x.MailFailedAt, app.Clock.GetUtcNow()));
        }

        await LookAsync("/account/mail?saved=1", "mail-failed");
        app.LetTimePass(TimeSpan.FromDays(1));
        await app.WorkIsDoneAsync();
        var letter = mail.Letters[0];
        var door = new Uri(letter.LinkTo("/unsubscribe/")).AbsolutePath;
        await LookAsync(door, "unsubscribe");
        await page.Locator("button.main").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("It has ended");
        await LookAsync(page.Url, "unsubscribed");
        await LookAsync("/times/bridge", "composer");
        // A letter is shown by a mail program, not by our host.
        await page.GotoAsync("about:blank");
        foreach (var (one, i) in mail.Letters.Select((l, i) => (l, i)))
        {
            await page.SetContentAsync(one.Html);
            foreach (var width in new[] { 320, 768, 1280 })
            {
                await page.SetViewportSizeAsync(width, 900);
                Assert.Equal(width, await page.EvaluateAsync<int>("Math.max(innerWidth, document.documentElement.scrollWidth)"));
                await Shots.KeepAsync(page, $"letter-{i}-{width}");
            }
        }

        async Task LookAsync(string path, string name)
        {
            await page.GotoAsync(path);
            if (name == "composer") await page.Locator("#compose-text").FillAsync("A word");
            await Looks.AtEveryWidthAsync(page, name);
        }
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task A_letter_has_one_button_and_loads_nothing(int width, ColorScheme scheme)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        var notices = Enum.GetValues<Parley.Commenters.AccountChange>().Select(c => Parley.Jobs.Letters.Notice + c);
        foreach (var template in new[] { "SignInCode", "PasswordReset", "EmailChange", "EmailTaken", "Invitation", "GuestConfirm" }.Concat(notices))
        {
            var body = LetterTemplate.Fill(
                Text.English, template,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["site"] = "The Times of Testing", ["code"] = "123456", ["done"] = "It was done on 22 November 2026, 12:00 UTC.", ["what"] = new string('W', 60), ["link"] = "https://talk.example/sign-in/link/abc" },
                "https://talk.example");
            await page.SetContentAsync(LetterHtml.Of(body));

            Assert.Equal(1, await page.Locator("a").CountAsync());
            Assert.Equal(width, await page.EvaluateAsync<int>("Math.max(innerWidth, document.documentElement.scrollWidth)"));
            await Shots.KeepAsync(page, $"{template}-{width}-{scheme}");
            if (Shots.Folder is null) continue;

            // In a script from right to left.
            await page.EvaluateAsync("document.documentElement.dir = 'rtl'");
            await Shots.KeepAsync(page, $"{template}-rtl-{width}-{scheme}");
        }

        Assert.Empty(asked);
    }
}
