using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Tests.App;

namespace Parley.Tests.Comments;

public sealed class CastVoteOnSqliteTests() : CastVoteTests(onPostgres: false);

public sealed class CastVoteOnPostgresTests() : CastVoteTests(onPostgres: true);

public abstract class CastVoteTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task A_vote_is_counted_changed_and_taken_back()
    {
        var id = await GivenACommentAsync();
        using var reader = App.Browser();

        Assert.Equal((1, 0), await VoteAsync(reader, id, 1));
        Assert.Equal((1, 0), await VoteAsync(reader, id, 1));
        Assert.Equal((0, 1), await VoteAsync(reader, id, -1));
        Assert.Equal((0, 0), await VoteAsync(reader, id, 0));
        Assert.Equal((0, 0), await VoteAsync(reader, id, 0));
        await AssertCountedAsync(id);
    }

    [Fact]
    public async Task Two_hundred_votes_of_one_person_at_once_count_once()
    {
        var id = await GivenACommentAsync();
        using var reader = App.Browser();
        _ = await VoteAsync(reader, id, -1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => VoteAsync(reader, id, 1)));

        Assert.All(answers, a => Assert.Equal((1, 0), a));
        await AssertCountedAsync(id);
        await using var db = App.Open();
        Assert.Equal(1, await db.Votes.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_hundred_votes_of_one_account_at_once_count_once_also_from_two_browsers()
    {
        var id = await GivenACommentAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var phone = await App.AnotherBrowserOfAsync(ruth);

        // Nobody has voted here before: who is first makes the account's commenter of this site, and the vote.
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => VoteAsync(i % 2 == 0 ? ruth.Browser : phone.Browser, id, 1)));

        Assert.All(answers, a => Assert.Equal((1, 0), a));
        await AssertCountedAsync(id);
        await using var db = App.Open();
        Assert.Equal(1, await db.Votes.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await db.Commenters.CountAsync(c => c.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken));
        Assert.Equal(1, (await db.Comments.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).UpVotes);
    }

    [Fact]
    public async Task Votes_up_down_and_taken_back_at_once_leave_what_was_cast_last_and_counts_that_add_up()
    {
        var id = await GivenACommentAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        using var guest = App.Browser();
        _ = await VoteAsync(guest, id, 1);
        HttpClient[] voters = [ruth.Browser, cem.Browser, guest];

        var answers = await Task.WhenAll(Enumerable.Range(0, 201).Select(i => VoteAsync(voters[i % 3], id, (i / 3 % 3) - 1)));

        Assert.All(answers, a => Assert.InRange(a.Up + a.Down, 0, 3));
        await AssertCountedAsync(id);
        await using (var db = App.Open()) Assert.InRange(await db.Votes.CountAsync(TestContext.Current.CancellationToken), 0, 3);

        // Whatever came last of them all, each voter's next word is the one that holds.
        _ = await VoteAsync(ruth.Browser, id, -1);
        _ = await VoteAsync(cem.Browser, id, 0);
        Assert.Equal((1, 1), await VoteAsync(guest, id, 1));
        await AssertCountedAsync(id);
    }

    [Fact]
    public async Task Votes_of_many_people_at_once_are_all_counted()
    {
        var id = await GivenACommentAsync();
        var readers = Enumerable.Range(0, 30).Select(_ => App.Browser()).ToList();
        _ = await Task.WhenAll(readers.Select((r, i) => VoteAsync(r, id, i % 3 == 0 ? -1 : 1)));

        using var another = App.Browser();
        var comment = (await another.DiscussionAsync()).GetProperty("branches")[0];
        Assert.Equal(20, comment.GetProperty("score").GetProperty("up").GetInt32());
        Assert.Equal(10, comment.GetProperty("score").GetProperty("down").GetInt32());
        await AssertCountedAsync(id);
        readers.ForEach(r => r.Dispose());
    }

    [Fact]
    public async Task Nobody_votes_on_their_own_comment()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("It is the best comment here");

        using var answer = await PutAsync(writer, id, """{"value":1}""");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("urn:parley:problem:own-comment", (await answer.JsonAsync()).GetProperty("type").GetString());
        await AssertCountedAsync(id);
    }

    [Theory]
    [InlineData("""{"value":2}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"value":null}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"value":"1"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"value":1,"weight":9}""", HttpStatusCode.BadRequest)]
    public async Task What_is_no_vote_is_refused(string json, HttpStatusCode status)
    {
        var id = await GivenACommentAsync();
        using var reader = App.Browser();
        using var answer = await PutAsync(reader, id, json);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_comment_that_is_gone_takes_no_vote()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var first = await writer.SayAsync("I will take this back");
        _ = await writer.SayAsync("And this is why", first);
        using var deleted = await writer.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{first}", "");
        using var reader = App.Browser();

        using var answer = await PutAsync(reader, first, """{"value":1}""");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        using var unknown = await PutAsync(reader, Id.Text(Id.New(App.Clock.GetUtcNow())), """{"value":1}""");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_closed_discussion_takes_no_vote()
    {
        var id = await GivenACommentAsync();
        await using (var db = App.Open())
            _ = await db.Stories.ExecuteUpdateAsync(s => s.SetProperty(x => x.IsOpen, false), TestContext.Current.CancellationToken);

        using var reader = App.Browser();
        using var answer = await PutAsync(reader, id, """{"value":1}""");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task A_vote_from_another_sites_page_is_refused()
    {
        var id = await GivenACommentAsync();
        using var reader = App.Browser();
        using var answer = await reader.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", """{"value":1}""", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await AssertCountedAsync(id);
    }

    [Fact]
    public async Task My_votes_come_with_the_private_overlay_and_nobody_elses_do()
    {
        var id = await GivenACommentAsync();
        using var reader = App.Browser();
        _ = await VoteAsync(reader, id, -1);
        using var other = App.Browser();
        _ = await VoteAsync(other, id, 1);

        var mine = (await (await reader.GetAsync(new Uri("/api/v1/sites/times/stories/bridge/mine", UriKind.Relative))).JsonAsync()).GetProperty("votes");
        Assert.Equal(-1, mine.GetProperty(id).GetInt32());
        _ = Assert.Single(mine.EnumerateObject());
    }

    [Fact]
    public async Task Without_script_a_button_votes_and_a_page_says_how_it_stands()
    {
        var id = await GivenACommentAsync();
        using var reader = App.Browser(followsRedirects: true);

        using var up = await reader.SubmitAsync($"/comments/{id}/vote", ("value", "1"));
        var page = await up.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("You voted this comment up", page, StringComparison.Ordinal);
        Assert.Contains("1 up, 0 down", page, StringComparison.Ordinal);
        Assert.True(up.Headers.CacheControl!.NoStore);

        using var back = await reader.SubmitAsync($"/comments/{id}/vote", ("value", "0"));
        Assert.Contains("You have not voted", await back.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await AssertCountedAsync(id);
    }

    [Fact]
    public async Task What_a_button_cannot_say_is_refused_as_a_page()
    {
        var id = await GivenACommentAsync();
        using var reader = App.Browser();
        using var answer = await reader.SubmitAsync($"/comments/{id}/vote", ("value", "100"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    private async Task<string> GivenACommentAsync()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        return await writer.SayAsync("The bridge should stay closed until spring");
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient browser, string id, string json) =>
        browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", json);

    private static async Task<(int Up, int Down)> VoteAsync(HttpClient browser, string id, int value)
    {
        using var answer = await PutAsync(browser, id, JsonSerializer.Serialize(new { value }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var json = await answer.JsonAsync();
        return (json.GetProperty("up").GetInt32(), json.GetProperty("down").GetInt32());
    }

    private async Task AssertCountedAsync(string id)
    {
        _ = Id.TryRead(id, out var commentId);
        await using var db = App.Open();
        var comment = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == commentId, TestContext.Current.CancellationToken);
        var site = await db.Sites.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        var votes = await db.Votes.AsNoTracking().Where(v => v.CommentId == commentId).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(votes.Count(v => v.Value == 1), comment.UpVotes);
        Assert.Equal(votes.Count(v => v.Value == -1), comment.DownVotes);
        Assert.Equal(votes.Count(v => v is { Value: 1, IsGuest: true }), comment.GuestUpVotes);
        Assert.Equal(votes.Count(v => v is { Value: -1, IsGuest: true }), comment.GuestDownVotes);
        Assert.Equal(Ranking.KeyOf(comment, site), comment.Rank);
    }
}
