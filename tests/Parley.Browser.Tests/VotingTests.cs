using Microsoft.Playwright;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class VotingTests(Chromium chromium)
{
    [Fact]
    public async Task A_vote_shows_at_once_and_a_second_press_takes_it_back()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge?order=oldest");
        var article = page.Locator($"#comment-{first} > article");
        var up = article.GetByRole(AriaRole.Button, new() { Name = "Vote up the comment by Mina Falk" });
        var down = article.GetByRole(AriaRole.Button, new() { Name = "Vote down the comment by Mina Falk" });

        await up.ClickAsync();
        await Expect(up).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(article.Locator(".score")).ToHaveTextAsync("11 up, 0 down");
        await down.ClickAsync();
        await Expect(article.Locator(".score")).ToHaveTextAsync("−10 up, 1 down");
        await Expect(up).ToHaveAttributeAsync("aria-pressed", "false");

        // Whoever comes back finds the vote as it was cast.
        await CountsAsync(app, 0, 1);
        await page.ReloadAsync();
        await Expect(down).ToHaveAttributeAsync("aria-pressed", "true");
        await down.ClickAsync();
        await Expect(article.Locator(".score")).ToHaveTextAsync("00 up, 0 down");
        await CountsAsync(app, 0, 0);
    }

    [Fact]
    public async Task The_last_wish_wins_however_fast_it_changes()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        var (running, most) = (0, 0);
        await page.RouteAsync("**/vote", async route =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            var answer = await route.FetchAsync();
            _ = Interlocked.Decrement(ref running);
            await route.FulfillAsync(new() { Response = answer });
        });
        await page.GotoAsync("/times/bridge?order=oldest");
        var buttons = page.Locator($"#comment-{first} > article .vote button");
        await buttons.First.ClickAsync();
        await Expect(buttons.First).ToHaveAttributeAsync("aria-pressed", "true");
        await page.EvaluateAsync("""
            id => {
              const [up, down] = document.querySelectorAll(`#comment-${id} > article .vote button`);
              for (const button of [down, up, down, down, up]) button.click();
            }
            """, first);

        await CountsAsync(app, 1, 0);
        await Expect(page.Locator($"#comment-{first} > article .score")).ToHaveTextAsync("11 up, 0 down");
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task What_is_refused_goes_back_and_says_why_beside_the_comment()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var page = await chromium.Browser.PageAsync(app);
        // The page cannot find out which comments are its reader's.
        await page.RouteAsync("**/mine?*", route => route.AbortAsync());
        await page.GotoAsync("/times/bridge");
        await page.Locator("#compose-text").FillAsync("Mine.");
        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose .main").ClickAsync();
        var up = page.Locator("#branches .vote button").First;
        await up.ClickAsync();

        await Expect(page.Locator("#status")).ToContainTextAsync("own");
        await Expect(up).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(page.Locator("#branches .score")).ToHaveTextAsync("00 up, 0 down");
        await SeenAsync(page.Locator("#branches li > article > .acts .error"), "This is your own comment");
    }

    [Fact]
    public async Task What_does_not_get_through_says_so_until_the_next_act()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app, new() { ViewportSize = new() { Width = 320, Height = 640 } });
        await page.GotoAsync("/times/bridge?order=oldest");
        var article = page.Locator($"#comment-{first} > article");
        var up = article.Locator(".vote button").First;
        await up.ClickAsync();
        await CountsAsync(app, 1, 0);

        await page.Context.SetOfflineAsync(true);
        await up.ClickAsync();
        var refusal = article.Locator(".acts .error");
        await SeenAsync(refusal, "Your vote was not counted; try again.");
        await Expect(page.Locator("#status")).ToHaveTextAsync("Your vote was not counted; try again.");
        await Expect(up).ToHaveAttributeAsync("aria-pressed", "true");

        await page.Context.SetOfflineAsync(false);
        await up.ClickAsync();
        await Expect(refusal).ToHaveCountAsync(0);
        await CountsAsync(app, 0, 0);
    }

    [Fact]
    public async Task Nobody_is_offered_to_vote_on_their_own_comment()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var others = app.Browser();
        _ = await others.SayAsync("Theirs.");
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge?order=oldest");
        await page.Locator("#compose-text").FillAsync("Mine.");
        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose .main").ClickAsync();
        var mine = page.Locator("#branches > li", new() { HasText = "Mine." });
        var theirs = page.Locator("#branches > li", new() { HasText = "Theirs." });

        await Expect(mine.Locator(".vote")).ToHaveCountAsync(0);
        await Expect(mine.Locator(".score")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(mine.Locator(".own").First).ToBeVisibleAsync();
        await Expect(mine.Locator(".vote")).ToHaveCountAsync(0);
        await Expect(theirs.Locator(".vote button")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Without_its_script_a_vote_and_a_comment_are_plain_forms()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        _ = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        await page.RouteAsync("**/write.js*", route => route.AbortAsync());
        await page.GotoAsync("/times/bridge?order=oldest");
        await page.Locator("#compose-text").FillAsync("Plainly.");
        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose .main").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your comment is published.");

        await page.GotoAsync("/times/bridge?order=oldest");
        await page.Locator(".reply").First.ClickAsync();
        await page.WaitForURLAsync("**/times/bridge?reply=*");
        await page.GotoAsync("/times/bridge?order=oldest");
        await page.Locator(".vote button").First.ClickAsync();
        await page.WaitForURLAsync("**/comments/**");
        await CountsAsync(app, 1, 0);
    }

    [Fact]
    public async Task Readers_do_not_load_what_only_writers_need()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        await page.GotoAsync("/times/bridge?order=oldest", new() { WaitUntil = WaitUntilState.Load });
        await Expect(page.Locator($"[aria-controls=replies-{first}]")).ToBeAttachedAsync();
        Assert.DoesNotContain("/write.js", asked);
        Assert.DoesNotContain(asked, a => a.Contains("/mine?", StringComparison.Ordinal));

        await page.Locator($"#comment-{first} .reply").First.ClickAsync();
        await Expect(page.Locator($"#comment-{first} > #compose")).ToBeVisibleAsync();
        Assert.Single(asked, "/write.js");
        Assert.Single(asked, "/discussion.js");
    }

    // What is clipped to a pixel counts as visible elsewhere; here it must be there to read.
    private static async Task SeenAsync(ILocator sentence, string words)
    {
        await Expect(sentence).ToContainTextAsync(words);
        await Expect(sentence).ToBeInViewportAsync(new() { Ratio = 1 });
        var box = (await sentence.BoundingBoxAsync())!;
        Assert.InRange(box.Width, 80, 640);
        Assert.InRange(box.Height, 12, 80);
    }

    // The first comment's votes as everybody reads them, once the last request is through.
    private static async Task CountsAsync(ParleyApp app, int up, int down)
    {
        using var browser = app.Browser();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var score = (await browser.DiscussionAsync("?order=oldest")).GetProperty("branches")[0].GetProperty("score");
            if (score.GetProperty("up").GetInt32() == up && score.GetProperty("down").GetInt32() == down) return;

            await Task.Delay(20, patience.Token);
        }
    }
}
