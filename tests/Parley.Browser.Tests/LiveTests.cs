using Microsoft.Playwright;
using Parley.Core.Sites;
using Parley.Live;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class LiveTests(Chromium chromium)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_others_write_is_offered_in_one_line_and_comes_when_asked(bool framed)
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        using var others = app.Browser();
        var first = await Given.SomeCommentsAsync(app);
        var (_, discussion) = await OpenAsync(publisher, app, framed);
        await WatchedAsync(app);
        await discussion.Locator("#compose-text").FocusAsync();

        var reply = await others.SayAsync("An answer from elsewhere.", first, "Tove");
        var branch = await others.SayAsync("A thought from elsewhere.", name: "Ibe");
        var line = discussion.Locator(".live button");
        await Expect(line).ToHaveTextAsync("2 new comments, show", new() { Timeout = 20_000 });
        // Nothing has moved, nobody lost their place.
        await Expect(discussion.Locator($"#comment-{reply}")).ToHaveCountAsync(0);
        await Expect(discussion.Locator("#compose-text")).ToBeFocusedAsync();

        await line.ClickAsync();
        await Expect(discussion.Locator($"#replies-{first} > #comment-{reply}")).ToBeVisibleAsync();
        await Expect(discussion.Locator($"#branches > #comment-{branch}")).ToBeAttachedAsync();
        await Expect(discussion.Locator($"#comment-{reply} h3")).ToBeFocusedAsync();
        await Expect(discussion.Locator("#discussion-title")).ToHaveTextAsync("15 comments");
        await Expect(line).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Ones_own_comment_is_not_announced_as_new()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var others = app.Browser();
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge?order=oldest");
        await WatchedAsync(app);
        await page.Locator("#compose-text").FillAsync("Mine.");
        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose .main").ClickAsync();
        await Expect(page.Locator("#branches > li")).ToHaveCountAsync(1);

        _ = await others.SayAsync("Theirs.");
        await Expect(page.Locator(".live button")).ToHaveTextAsync("1 new comment, show", new() { Timeout = 20_000 });
        await page.Locator(".live button").ClickAsync();
        await Expect(page.Locator("#branches > li")).ToHaveCountAsync(2);
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync("2 comments");
    }

    [Fact]
    public async Task Votes_changes_and_tombstones_come_by_themselves()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var writer = app.Browser();
        using var others = app.Browser();
        var comment = await writer.SayAsync("Frist.", name: "Mina");
        var question = await writer.SayAsync("Regretted.", name: "Mina");
        _ = await others.SayAsync("An answer.", question);
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge?order=oldest");
        await WatchedAsync(app);

        using var voted = await others.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{comment}/vote", """{"value":1}""");
        Assert.True(voted.IsSuccessStatusCode);
        await Expect(page.Locator($"#comment-{comment} .score [aria-hidden]")).ToHaveTextAsync("1", new() { Timeout = 20_000 });
        using var edited = await writer.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{comment}", """{"text":"First."}""");
        Assert.True(edited.IsSuccessStatusCode);
        await Expect(page.Locator($"#comment-{comment} .text")).ToHaveTextAsync("First.", new() { Timeout = 20_000 });
        using var deleted = await writer.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{question}", "");
        Assert.True(deleted.IsSuccessStatusCode);
        await Expect(page.Locator($"#comment-{question} > article .gone")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(page.Locator(".live button")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Where_there_is_no_room_to_watch_the_page_asks_now_and_then_and_offers_the_same_line()
    {
        await using var app = await ParleyApp.StartAsync(change: s => s with { Streams = 0 });
        _ = await app.GivenAStoryAsync();
        using var others = app.Browser();
        _ = await others.SayAsync("There from the beginning.");
        _ = await others.SayAsync("This too.");
        var page = await chromium.Browser.PageAsync(app);
        // The page's own clock is ours: a minute of its patience is none of the test's.
        await page.Clock.InstallAsync();
        var refusals = 0;
        page.Response += (_, response) =>
        {
            if (new Uri(response.Url).AbsolutePath.EndsWith("/live", StringComparison.Ordinal) && response.Status == 503) refusals++;
        };
        await page.GotoAsync("/times/bridge?order=oldest");
        await Until(() => refusals == 1);
        _ = await others.SayAsync("A thought from elsewhere.");
        _ = await others.SayAsync("And another.");

        var line = page.Locator(".live button");
        await PassTimeUntil(page, async () => await line.IsVisibleAsync());
        await Expect(line).ToHaveTextAsync("2 new comments, show");
        await Expect(page.Locator("#branches > li")).ToHaveCountAsync(2);
        // By then there might have been room.
        await Until(() => refusals == 2);

        await line.ClickAsync();
        await Expect(page.Locator("#branches > li")).ToHaveCountAsync(4);
        await Expect(page.Locator("#branches > li").First).ToContainTextAsync("And another.");
    }

    [Fact]
    public async Task The_line_changes_at_most_every_thirty_seconds()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var others = app.Browser();
        var comment = await others.SayAsync("There from the beginning.", name: "Mina");
        var page = await PausedPageAsync(app, "/times/bridge?order=oldest");
        await WatchedAsync(app);
        var line = page.Locator(".live button");

        _ = await others.SayAsync("One.");
        await PassTimeUntil(page, async () => await line.IsVisibleAsync());
        await Expect(line).ToHaveTextAsync("1 new comment, show");
        _ = await others.SayAsync("Two.");
        await HeardAsync(page, app, comment);
        await page.Clock.RunForAsync(27_000);
        await Expect(line).ToHaveTextAsync("1 new comment, show");
        _ = await others.SayAsync("Three.");
        await HeardAsync(page, app, comment);
        await Expect(line).ToHaveTextAsync("1 new comment, show");

        await page.Clock.RunForAsync(4_000);
        await Expect(line).ToHaveTextAsync("3 new comments, show");
    }

    [Fact]
    public async Task Who_missed_too_much_to_be_told_is_told_how_much_and_the_line_counts_on()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var others = app.Browser();
        var comment = await others.SayAsync("There from the beginning.", name: "Mina");
        var missed = new TaskCompletionSource();
        var page = await PausedPageAsync(app, "/times/bridge?order=oldest", async p =>
        {
            await p.RouteAsync("**/live?*", async route =>
            {
                await missed.Task;
                await route.ContinueAsync();
            });
        });
        for (var i = 0; i < 101; i++) _ = await others.SayAsync($"Missed {i}.");
        missed.SetResult();
        await WatchedAsync(app);
        var line = page.Locator(".live button");
        await PassTimeUntil(page, async () => await line.IsVisibleAsync());
        await Expect(line).ToHaveTextAsync("101 new comments, show");

        _ = await others.SayAsync("Heard of.");
        await HeardAsync(page, app, comment);
        await page.Clock.RunForAsync(31_000);
        await Expect(line).ToHaveTextAsync("102 new comments, show");
    }

    [Fact]
    public async Task Once_there_is_room_again_the_page_watches()
    {
        await using var app = await ParleyApp.StartAsync(change: s => s with { Streams = 1 });
        _ = await app.GivenAStoryAsync();
        var first = await chromium.Browser.PageAsync(app);
        await first.GotoAsync("/times/bridge");
        await WatchedAsync(app);
        var second = await chromium.Browser.PageAsync(app);
        await second.Clock.InstallAsync();
        var answers = new System.Collections.Concurrent.ConcurrentQueue<int>();
        second.Response += (_, response) =>
        {
            if (new Uri(response.Url).AbsolutePath.EndsWith("/live", StringComparison.Ordinal)) answers.Enqueue(response.Status);
        };
        await second.GotoAsync("/times/bridge");
        await Until(() => !answers.IsEmpty);

        await first.CloseAsync();
        var streams = (LiveStreams)app.Services.GetService(typeof(LiveStreams))!;
        await Until(() => streams.Count == 0);
        await PassTimeUntil(second, () => Task.FromResult(streams.Count == 1));
        await Until(() => answers.Count == 2);
        Assert.Equal([503, 200], answers);
    }

    [Fact]
    public async Task The_stream_closes_with_its_page()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");
        await WatchedAsync(app);
        await page.GotoAsync("about:blank");
        var streams = (LiveStreams)app.Services.GetService(typeof(LiveStreams))!;
        await Until(() => streams.Count == 0);
    }

    internal static Task WatchedAsync(ParleyApp app)
    {
        var streams = (LiveStreams)app.Services.GetService(typeof(LiveStreams))!;
        return Until(() => streams.Count > 0);
    }

    /// <summary>A page whose clock stands still but where the test lets time pass.</summary>
    private async Task<IPage> PausedPageAsync(ParleyApp app, string path, Func<IPage, Task>? prepare = null)
    {
        var page = await chromium.Browser.PageAsync(app);
        await page.Clock.InstallAsync();
        if (prepare is not null) await prepare(page);
        await page.GotoAsync(path);
        await page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        return page;
    }

    /// <summary>Waits until the page has heard all that happened before now: one more vote, which shows at once.</summary>
    private static async Task HeardAsync(IPage page, ParleyApp app, string comment)
    {
        var score = page.Locator($"#comment-{comment} .score");
        var before = int.Parse((await score.GetAttributeAsync("data-up"))!, System.Globalization.CultureInfo.InvariantCulture);
        using var voter = app.Browser();
        using var voted = await voter.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{comment}/vote", """{"value":1}""");
        Assert.True(voted.IsSuccessStatusCode);
        await Expect(score).ToHaveAttributeAsync("data-up", $"{before + 1}", new() { Timeout = 20_000 });
    }

    /// <summary>Lets seconds pass in the page, and what they set off happen, until it shows.</summary>
    private static async Task PassTimeUntil(IPage page, Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await page.Clock.RunForAsync(1_000);
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(20, patience.Token);
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
        return (page, page.FrameLocator("#parley iframe").Locator("html"));
    }
}
