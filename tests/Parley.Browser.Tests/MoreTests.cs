using System.Globalization;
using Microsoft.Playwright;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class MoreTests(Chromium chromium)
{
    // More than a page holds whole.
    private const int Branches = 120;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_comments_come_into_their_place_and_nothing_above_moves(bool framed)
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        using var writer = app.Browser();
        for (var i = 0; i < Branches; i++) _ = await writer.SayAsync($"Branch {i}.");
        var (page, discussion) = await OpenAsync(publisher, app, framed);
        var items = discussion.Locator("#branches > li");
        var last = await items.CountAsync();
        Assert.InRange(last, 10, Branches - 1);
        var shown = await items.Nth(last - 1).GetAttributeAsync("id");

        // Somebody else comments meanwhile: it is on the next part, and on the page only once.
        _ = await writer.SayAsync("Meanwhile.");
        await discussion.Locator("#next a").ScrollIntoViewIfNeededAsync();
        var before = await TopAsync(discussion.Locator("#" + shown));
        await discussion.Locator("#next a").ClickAsync();

        var came = items.Nth(last);
        await Expect(came.Locator("h3")).ToBeFocusedAsync();
        await Expect(came.Locator("article")).ToBeInViewportAsync();
        Assert.Equal(before, await TopAsync(discussion.Locator("#" + shown)), 1.0);
        await Expect(discussion.Locator("#status")).ToContainTextAsync("comments are added.");
        await Expect(came.Locator("time")).Not.ToContainTextAsync("UTC");
        while (await discussion.Locator("#next a").CountAsync() > 0)
        {
            var now = await items.CountAsync();
            await discussion.Locator("#next a").ClickAsync();
            await Expect(items.Nth(now)).ToBeVisibleAsync();
        }

        await Expect(items).ToHaveCountAsync(Branches + 1);
        Assert.Equal(Branches + 1, await items.EvaluateAllAsync<int>("items => new Set(items.map(i => i.id)).size"));
        Assert.Single(page.Context.Pages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_replies_go_to_what_they_answer(bool framed)
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        var (branch, early, late) = await GivenALongBranchAsync(app);
        var (_, discussion) = await OpenAsync(publisher, app, framed);
        var replies = discussion.Locator($"#comment-{branch} li");
        var more = discussion.Locator($"#comment-{branch} > .more a");
        var before = await replies.CountAsync();
        var left = int.Parse((await more.InnerTextAsync()).Split(' ')[0], CultureInfo.InvariantCulture);
        await Expect(discussion.Locator($"#comment-{late}")).ToHaveCountAsync(0);

        await more.ClickAsync();
        await Expect(replies.Nth(before)).ToBeAttachedAsync();
        while (await more.CountAsync() > 0)
        {
            var now = await replies.CountAsync();
            await more.ClickAsync();
            await Expect(replies.Nth(now)).ToBeAttachedAsync();
        }

        await Expect(replies).ToHaveCountAsync(before + left);
        await Expect(discussion.Locator("#more")).ToHaveCountAsync(0);
        Assert.Equal(before + left, await replies.EvaluateAllAsync<int>("items => new Set(items.map(i => i.id)).size"));
        // It answers an early reply, so it stands beneath that one and not at the end.
        await Expect(discussion.Locator($"#replies-{early} > #comment-{late}")).ToBeAttachedAsync();
        Assert.Equal("false", await discussion.Locator($"#comment-{branch}").EvaluateAsync<string>(
            "branch => String([...branch.querySelectorAll('ol[role=list]')].some(list => !list.parentElement.matches('.replies') && !list.matches('.level')))"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_script_the_links_lead_to_the_rest(bool framed)
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var (branch, _, late) = await GivenALongBranchAsync(app);
        using var writer = app.Browser();
        for (var i = 0; i < Branches; i++) _ = await writer.SayAsync($"Branch {i}.");
        var page = await chromium.Browser.PageAsync(app, new() { JavaScriptEnabled = false });
        await page.GotoAsync(framed ? "/embed/times?story=bridge" : "/times/bridge?order=oldest");

        page = await FollowAsync(page, $"#comment-{branch} > .more a");
        for (var steps = 0; steps < 20 && await page.Locator($"#comment-{late}").CountAsync() == 0; steps++)
            page = await FollowAsync(page, $"#comment-{branch} > .more a");
        await Expect(page.Locator($"#comment-{late}")).ToBeAttachedAsync();
        // It begins with what has been read already, and is opened at what has not.
        var more = page.Locator("#more");
        Assert.EndsWith("#more", page.Url, StringComparison.Ordinal);
        await Expect(more).ToHaveCountAsync(1);
        await Expect(more).ToBeInViewportAsync();
        await Expect(page.Locator($"#comment-{branch} > article")).Not.ToHaveIdAsync("more");

        await page.GotoAsync("/times/bridge?order=oldest");
        var first = await page.Locator("#branches > li").First.GetAttributeAsync("id");
        page = await FollowAsync(page, "#next a");
        await Expect(page.Locator("#" + first)).ToHaveCountAsync(0);
        Assert.True(await page.Locator("#branches > li").CountAsync() > 0);

        async Task<IPage> FollowAsync(IPage from, string selector)
        {
            var to = await from.Locator(selector).First.GetAttributeAsync("href");
            var next = await from.Context.NewPageAsync();
            await next.GotoAsync(to!);
            return next;
        }
    }

    [Fact]
    public async Task Where_the_rest_does_not_come_the_link_is_followed()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var writer = app.Browser();
        for (var i = 0; i < Branches; i++) _ = await writer.SayAsync($"Branch {i}.");
        var page = await chromium.Browser.PageAsync(app);
        await page.RouteAsync("**/fragment*", route => route.AbortAsync());
        await page.GotoAsync("/times/bridge?order=oldest");

        var shown = (await page.Locator("#branches > li").Last.GetAttributeAsync("id"))!;
        await page.Locator("#next a").ClickAsync();
        await Expect(page.Locator("#" + shown)).ToHaveCountAsync(0);
        await Expect(page.Locator("#branches > li").First).ToBeVisibleAsync();
        Assert.Contains("after=", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permalink_of_a_comment_that_came_later_opens_where_it_stands()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var writer = app.Browser();
        for (var i = 0; i < Branches; i++) _ = await writer.SayAsync($"Branch {i}.");
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge?order=oldest");
        var items = page.Locator("#branches > li");
        var last = await items.CountAsync();
        await page.Locator("#next a").ClickAsync();
        var came = (await items.Nth(last).GetAttributeAsync("id"))!;
        await page.Locator($"#{came} .when").ClickAsync();
        Assert.EndsWith("#" + came, page.Url, StringComparison.Ordinal);

        // Whoever goes on and comes back, or gets the address from a friend, sees that comment.
        var address = page.Url;
        await page.GotoAsync("/");
        await page.GoBackAsync();
        await Expect(page.Locator($"#{came} > article")).ToBeInViewportAsync();
        var friend = await chromium.Browser.PageAsync(app);
        await friend.GotoAsync(address);
        await Expect(friend.Locator($"#{came} > article")).ToBeInViewportAsync();
    }

    private static async Task<double> TopAsync(ILocator item) => (await item.BoundingBoxAsync())!.Y;

    // Longer than one page shows of a branch, the last reply to one of the first.
    private static async Task<(string Branch, string Early, string Late)> GivenALongBranchAsync(ParleyApp app)
    {
        using var writer = app.Browser();
        var branch = await writer.SayAsync("A question.");
        var early = await writer.SayAsync("An answer.", branch);
        for (var i = 0; i < 210; i++) _ = await writer.SayAsync($"Answer {i}.", branch);
        return (branch, early, await writer.SayAsync("A late word to the first answer.", early));
    }

    private static async Task<ParleyApp> RegisteredAsync(Publisher publisher)
    {
        var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) =>
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = publisher.Origin }));
        return app;
    }

    private async Task<(IPage Page, ILocator Discussion)> OpenAsync(Publisher publisher, ParleyApp app, bool framed)
    {
        var page = await chromium.Browser.PageAsync(app);
        if (!framed)
        {
            await page.GotoAsync("/times/bridge?order=oldest");
            return (page, page.Locator("html"));
        }

        publisher.Embed("/", app.Url);
        await page.GotoAsync(publisher.Origin);
        var root = page.FrameLocator("#parley iframe").Locator("html");
        await Expect(root).ToHaveAttributeAsync("data-theme", "light");
        // A click scrolls to the link first, which must not happen while the frame is still growing.
        await Expect(page.Locator("#parley iframe")).Not.ToHaveCSSAsync("height", "320px");
        return (page, root);
    }
}
