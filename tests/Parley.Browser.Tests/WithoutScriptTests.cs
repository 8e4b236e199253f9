using Microsoft.Playwright;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class WithoutScriptTests(Chromium chromium)
{
    [Fact]
    public async Task An_answer_is_previewed_corrected_posted_changed_and_deleted()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = false });
        await page.GotoAsync("/times/bridge");
        await page.Locator($"#comment-{first} .reply").First.ClickAsync();
        await Expect(page.Locator($"#comment-{first} > #compose")).ToBeVisibleAsync();

        await page.Locator("#compose-text").FillAsync("\nWith *care*.");
        await page.Locator("#compose-name").FillAsync("‮");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post answer to Mina Falk" }).ClickAsync();
        await Expect(page.Locator("#compose-name-error")).ToBeVisibleAsync();
        await Expect(page.Locator(".errors")).ToBeFocusedAsync();
        await Expect(page.Locator("#compose-text")).ToHaveValueAsync("\nWith *care*.");

        await page.Locator("#compose-name").FillAsync("Tove");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.Locator(".preview em")).ToHaveTextAsync("care");
        await Expect(page.Locator("#compose-name")).ToHaveValueAsync("Tove");

        await page.GetByRole(AriaRole.Button, new() { Name = "Post answer to Mina Falk" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your comment is published.");
        await page.Locator("#edit-text").FillAsync("With *more* care.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".text em")).ToHaveTextAsync("more");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this comment" }).ClickAsync();
        await page.GotoAsync("/times/bridge");
        await Expect(page.Locator("body")).Not.ToContainTextAsync("Tove");
    }

    [Fact]
    public async Task A_permalink_opens_the_discussion_at_its_comment()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = false });
        await page.GotoAsync($"/comments/{first}");

        Assert.EndsWith($"#comment-{first}", page.Url, StringComparison.Ordinal);
        await Expect(page.Locator($"#comment-{first}:target")).ToBeInViewportAsync();
    }
}
