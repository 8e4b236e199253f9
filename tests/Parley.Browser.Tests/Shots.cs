using Microsoft.Playwright;

namespace Parley.Browser.Tests;

/// <summary>Pictures for people to look at, where PARLEY_SHOTS names a folder.</summary>
internal static class Shots
{
    /// <summary>The folder; null where nobody wants to look.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("PARLEY_SHOTS");

    /// <summary>Keeps a picture of a page as it stands.</summary>
    public static async Task KeepAsync(IPage page, string name)
    {
        if (Folder is not null) _ = await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), FullPage = true });
    }

    /// <summary>Takes a page as it stands at three widths, by day and by night.</summary>
    public static async Task TakeAsync(IPage page, string state)
    {
        if (Folder is null) return;

        var before = page.ViewportSize;
        foreach (var width in new[] { 320, 768, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                _ = await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{state}-{width}-{scheme}.png"), FullPage = true });
            }
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        if (before is not null) await page.SetViewportSizeAsync(before.Width, before.Height);
    }
}
