using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Tests.App;

namespace Parley.Tests.Comments;

public abstract class ChangeCommentTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : ChangeCommentTests(false);

    public sealed class OnPostgres() : ChangeCommentTests(true);

    [Fact]
    public async Task The_writer_edits_for_fifteen_minutes_and_it_says_so()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("Frist");

        App.Clock.Move(TimeSpan.FromMinutes(14));
        using var edited = await EditAsync(writer, id, "First");
        App.Clock.Move(TimeSpan.FromMinutes(1));
        using var late = await EditAsync(writer, id, "Later");

        Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var comment = (await writer.DiscussionAsync()).GetProperty("branches")[0];
        Assert.Contains("First", comment.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.NotNull(comment.GetProperty("editedAt").GetString());
    }

    [Fact]
    public async Task Another_browser_changes_nothing()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("Mine");
        using var other = App.Browser();
        _ = await other.SayAsync("I have a token too");
        using var stranger = App.Browser();

        foreach (var browser in new[] { other, stranger })
        {
            using var edit = await EditAsync(browser, id, "Not mine");
            using var delete = await DeleteAsync(browser, id);
            Assert.Equal(HttpStatusCode.Forbidden, edit.StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, delete.StatusCode);
            using var form = await browser.SubmitAsync($"/comments/{id}/delete");
            Assert.Equal(HttpStatusCode.Forbidden, form.StatusCode);
        }

        using var unknown = await EditAsync(writer, "01aaaaaaaaaaaaaaaaaaaaaaaa", "Nobody's");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("Mine", await writer.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_what_was_answered_leaves_a_tombstone_and_every_answer()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var root = await writer.SayAsync("Regrettable words");
        var reply = await writer.SayAsync("A good answer", root, "Ben");

        using var gone = await DeleteAsync(writer, root);

        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        var page = await writer.GetStringAsync("/times/bridge");
        Assert.DoesNotContain("Regrettable", page, StringComparison.Ordinal);
        Assert.Contains("A good answer", page, StringComparison.Ordinal);
        var branch = (await writer.DiscussionAsync()).GetProperty("branches")[0];
        Assert.Equal("deleted", branch.GetProperty("state").GetString());
        Assert.Null(branch.GetProperty("name").GetString());
        Assert.Equal(reply, branch.GetProperty("replies")[0].GetProperty("id").GetString());
        await using var db = App.Open();
        Assert.DoesNotContain(await db.Comments.Select(c => c.Text + c.Html).ToListAsync(), t => t.Contains("Regrettable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_comment_without_answers_is_gone_and_takes_the_tombstone_kept_for_it_along()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var root = await writer.SayAsync("Root");
        var reply = await writer.SayAsync("Reply", root);

        using var first = await DeleteAsync(writer, root);
        using var second = await DeleteAsync(writer, reply);

        var discussion = await writer.DiscussionAsync();
        Assert.Equal(0, discussion.GetProperty("count").GetInt32());
        Assert.Equal(0, discussion.GetProperty("branches").GetArrayLength());
        using var permalink = await writer.GetAsync($"/comments/{root}");
        Assert.Equal(HttpStatusCode.NotFound, permalink.StatusCode);
        using var again = await DeleteAsync(writer, reply);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        using var edit = await EditAsync(writer, reply, "Back again");
        Assert.Equal(HttpStatusCode.NotFound, edit.StatusCode);
        using var stranger = App.Browser();
        using var theirs = await DeleteAsync(stranger, reply);
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
    }

    [Fact]
    public async Task A_browser_is_told_what_it_may_still_change_and_nobody_else_is()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("A *draft*");
        using var stranger = App.Browser();
        const string Mine = "/api/v1/sites/times/stories/bridge/mine";

        using var mine = await writer.GetAsync(Mine);
        Assert.Equal("no-store", mine.Headers.CacheControl!.ToString());
        var own = (await mine.JsonAsync()).GetProperty("comments")[0];
        Assert.Equal((id, "A *draft*"), (own.GetProperty("id").GetString(), own.GetProperty("text").GetString()));
        using var theirs = await stranger.GetAsync(Mine);
        Assert.Equal(0, (await theirs.JsonAsync()).GetProperty("comments").GetArrayLength());

        App.Clock.Move(TimeSpan.FromMinutes(15));
        using var later = await writer.GetAsync(Mine);
        Assert.Equal(0, (await later.JsonAsync()).GetProperty("comments").GetArrayLength());
    }

    [Fact]
    public async Task The_token_is_stored_only_as_its_hash()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        using var answer = await writer.PostCommentAsync("Hello");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("parley=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        var token = cookie["parley=".Length..cookie.IndexOf(';', StringComparison.Ordinal)];

        await using var db = App.Open();
        var hash = (await db.Commenters.SingleAsync()).BrowserHash!;
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)), hash);
    }

    private static Task<HttpResponseMessage> EditAsync(HttpClient browser, string id, string text) =>
        browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", $$"""{"text":"{{text}}"}""");

    private static Task<HttpResponseMessage> DeleteAsync(HttpClient browser, string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/comments/{id}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return browser.SendAsync(request);
    }
}
