using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Tests.App;

namespace Parley.Tests.Comments;

/// <summary>
/// What changes or deletes says what shall be, so it needs no key: sent again, by a line that lost the answer, it gets the
/// same answer and changes nothing.
/// </summary>
public abstract class RepeatedRequestTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : RepeatedRequestTests(false);

    public sealed class OnPostgres() : RepeatedRequestTests(true);

    [Fact]
    public async Task A_vote_that_comes_again_is_answered_alike_and_changes_nothing()
    {
        var (_, id) = await GivenACommentAsync();
        using var reader = App.Browser();
        foreach (var value in new[] { 1, -1, 0 })
        {
            var first = await VoteAsync(reader, id, value);
            Assert.Equal(HttpStatusCode.OK, first.Status);
            var state = await StateAsync();
            for (var again = 0; again < 3; again++) Assert.Equal(first, await VoteAsync(reader, id, value));
            Assert.Equal(state, await StateAsync());
        }
    }

    [Fact]
    public async Task A_vote_that_comes_again_after_the_discussion_closed_is_still_a_vote_that_was_cast()
    {
        var (_, id) = await GivenACommentAsync();
        using var reader = App.Browser();
        var first = await VoteAsync(reader, id, 1);
        await using (var db = App.Open())
            _ = await db.Stories.ExecuteUpdateAsync(s => s.SetProperty(x => x.IsOpen, false), TestContext.Current.CancellationToken);

        Assert.Equal(first, await VoteAsync(reader, id, 1));
        Assert.Equal(HttpStatusCode.Conflict, (await VoteAsync(reader, id, -1)).Status);
        Assert.Equal(first, await VoteAsync(reader, id, 1));
    }

    [Fact]
    public async Task A_change_that_comes_again_is_answered_alike_and_counts_as_one_change()
    {
        var (writer, id) = await GivenACommentAsync();
        Assert.Equal(HttpStatusCode.NoContent, await EditAsync(writer, id, "It *opens*"));
        var state = await StateAsync();

        App.Clock.Move(TimeSpan.FromMinutes(1));
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EditAsync(writer, id, "It *opens*"))),
            status => Assert.Equal(HttpStatusCode.NoContent, status));

        Assert.Equal(state, await StateAsync());
    }

    [Fact]
    public async Task A_change_made_in_time_is_answered_alike_when_it_comes_again_too_late()
    {
        var (writer, id) = await GivenACommentAsync();
        App.Clock.Move(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.NoContent, await EditAsync(writer, id, "It *opens*"));
        var state = await StateAsync();

        App.Clock.Move(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.NoContent, await EditAsync(writer, id, "It *opens*"));
        Assert.Equal(HttpStatusCode.Conflict, await EditAsync(writer, id, "It closes"));
        Assert.Equal(HttpStatusCode.Conflict, await EditAsync(writer, id, " "));

        Assert.Equal(state, await StateAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deletion_that_comes_again_is_answered_alike_and_counts_once(bool isAnswered)
    {
        var (writer, id) = await GivenACommentAsync();
        if (isAnswered) _ = await writer.SayAsync("An answer", id);
        _ = await writer.SayAsync("Another");

        // All at once, and once more when nothing else may be changed.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DeleteAsync(writer, id)));
        var state = await StateAsync();
        App.Clock.Move(TimeSpan.FromMinutes(16));
        var late = await DeleteAsync(writer, id);

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.NoContent, status));
        Assert.Equal(HttpStatusCode.NoContent, late);
        Assert.Equal(state, await StateAsync());
        using var reader = App.Browser();
        Assert.Equal(isAnswered ? 3 : 1, (await reader.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deletion_without_script_that_comes_again_leads_to_the_same_place(bool isAnswered)
    {
        var (writer, root) = await GivenACommentAsync();
        var id = await writer.SayAsync("Mine, and regretted", root);
        if (isAnswered) _ = await writer.SayAsync("An answer", id);

        using var first = await writer.SubmitAsync($"/comments/{id}/delete");
        var state = await StateAsync();
        using var again = await writer.SubmitAsync($"/comments/{id}/delete");

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (first.StatusCode, again.StatusCode));
        var place = "#comment-" + (isAnswered ? id : root);
        Assert.EndsWith(place, first.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(place, again.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(state, await StateAsync());
        using var stranger = App.Browser();
        using var theirs = await stranger.SubmitAsync($"/comments/{id}/delete");
        Assert.Equal(isAnswered ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound, theirs.StatusCode);
    }

    [Fact]
    public async Task A_deletion_of_what_may_no_longer_be_changed_is_still_refused()
    {
        var (writer, id) = await GivenACommentAsync();
        var state = await StateAsync();
        App.Clock.Move(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.Conflict, await DeleteAsync(writer, id));
        Assert.Equal(state, await StateAsync());
    }

    private async Task<(HttpClient Writer, string Id)> GivenACommentAsync()
    {
        _ = await App.GivenAStoryAsync();
        var writer = App.Browser();
        return (writer, await writer.SayAsync("The bridge should stay closed until spring"));
    }

    /// <summary>All that anybody can read, and the version, which goes up with every change.</summary>
    private async Task<string> StateAsync()
    {
        using var reader = App.Browser();
        await using var db = App.Open();
        var version = await db.Stories.Select(s => s.Version).SingleAsync(TestContext.Current.CancellationToken);
        return version + (await reader.DiscussionAsync()).GetRawText();
    }

    private static async Task<(HttpStatusCode Status, string Body)> VoteAsync(HttpClient browser, string id, int value)
    {
        using var answer = await browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", $$"""{"value":{{value}}}""");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> EditAsync(HttpClient browser, string id, string text)
    {
        using var answer = await browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", $$"""{"text":"{{text}}"}""");
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> DeleteAsync(HttpClient browser, string id)
    {
        using var answer = await browser.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{id}", "");
        return answer.StatusCode;
    }
}
