using System.Globalization;
using Microsoft.Playwright;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>The pictures of a journey in their order, to be looked at; kept where <see cref="Shots"/> are.</summary>
internal sealed class Film(int width, ColorScheme scheme)
{
    private int _taken;

    public async Task TakeAsync(IPage page, string what)
    {
        await Shots.KeepAsync(page, string.Create(CultureInfo.InvariantCulture, $"film-{width}-{scheme}-{++_taken:00}-{what}"));
    }

    /// <summary>A letter as a mail program shows it, which is nobody's page.</summary>
    public async Task TakeAsync(PrivateBrowser browser, ReceivedLetter letter, string what)
    {
        if (Shots.Folder is null) return;

        var page = await browser.Context.NewPageAsync();
        await page.SetContentAsync(letter.Html);
        await TakeAsync(page, what);
        await page.CloseAsync();
    }
}
