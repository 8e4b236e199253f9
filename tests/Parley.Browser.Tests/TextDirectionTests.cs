using Parley.Core.Comments;

namespace Parley.Browser.Tests;

public sealed class TextDirectionTests(Chromium chromium)
{
    private const string Hebrew = "\u05e9\u05dc\u05d5\u05dd";

    [Fact]
    public async Task Quotes_lists_and_paragraphs_find_their_own_direction()
    {
        var directions = await AskAsync<string>(
            $"{Hebrew}\n\n> {Hebrew}\n\n- {Hebrew}\n\nEnglish\n\n> English\n\n1. English",
            "() => [...document.querySelectorAll('main *')].map(e => e.tagName + ' ' + getComputedStyle(e).direction).join(', ')");

        Assert.Equal(
            "P rtl, BLOCKQUOTE rtl, P rtl, UL rtl, LI rtl, P ltr, BLOCKQUOTE ltr, P ltr, OL ltr, LI ltr",
            directions);
    }

    [Theory]
    [InlineData("\u202e")]
    [InlineData("&#x202e;")]
    [InlineData("\u2067")]
    public async Task An_override_of_direction_ends_with_its_paragraph(string typed)
    {
        var isInOrder = await AskAsync<bool>(
            $"one {typed}two\n\nthree",
            """
            () => [document.querySelector('main p:last-child'), document.querySelector('footer')].every(element => {
              const place = (at) => { const range = document.createRange(); range.setStart(element.firstChild, at);
                range.setEnd(element.firstChild, at + 1); return range.getBoundingClientRect().left; };
              return place(0) < place(1) && place(1) < place(2);
            })
            """);

        Assert.True(isInOrder);
    }

    private async Task<T> AskAsync<T>(string typed, string question)
    {
        Assert.True(CommentText.TryRead(typed, TextFormat.Markdown, out var text, out _));
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.SetContentAsync($"<!DOCTYPE html><body><main>{text!.Html}</main><footer>next</footer>");
        return await page.EvaluateAsync<T>(question);
    }
}
