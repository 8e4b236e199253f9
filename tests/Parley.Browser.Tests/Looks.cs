using Microsoft.Playwright;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>A page as people come by it: at every width, by day and by night.</summary>
internal static class Looks
{
    /// <summary>A page of somebody who is signed in.</summary>
    public static async Task<IPage> SignedInAsync(Chromium chromium, ParleyApp app, Person person)
    {
        var page = await chromium.Browser.PageAsync(app);
        await page.Context.AddCookiesAsync([new() { Name = "parley-session", Value = person.Token, Url = app.Url.ToString() }]);
        return page;
    }

    /// <summary>The page as it stands at a desk, on a tablet, and on a phone that is touched: nothing scrolls sideways, and axe finds nothing, nor by night.</summary>
    public static async Task AtEveryWidthAsync(IPage page, string name)
    {
        var touch = await page.Context.NewCDPSessionAsync(page);
        foreach (var width in new[] { 1280, 768, 320 })
        {
            _ = await touch.SendAsync("Emulation.setTouchEmulationEnabled", new() { ["enabled"] = width < 640 });
            await page.SetViewportSizeAsync(width, 900);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} at {width} scrolls sideways");
            await Shots.KeepAsync(page, $"{name}-{width}");
            // What axe looks at is the same on a tablet as at a desk.
            if (width != 768) await Axe.FindsNothingAsync(page, $"{name} at {width}");
        }

        await Axe.FindsNothingByNightAsync(page, $"{name} at 320 by night");
        // A session that is closed takes the passkeys of all others with it; this one ends with its page.
        _ = await touch.SendAsync("Emulation.setTouchEmulationEnabled", new() { ["enabled"] = false });
        await page.SetViewportSizeAsync(1280, 900);
    }

    public static async Task LookAsync(IPage page, string path, string name)
    {
        await page.GotoAsync(path);
        await LookHereAsync(page, name);
    }

    /// <summary>Keeps pictures where they are wanted; nothing scrolls sideways, and axe finds nothing.</summary>
    public static async Task LookHereAsync(IPage page, string name)
    {
        await Shots.TakeAsync(page, name);
        foreach (var width in new[] { 320, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} at {width} scrolls sideways");
        }

        await Axe.FindsNothingByDayAndNightAsync(page, name);
    }
}
