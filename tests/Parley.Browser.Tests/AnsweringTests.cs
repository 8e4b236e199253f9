using Microsoft.Playwright;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

public sealed class AnsweringTests(Chromium chromium)
{
    [Fact]
    public async Task An_answer_is_written_and_posted_with_the_keyboard_alone()
    {
        await using var app = await ParleyApp.StartAsync(change: s => s with { ProofOfWork = true });
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        var posted = page.WaitForRequestAsync(r => r.Method == "POST");
        await page.GotoAsync("/times/bridge?order=oldest");

        await page.TabToAsync($"#comment-{first} .reply");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("compose-text", await page.FocusAsync());
        await page.Keyboard.TypeAsync("From the keyboard.");
        await page.TabToAsync("#compose-name");
        await page.Keyboard.TypeAsync("Tove");
        await page.TabToAsync("#compose .main");
        Assert.Equal("Post answer to Mina Falk", await page.FocusAsync());
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#status")).ToHaveTextAsync("Your comment is published.");
        var posting = await posted;
        Assert.NotNull(await posting.HeaderValueAsync("idempotency-key"));
        Assert.NotNull(await posting.HeaderValueAsync("parley-proof"));
        var item = page.Locator($"#replies-{first} > li", new() { HasText = "From the keyboard." });
        await Expect(item.Locator("h3")).ToBeFocusedAsync();
        await Expect(item.Locator("time")).Not.ToContainTextAsync("UTC");
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync("14 comments");
        // The composer is where it was, empty, and still knows the name.
        await Expect(page.Locator("#compose-place #compose-text")).ToHaveValueAsync("");
        await Expect(page.Locator("#compose-name")).ToHaveValueAsync("Tove");
    }

    [Fact]
    public async Task Escape_gives_the_focus_back_and_keeps_the_text()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");

