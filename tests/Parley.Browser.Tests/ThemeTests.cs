using Microsoft.Playwright;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class ThemeTests(Chromium chromium)
{
    private const string Orchard = """
        --paper: light-dark(#ffffff, #10150f);
        --paper-2: light-dark(#eef5ea, #1a2218);
        --accent: light-dark(#2c6e1f, #9bd48b);
        --serif: Georgia, serif;
        --corner: 10px;
        """;

    [Theory]
    [InlineData(ColorScheme.Light, "rgb(44, 110, 31)")]
    [InlineData(ColorScheme.Dark, "rgb(155, 212, 139)")]
    public async Task A_publications_theme_reaches_its_pages_and_stays_readable(ColorScheme scheme, string accent)
    {
        Assert.True(SiteTheme.TryRead(Orchard, out var theme, out var problem), problem);
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) => site.Theme = theme);
        _ = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app, new() { ColorScheme = scheme });
        await page.GotoAsync("/times/bridge");

        await Expect(page.Locator(".kicker")).ToHaveCSSAsync("color", accent);
        await Axe.FindsNothingAsync(page, $"themed, {scheme}");
    }

    [Fact]
    public async Task Whoever_wants_no_motion_gets_none()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        _ = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app, new() { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync("/times/bridge");

        Assert.Equal(0, await page.EvaluateAsync<int>("""
            [...document.querySelectorAll('*')].filter((e) => {
              const style = getComputedStyle(e);
              return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none';
            }).length
            """));
    }

    [Fact]
    public async Task On_paper_only_the_words_are_left()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        _ = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(page.Locator(".compose")).ToBeHiddenAsync();
        await Expect(page.Locator(".acts").First).ToBeHiddenAsync();
        await Expect(page.Locator(".text").First).ToBeVisibleAsync();
    }
}
