using Microsoft.Playwright;
using Parley.Core.Sites;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class EmbeddingTests(Chromium chromium)
{
    [Fact]
    public async Task A_discussion_is_embedded_in_a_page_that_allows_only_what_is_documented()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        _ = await Given.SomeCommentsAsync(app);
        publisher.Embed("/", app.Url);
        var (page, complaints) = await OpenAsync();
        await page.GotoAsync(publisher.Origin);

        var frame = page.FrameLocator("#parley iframe");
        await Expect(frame.Locator("#discussion-title")).ToBeVisibleAsync();
        await HasItsWholeHeightAsync(page);
        Assert.False(string.IsNullOrEmpty(await page.Locator("#parley iframe").GetAttributeAsync("title")));
        await Axe.FindsNothingAsync(page, "embedded");

        // Somebody answers inside it, and it grows with the answer.
        await frame.Locator("#compose-text").FillAsync("From the frame.");
        await frame.Locator("#compose-name").FillAsync("Tove");
        await frame.Locator("#compose .main").ClickAsync();
        await Expect(frame.Locator("#status")).ToHaveTextAsync("Your comment is published.");
        await HasItsWholeHeightAsync(page);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_keyboard_passes_through_the_frame_and_out_again()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        publisher.Embed("/", app.Url, after: "<a id=after href=\"/\">Next article</a>");
        var (page, _) = await OpenAsync();
        await page.GotoAsync(publisher.Origin);
        await Expect(page.FrameLocator("#parley iframe").Locator("#compose")).ToBeVisibleAsync();
        await HasItsWholeHeightAsync(page);

        await page.TabToAsync("#parley iframe");
        await page.TabToAsync("#after");
    }

    [Fact]
    public async Task The_frame_is_made_when_a_reader_comes_near()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        publisher.Embed("/", app.Url, before: "<div style=\"height: 5000px\"></div>");
        var (page, _) = await OpenAsync();
        await page.GotoAsync(publisher.Origin, new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Expect(page.Locator("#parley a")).ToHaveTextAsync("Read the discussion");
        await page.EvaluateAsync("scrollTo(0, 4500)");
        await Expect(page.FrameLocator("#parley iframe").Locator("#discussion-title")).ToBeAttachedAsync();
    }

    [Fact]
    public async Task A_link_to_a_comment_in_the_publishers_page_leads_to_the_comment()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        var first = await Given.SomeCommentsAsync(app, depth: 30);
        publisher.Embed("/", app.Url, before: "<div style=\"height: 5000px\"></div>");
        var (page, _) = await OpenAsync();
        await page.GotoAsync($"{publisher.Origin}/#comment-{first}");

        var comment = page.FrameLocator("#parley iframe").Locator($"#comment-{first} > article");
        await Expect(comment).ToBeInViewportAsync();
        await page.EvaluateAsync("scrollTo(0, 0)");
        await Expect(comment).Not.ToBeInViewportAsync();

        // And a permalink inside names the comment in the publisher's address.
        await page.EvaluateAsync("location.hash = ''");
        await page.FrameLocator("#parley iframe").Locator($"#comment-{first} .when").First.ClickAsync();
        await Expect(comment).ToBeInViewportAsync();
        await page.WaitForURLAsync($"**/#comment-{first}");
    }

    [Fact]
    public async Task The_frame_is_light_or_dark_as_the_publishers_page_is()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        publisher.Embed("/", app.Url);
        var (page, _) = await OpenAsync(ColorScheme.Dark);
        await page.GotoAsync(publisher.Origin);

        // The reader's system is dark, but the page is not.
        var root = page.FrameLocator("#parley iframe").Locator("html");
        await Expect(root).ToHaveAttributeAsync("data-theme", "light");
        await Expect(root).ToHaveCSSAsync("color", "rgb(0, 0, 0)");
        await page.EvaluateAsync("document.body.className = 'night'");
        await Expect(root).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(root.Locator("body")).ToHaveCSSAsync("color", "rgb(233, 230, 221)");
    }

    [Fact]
    public async Task An_order_is_chosen_inside_the_frame()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        _ = await Given.SomeCommentsAsync(app);
        publisher.Embed("/", app.Url);
        var (page, complaints) = await OpenAsync();
        await page.GotoAsync(publisher.Origin);

        var frame = page.FrameLocator("#parley iframe");
        await frame.Locator(".orders a", new() { HasText = "Newest" }).ClickAsync();
        await Expect(frame.Locator("#discussion")).ToHaveAttributeAsync("data-order", "newest");
        await HasItsWholeHeightAsync(page);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_page_that_is_not_registered_gets_no_frame()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) =>
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = "https://times.example" }));
        publisher.Embed("/", app.Url);
        var (page, complaints) = await OpenAsync();
        var refused = page.WaitForConsoleMessageAsync(new() { Predicate = m => m.Text.Contains("frame-ancestors", StringComparison.Ordinal) });
        await page.GotoAsync(publisher.Origin);

        _ = await refused;
        await Expect(page.FrameLocator("#parley iframe").Locator("#discussion")).ToHaveCountAsync(0);
        Assert.NotEmpty(complaints);
    }

    [Fact]
    public async Task Neither_side_believes_a_message_that_is_not_from_the_other()
    {
        await using var publisher = await Publisher.StartAsync();
        await using var stranger = await Publisher.StartAsync();
        await using var app = await RegisteredAsync(publisher);
        var first = await Given.SomeCommentsAsync(app);
        publisher.Embed("/", app.Url, before: $"<iframe id=stranger title=stranger src=\"{stranger.Origin}/\"></iframe>");
        var policy = publisher.Pages["/"].Policy;
        publisher.Pages["/"] = (publisher.Pages["/"].Html, policy + " " + stranger.Origin);
        stranger.Pages["/"] = ("<!DOCTYPE html><title>stranger</title>", null);
        var (page, complaints) = await OpenAsync();
        await page.GotoAsync(publisher.Origin);
        var discussion = page.FrameLocator("#parley iframe");
        await Expect(discussion.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await HasItsWholeHeightAsync(page);
        var height = await HeightAsync(page);

        // What a stranger's frame can reach: its parent, and its sibling.
        await page.Frames.Single(f => f.Url.StartsWith(stranger.Origin, StringComparison.Ordinal)).EvaluateAsync($$"""
            () => {
              const types = ['height', 'scroll', 'comment', 'hello', 'theme', 'show', 'sign-on', 'handoff', '__proto__', 7];
              const values = [1, -1, 1e9, NaN, '{{first}}', null, {}, [], 'dark', '<img src=x onerror=alert(1)>'];
              for (let i = 0; i < 5000; i++) {
                const message = { parley: i % 7 ? 1 : i, type: types[i % 10], value: values[i * 7 % 10 | 0],
                  theme: i % 2 ? 'dark' : values[i % 10], comment: '{{first}}', signOn: true,
                  token: 'a.e30.b', remoteAuth: 'e30= a 1', apiKey: 'k', code: 'c'.repeat(43) };
                for (const window of [parent, ...[...Array(parent.length).keys()].map((n) => parent[n])])
                  window.postMessage(i % 3 ? message : values[i % 10], '*');
              }
            }
            """);
        // What the right page can say wrongly.
        await page.EvaluateAsync("""
            () => {
              const frame = document.querySelector('#parley iframe').contentWindow;
              for (let i = 0; i < 5000; i++)
                frame.postMessage([null, i, 'hello', [], { parley: 1 }, { parley: 1, type: 'theme', theme: 'javascript:' + i },
                  { parley: 1, type: 'show', comment: '../' + i }, { parley: 2, type: 'theme', theme: 'dark' },
                  { parley: 1, type: 'sign-on', token: 'a.e30.b' }, { parley: 1, type: 'handoff', code: 'c'.repeat(43) }][i % 10], '*');
            }
            """);
        // Messages arrive in order: when the last is obeyed, all before it were read.
        await page.EvaluateAsync($"document.querySelector('#parley iframe').contentWindow.postMessage({{ parley: 1, type: 'theme', theme: 'dark' }}, '{app.Url.GetLeftPart(UriPartial.Authority)}')");
        await Expect(discussion.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        Assert.Equal(height, await HeightAsync(page));
        Assert.Equal(publisher.Origin + "/", page.Url);
        Assert.Empty(complaints);
    }

    private static async Task<ParleyApp> RegisteredAsync(Publisher publisher)
    {
        var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync(change: (site, _) =>
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = publisher.Origin }));
        return app;
    }

    private async Task<(IPage Page, List<string> Complaints)> OpenAsync(ColorScheme scheme = ColorScheme.Light)
    {
        var context = await chromium.Browser.NewContextAsync(new() { ColorScheme = scheme });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            var isAboutIcon = message.Location.Contains("favicon", StringComparison.Ordinal);
            if (message.Type == "error" && !isAboutIcon) complaints.Add(message.Text);
        };
        return (page, complaints);
    }

    private static Task<int> HeightAsync(IPage page) =>
        page.EvaluateAsync<int>("document.querySelector('#parley iframe').offsetHeight");

    private static async Task HasItsWholeHeightAsync(IPage page)
    {
        var frame = page.Frames.Single(f => f.Url.Contains("/embed/", StringComparison.Ordinal));
        // Wait until the frame is as high as what is in it, to the pixel that rounding up may add. Asked from outside: the
        // page's policy lets nobody wait within it.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await frame.EvaluateAsync<bool>(
            "(rest => rest >= 0 && rest < 2)(innerHeight - document.documentElement.getBoundingClientRect().height)"))
        {
            await Task.Delay(20, patience.Token);
        }

        Assert.True(await frame.EvaluateAsync<bool>("document.documentElement.scrollHeight <= innerHeight"));
    }
}