        await page.Locator($"#comment-{first} .reply").First.ClickAsync();
        await page.Keyboard.TypeAsync("half a thought");
        await Expect(page.Locator($"#comment-{first} #compose-text")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator($"#comment-{first} .reply").First).ToBeFocusedAsync();
        await Expect(page.Locator("#compose-place #compose-text")).ToHaveValueAsync("half a thought");
    }

    [Fact]
    public async Task A_text_outlives_a_lost_connection_and_is_posted_once_by_the_next_try()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");
        await page.Locator("#compose-text").FillAsync("Do not lose me.");
        await page.Locator("#compose-name").FillAsync("Tove");

        // The server hears the first try, but its answer never arrives.
        var keys = new List<string?>();
        await page.RouteAsync("**/comments", async route =>
        {
            keys.Add(await route.Request.HeaderValueAsync("idempotency-key"));
            if (keys.Count > 1)
            {
                await route.ContinueAsync();
                return;
            }

            _ = await route.FetchAsync();
            await route.AbortAsync();
        });
        await page.Locator("#compose .main").ClickAsync();
        await Expect(page.Locator("#compose [role=alert]")).ToHaveTextAsync("Not sent. Your text is kept; try again.");
        await Expect(page.Locator("#compose-text")).ToHaveValueAsync("Do not lose me.");
        await page.Locator("#compose .main").ClickAsync();

        await Expect(page.Locator("#status")).ToHaveTextAsync("Your comment is published.");
        Assert.Equal(2, keys.Count);
        Assert.Equal(keys[0], keys[1]);
        await page.ReloadAsync();
        await Expect(page.Locator("#branches li")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Errors_stand_at_their_fields_in_words()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");
        await page.Locator("#compose-text").FillAsync("A text without a name.");
        await page.Locator("#compose .main").ClickAsync();

        var name = page.Locator("#compose-name");
        await Expect(name).ToBeFocusedAsync();
        await Expect(name).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(name).ToHaveAttributeAsync("aria-describedby", "compose-name-error");
        await Expect(page.Locator("#compose-name-error")).Not.ToBeEmptyAsync();
        await Expect(page.Locator("#compose-text")).ToHaveValueAsync("A text without a name.");
    }

    [Fact]
    public async Task Ones_own_comment_is_changed_and_deleted_in_place()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        _ = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge?order=oldest");
        await page.Locator("#compose-text").FillAsync("Frist.");
        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose .main").ClickAsync();
        var item = page.Locator("#branches > li", new() { HasText = "Tove" });
        await item.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await item.Locator("textarea").FillAsync("First.");
        await item.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(item.Locator(".text")).ToHaveTextAsync("First.");
        await Expect(item.Locator(".edited")).ToBeVisibleAsync();
        await Expect(item.Locator("h3")).ToBeFocusedAsync();

        await item.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(item.GetByRole(AriaRole.Button, new() { Name = "Delete it" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#status")).ToHaveTextAsync("Your comment is deleted.");
        await Expect(item).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.matches('h3')"));
    }

    [Fact]
    public async Task The_same_words_again_are_another_comment_also_after_deleting()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");
        await page.Locator("#compose-name").EvaluateAsync("field => field.value = 'Tove'");
        await PostAsync("Yes.");
        await PostAsync("Yes.");
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync("2 comments");
        Assert.Equal(2, await page.EvaluateAsync<int>("new Set([...document.querySelectorAll('#branches li')].map(i => i.id)).size"));

        for (var left = 1; left >= 0; left--)
        {
            var item = page.Locator("#branches > li").Last;
            await item.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
            await item.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
            await Expect(page.Locator("#branches > li")).ToHaveCountAsync(left);
        }

        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync("0 comments");
        await Expect(page.Locator("#empty")).ToBeVisibleAsync();
        await PostAsync("Yes.");
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync("1 comment");
        await Expect(page.Locator("#empty")).ToBeHiddenAsync();

        async Task PostAsync(string text)
        {
            await page.Locator("#compose-text").FillAsync(text);
            await page.Locator("#compose .main").ClickAsync();
            await Expect(page.Locator("#status")).ToHaveTextAsync("Your comment is published.");
            await Expect(page.Locator("#compose-text")).ToHaveValueAsync("");
        }
    }

    [Fact]
    public async Task A_tombstone_goes_with_the_last_answer_it_was_kept_for()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");
        await page.Locator("#compose-text").FillAsync("Question");
        await page.Locator("#compose-name").FillAsync("Tove");
        await page.Locator("#compose .main").ClickAsync();
        var root = page.Locator("#branches > li");
        await root.Locator(".reply").ClickAsync();
        await page.Locator("#compose-text").FillAsync("Answer");
        await page.Locator("#compose .main").ClickAsync();
        await Expect(root.Locator("li")).ToHaveCountAsync(1);

        await root.Locator("> article").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await root.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(root.Locator("> article .gone")).ToBeVisibleAsync();
        await root.Locator("li").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await root.Locator("li").GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();

        await Expect(page.Locator("#branches li")).ToHaveCountAsync(0);
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync("0 comments");
    }

    [Fact]
    public async Task Replies_fold_away_behind_the_line_at_their_side()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var first = await Given.SomeCommentsAsync(app);
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");
        var fold = page.Locator($"[aria-controls=replies-{first}]");

        await Expect(fold).ToHaveAttributeAsync("aria-expanded", "true");
        await fold.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(fold).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(page.Locator($"#replies-{first}")).ToBeHiddenAsync();
        await Expect(fold).ToHaveTextAsync("1 reply to Mina Falk");
        await Expect(fold).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_counter_counts_as_people_count_and_only_near_the_limit()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        var page = await chromium.Browser.PageAsync(app);
        await page.GotoAsync("/times/bridge");

        // A family is eleven units, seven characters, and one letter to a reader.
        var text = string.Concat(Enumerable.Repeat("\U0001F468‍\U0001F469‍\U0001F467‍\U0001F466", 2_000));
        await page.Locator("#compose-text").FillAsync(text);
        await Expect(page.Locator("#compose-left")).ToBeHiddenAsync();
        await page.Locator("#compose-text").FillAsync(new string('a', 9_990));
        await Expect(page.Locator("#compose-left")).ToHaveTextAsync("10 characters left");
        await page.Locator("#compose-text").FillAsync(new string('a', 10_003));
        await Expect(page.Locator("#compose-left")).ToHaveTextAsync("3 characters too many");
    }
}
