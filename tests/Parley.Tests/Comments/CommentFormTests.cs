using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Tests.App;

namespace Parley.Tests.Comments;

public abstract class CommentFormTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Form = "/times/bridge/comments";

    public sealed class OnSqlite() : CommentFormTests(false);

    public sealed class OnPostgres() : CommentFormTests(true);

    [Fact]
    public async Task Without_script_a_comment_is_posted_and_its_writer_told_what_comes_next()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();

        using var answer = await guest.SubmitAsync(Form, ("text", "Line one\r\nline two"), ("name", "Ada"), ("email", ""), ("website", ""), ("parent", ""));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        using var posted = await guest.GetAsync(answer.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal("no-store", posted.Headers.CacheControl!.ToString());
        var page = await posted.Content.ReadAsStringAsync();
        Assert.Contains("Line one<br>", page, StringComparison.Ordinal);
        Assert.Contains("/delete\"", page, StringComparison.Ordinal);
        Assert.Contains("Line one<br>", await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_form_comes_back_with_its_text_and_the_reason()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();

        using var answer = await guest.SubmitAsync(Form, ("text", "A long <thought>"), ("name", ""), ("email", "x"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("A long &lt;thought&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Write the name you want to be known by.", page, StringComparison.Ordinal);
        Assert.Contains("This is no mail address", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_shows_the_text_and_stores_nothing()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();

        using var answer = await guest.SubmitAsync(Form, ("text", "So **strong**"), ("name", "Ada"), ("act", "preview"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<strong>strong</strong>", page, StringComparison.Ordinal);
        Assert.Contains("So **strong**", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal(0, await db.Comments.CountAsync());
    }

    [Fact]
    public async Task A_doubled_form_is_one_comment_with_and_without_a_token()
    {
        _ = await App.GivenAStoryAsync();
        using var known = App.Browser();
        using var fresh = App.Browser();
        (string, string)[] fields = [("text", "Twice by accident"), ("name", "Ada")];

        using var first = await known.SubmitAsync(Form, fields);
        using var again = await known.SubmitAsync(Form, fields);
        using var lostCookie = await fresh.SubmitAsync(Form, fields);

        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(first.Headers.Location, lostCookie.Headers.Location);
        Assert.Equal(1, (await known.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task What_was_deleted_can_be_said_again_in_the_same_words()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        (string, string)[] fields = [("text", "On second thoughts, yes"), ("name", "Ada")];
        using var first = await guest.SubmitAsync(Form, fields);
        using var deleted = await guest.SubmitAsync(first.Headers.Location!.ToString().Replace("posted", "delete", StringComparison.Ordinal));

        using var again = await guest.SubmitAsync(Form, fields);

        using var page = await guest.GetAsync(again.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(1, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Two_people_behind_one_address_say_the_same()
    {
        _ = await App.GivenAStoryAsync();
        using var bob = App.Browser();
        using var carol = App.Browser();
        _ = await bob.SubmitAsync(Form, ("text", "I agree."), ("name", "Bob"));
        _ = await carol.SubmitAsync(Form, ("text", "I agree."), ("name", "Carol"));
        Assert.Equal(2, (await bob.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/json", 415)]
    [InlineData("multipart/form-data; boundary=xx", 400)]
    public async Task What_is_no_form_is_refused_as_such(string type, int expected)
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        var id = await guest.SayAsync("Mine");
        foreach (var url in new[] { Form, $"/comments/{id}/edit" })
        {
            var content = new StringContent("--xx\r\nbroken");
            content.Headers.Remove("Content-Type");
            _ = content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await guest.SendAsync(
                new HttpRequestMessage(HttpMethod.Post, url) { Content = content, Headers = { { "Sec-Fetch-Site", "same-origin" } } });
            Assert.Equal(expected, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task At_once_a_doubled_form_is_still_one_comment()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        _ = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => guest.SubmitAsync(Form, ("text", "Click click"), ("name", "Ada"))));
        Assert.Equal(1, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task After_ten_minutes_or_by_another_browser_the_same_words_are_another_comment()
    {
        _ = await App.GivenAStoryAsync();
        using var ada = App.Browser();
        using var ben = App.Browser();
        _ = await ben.SayAsync("Something of my own", name: "Ben");
        (string, string)[] fields = [("text", "Well said!"), ("name", "Ada")];

        _ = await ada.SubmitAsync(Form, fields);
        _ = await ben.SubmitAsync(Form, ("text", "Well said!"), ("name", "Ben"));
        App.Clock.Move(TimeSpan.FromMinutes(10));
        _ = await ada.SubmitAsync(Form, fields);

        Assert.Equal(4, (await ada.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task The_posted_page_is_its_writers_alone()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("Mine");
        using var other = App.Browser();

        using var answer = await other.GetAsync($"/comments/{id}/posted");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal($"/comments/{id}", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Without_script_the_writer_edits_and_deletes()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("Frist");

        using var edited = await writer.SubmitAsync($"/comments/{id}/edit", ("text", "First"));
        Assert.Equal(HttpStatusCode.SeeOther, edited.StatusCode);
        using var refused = await writer.SubmitAsync($"/comments/{id}/edit", ("text", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using var deleted = await writer.SubmitAsync($"/comments/{id}/delete");
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);
        Assert.Equal(0, (await writer.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_edit_that_comes_too_late_keeps_its_text()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("Early");
        App.Clock.Move(TimeSpan.FromMinutes(16));

        using var late = await writer.SubmitAsync($"/comments/{id}/edit", ("text", "My second thoughts"));

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("My second thoughts", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
