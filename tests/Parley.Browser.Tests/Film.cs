using Microsoft.Playwright;

namespace Parley.Browser.Tests;

/// <summary>Keeps pictures of what a test sees, to be looked at: only where <c>PARLEY_FILM</c> names a folder for them.</summary>
internal static class Film
{
    public static async Task TakeAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PARLEY_FILM") is not { Length: > 0 } folder) return;

        _ = await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
