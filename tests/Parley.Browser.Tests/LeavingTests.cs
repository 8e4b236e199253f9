using System.IO.Compression;
using Microsoft.Playwright;
using Parley.Tests.App;
using Parley.Tests.Commenters;

namespace Parley.Browser.Tests;

public sealed class LeavingTests(Chromium chromium)
{
    [Fact]
    public async Task Somebody_takes_a_copy_leaves_and_thinks_better_of_it_by_keyboard_and_axe_finds_nothing()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var ruth = await app.GivenAPersonAsync("Ruth Amsel");
        _ = await ruth.Browser.SayAsync("The bridge was *old*.\n\n> A quotation\n\n- one\n- two");
        _ = await ruth.Browser.SayAsync("أُغلقت العبّارة الليلية");
        var page = await SignedInAsync(app, ruth, new());

        await LookAsync(page, "/account/export", "export");
        await page.TabToAsync("main form button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#copies")).ToBeVisibleAsync();
        _ = await app.UntilExportIsMadeAsync(ruth.Account);
        await LookAsync(page, "/account/export", "export-ready");
        var fetching = page.WaitForDownloadAsync();
        await page.Locator(".copies a").First.ClickAsync();
        await LookInsideAsync(page, await (await fetching).PathAsync());

        await LookAsync(page, "/account/erase", "erase");
        await page.TabToAsync("#field-name");
        await page.Keyboard.TypeAsync("Somebody Else");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".errors")).ToBeVisibleAsync();
        await LookAsync(page, null, "erase-refused");
        await page.Locator("#field-name").FillAsync("ruth amsel");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("form[action='/account/erase/undo']")).ToBeVisibleAsync();
        await LookAsync(page, null, "erase-waits");
        await page.TabToAsync("form[action='/account/erase/undo'] button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#field-name")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Pages_of_a_copy_and_of_leaving_fit_a_narrow_screen_and_need_no_script()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var ruth = await app.GivenAPersonAsync("Hubert Blaine Wolfeschlegelsteinhausenbergerdorff");
        var page = await SignedInAsync(app, ruth, new() { ViewportSize = new() { Width = 320, Height = 800 }, JavaScriptEnabled = false });
        foreach (var path in (string[])["/account/export", "/account/erase"])
        {
            await page.GotoAsync(path);
            Assert.Equal(320, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }

        await page.Locator("#field-name").FillAsync("Hubert Blaine Wolfeschlegelsteinhausenbergerdorff");
        await page.Locator("#field-name").PressAsync("Enter");
        await page.Locator("form[action='/account/erase/undo'] button").ClickAsync();
        await Assertions.Expect(page.Locator("#field-name")).ToBeVisibleAsync();
    }

    private async Task<IPage> SignedInAsync(ParleyApp app, Person person, BrowserNewContextOptions options)
    {
        var page = await chromium.Browser.PageAsync(app, options);
        await page.Context.AddCookiesAsync(person.Cookies.GetAllCookies().Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = app.Url.ToString() }));
        return page;
    }

    private static async Task LookInsideAsync(IPage page, string zip)
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
        await ZipFile.ExtractToDirectoryAsync(zip, folder);
        var (asked, blocked) = (new List<string>(), new List<string>());
        page.Request += (_, request) => asked.Add(request.Url);
        page.Console += (_, message) => blocked.Add(message.Text);
        foreach (var file in (string[])["readme.html", "comments-0001.html", "profile-0001.html", "sessions-0001.html"])
        {
            asked.Clear();
            blocked.Clear();
            await page.GotoAsync("file://" + Path.Combine(folder, file));
            Assert.Single(asked);
            Assert.Empty(blocked);
            foreach (var width in new[] { 320, 768, 1280 })
            {
                await page.SetViewportSizeAsync(width, 900);
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), file);
                await Shots.KeepAsync(page, $"copy-{Path.GetFileNameWithoutExtension(file)}-{width}");
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task LookAsync(IPage page, string? path, string state)
    {
        if (path is not null) await page.GotoAsync(path);
        await Looks.AtEveryWidthAsync(page, state);
    }
}
