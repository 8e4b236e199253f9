using Microsoft.Playwright;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>What tests in the browser begin with.</summary>
internal static class Given
{
    /// <summary>A discussion with what discussions have: an answer, another script, a long name, a deep branch.</summary>
    /// <returns>The id of the first comment.</returns>
    public static async Task<string> SomeCommentsAsync(ParleyApp app, int depth = 9)
    {
        using var browser = app.Browser();
        var first = await browser.SayAsync("The first word.\n\nAnd a *second* paragraph with [a link](https://example.org/).", name: "Mina Falk");
        _ = await browser.SayAsync("I disagree.", first);
        _ = await browser.SayAsync("أُغلقت العبّارة الليلية، وبعد سنتين أُغلقت المدرسة.", name: "ليلى حداد");
        _ = await browser.SayAsync(new string('w', 400), name: "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff");
        var parent = await browser.SayAsync("> A quote\n\nand `code`:\n\n- one\n- two", name: "Deep End");
        for (var level = 2; level <= depth; level++)
            parent = await browser.SayAsync("No.", parent, level % 2 == 0 ? "Cem D." : "Ruth Amsel");
        return first;
    }

    public static async Task<IPage> PageAsync(this IBrowser browser, ParleyApp app, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = app.Url.ToString();
        var context = await browser.NewContextAsync(options);
        return await context.NewPageAsync();
    }

    /// <summary>What has the focus: its id, or else its text.</summary>
    public static Task<string> FocusAsync(this IPage page) => page.EvaluateAsync<string>(
        "(document.activeElement.id || document.activeElement.textContent).trim()");

    /// <summary>Presses Tab until what has the focus matches, and fails if it never does.</summary>
    public static async Task TabToAsync(this IPage page, string selector)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("s => document.activeElement.matches(s)", selector)) return;
        }

        Assert.Fail($"No Tab leads to {selector}.");
    }
}
