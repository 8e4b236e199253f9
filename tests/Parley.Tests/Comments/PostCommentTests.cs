using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Tests.App;

namespace Parley.Tests.Comments;

public abstract class PostCommentTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : PostCommentTests(false);

    public sealed class OnPostgres() : PostCommentTests(true);

    [Fact]
    public async Task A_guest_posts_and_everybody_reads_it()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();

        using var answer = await guest.PostCommentAsync("I walked across *twice*.", name: "  Ada   Brandt-Ng ");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var posted = await answer.JsonAsync();
        Assert.Equal("published", posted.GetProperty("state").GetString());
        Assert.Equal(answer.Headers.Location!.ToString(), posted.GetProperty("url").GetString());
        using var reader = App.Browser();
        var comment = (await reader.DiscussionAsync()).GetProperty("branches")[0];
        Assert.Equal("Ada Brandt-Ng", comment.GetProperty("name").GetString());
        Assert.Contains("<em>twice</em>", comment.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_stands_beneath_what_it_answers_and_is_counted()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        var root = await guest.SayAsync("First");
        var reply = await guest.SayAsync("Second", root);
        _ = await guest.SayAsync("Third", reply);

        var discussion = await guest.DiscussionAsync();

        Assert.Equal(3, discussion.GetProperty("count").GetInt32());
        Assert.Equal(3, discussion.GetProperty("branches")[0].GetProperty("replies")[0].GetProperty("replies")[0].GetProperty("depth").GetInt32());
        using var counts = await guest.GetAsync("/api/v1/sites/times/counts?story=bridge&story=unknown");
        Assert.Equal("""{"bridge":3,"unknown":0}""", await counts.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_mail_address_is_in_no_public_answer()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var answer = await guest.SendJsonAsync(
            HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments", """{"text":"Hello","name":"Ada","email":"ada@secret.example"}""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var id = (await answer.JsonAsync()).GetProperty("id").GetString();

        foreach (var url in new[] { "/", "/times/bridge", $"/comments/{id}/fragment", $"/comments/{id}/posted", "/api/v1/sites/times/stories/bridge/discussion", "/api/v1/sites/times/stories/bridge/mine" })
        {
            var text = await guest.GetStringAsync(url);
            Assert.DoesNotContain("secret.example", text, StringComparison.Ordinal);
        }

        await using var db = App.Open();
        Assert.Equal("ada@secret.example", (await db.Commenters.SingleAsync()).Email);
    }

    [Theory]
    [InlineData("""{"text":"","name":"Ada"}""", "text")]
    [InlineData("""{"text":"  \n ","name":"Ada"}""", "text")]
    [InlineData("""{"text":"Hello","name":""}""", "name")]
    [InlineData("""{"text":"Hello"}""", "name")]
    [InlineData("""{"text":"Hello","name":"admin"}""", "name")]
    [InlineData("""{"text":"Hello","name":"A\u202eB"}""", "name")]
    [InlineData("""{"text":"Hello","name":"Ada","email":"nobody"}""", "email")]
    [InlineData("""{"text":"Hello","name":"Ada","email":"a@b.example\r\nBcc: c@d.example"}""", "email")]
    [InlineData("""{"text":"Hello","name":"Ada","website":"https://spam.example"}""", "website")]
    [InlineData("""{"text":"Hello","name":"Ada","parentId":"01aaaaaaaaaaaaaaaaaaaaaaaa"}""", "text")]
    [InlineData("""{"text":"Hello","name":"Ada","parentId":"nothing"}""", "parentId")]
    public async Task What_cannot_be_accepted_is_said_at_its_field(string json, string field)
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();

        using var answer = await guest.SendJsonAsync(HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments", json);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.True((await answer.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
        await using var db = App.Open();
        Assert.Equal(0, await db.Comments.CountAsync());
    }

    [Theory]
    [InlineData("""{"text":"Hello","text":"Twice","name":"Ada"}""")]
    [InlineData("""{"text":"Hello","name":"Ada","badge":"staff"}""")]
    [InlineData("""{"text":"Hello","name":"Ada","state":"published"}""")]
    [InlineData("""{"text":["Hello"],"name":"Ada"}""")]
    [InlineData("""{"text":{"a":1},"name":"Ada"}""")]
    [InlineData("""{"text":7,"name":"Ada"}""")]
    [InlineData("""{"text":"Hello","name":"Ada"}}""")]
    [InlineData("""[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_body_of_another_shape_is_a_clear_400(string json)
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();

        using var answer = await guest.SendJsonAsync(HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments", json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("urn:parley:problem:bad-request", (await answer.JsonAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_refused()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var answer = await guest.PostCommentAsync(new string('a', 70_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Ten_thousand_characters_are_stored_as_sent_and_one_more_is_refused()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        // Four bytes each in UTF-8: what a careless limit would cut.
        var longest = string.Concat(Enumerable.Repeat("\U0001F642", CommentText.MaximumLength));

        using var taken = await SayAsync(longest);
        using var refused = await SayAsync(longest + "!");

        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        await using var db = App.Open();
        Assert.Equal(longest, (await db.Comments.SingleAsync()).Text);

        Task<HttpResponseMessage> SayAsync(string text) => guest.SendJsonAsync(
            HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments", $$"""{"text":"{{text}}","name":"Ada"}""");
    }

    [Fact]
    public async Task Nobody_takes_a_name_that_looks_like_one_with_a_badge()
    {
        var (site, _) = await App.GivenAStoryAsync();
        await App.GivenABadgeAsync(site, "Rosa Keller", Badge.Staff);
        using var guest = App.Browser();

        foreach (var name in new[] { "Rosa Keller", "ROSA  KELLER", "Rоsa Kеller", "Rosa KeIler", "Ada Brandt", "Ada Brandt (author)", "The Times of Testing" })
        {
            using var answer = await guest.PostCommentAsync("It is I", name: name);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.True((await answer.JsonAsync()).GetProperty("errors").TryGetProperty("name", out _), name);
        }

        _ = await guest.SayAsync("It is another Rosa", name: "Rosa Kessler");
    }

    [Fact]
    public async Task A_closed_discussion_takes_no_comment()
    {
        _ = await App.GivenAStoryAsync(change: (_, story) => story.IsOpen = false);
        using var guest = App.Browser();
        using var answer = await guest.PostCommentAsync("Too late");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task The_same_key_and_body_is_one_comment_and_one_answer()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        // As the page's script does: the challenge brings the browser its token before it posts.
        using var challenge = await guest.GetAsync("/api/v1/challenge");
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => guest.PostCommentAsync("Once", key: key)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        var ids = await Task.WhenAll(answers.Select(async a => (await a.JsonAsync()).GetProperty("id").GetString()));
        _ = Assert.Single(ids.Distinct(StringComparer.Ordinal));
        Assert.Equal(1, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var first = await guest.PostCommentAsync("Once", key: "a-key");
        using var other = await guest.PostCommentAsync("Something else", key: "a-key");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("urn:parley:problem:other-request", (await other.JsonAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Anothers_key_is_anothers()
    {
        _ = await App.GivenAStoryAsync();
        using var ada = App.Browser();
        using var ben = App.Browser();
        _ = await ada.SayAsync("A token for Ada");
        _ = await ben.SayAsync("A token for Ben", name: "Ben");

        using var first = await ada.PostCommentAsync("Mine", key: "1");
        using var other = await ben.PostCommentAsync("Not hers", name: "Ben", key: "1");

        Assert.Equal(HttpStatusCode.Created, other.StatusCode);
    }

    [Theory]
    [InlineData("""{"text":"Hello","name":"Ada","badge":"staff"}""", "badge")]
    [InlineData("""{"text":7,"name":"Ada"}""", "text")]
    public async Task A_member_that_is_wrong_is_named(string json, string member)
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var answer = await guest.SendJsonAsync(HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments", json);
        Assert.True((await answer.JsonAsync()).GetProperty("errors").TryGetProperty(member, out _));
    }

    [Fact]
    public async Task Forty_at_once_are_forty_comments_with_numbers_of_their_own()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        var root = await guest.SayAsync("Root");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => guest.PostCommentAsync($"Reply {i}", root)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        await using var db = App.Open();
        var comments = await db.Comments.AsNoTracking().OrderBy(c => c.Number).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 41), comments.Select(c => c.Number));
        Assert.Equal((40, 40), (comments[0].ReplyCount, comments[0].BranchCount));
        var story = await db.Stories.AsNoTracking().SingleAsync();
        Assert.Equal((41, 41), (story.CommentCount, story.LastNumber));
    }

    [Fact]
    public async Task A_reply_belongs_to_the_story_of_its_parent()
    {
        _ = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("herald", "other");
        using var guest = App.Browser();
        var elsewhere = await guest.SayAsync("Over here");

        using var answer = await guest.PostCommentAsync("Sneaking in", elsewhere, story: "herald/stories/other");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task Beyond_sixty_four_levels_replies_hang_on_their_ancestor_there()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        string? parent = null;
        for (var i = 0; i < Comment.MaximumDepth + 3; i++) parent = await guest.SayAsync($"Level {i + 1}", parent);

        await using var db = App.Open();
        var comments = await db.Comments.AsNoTracking().OrderBy(c => c.Number).ToListAsync();
        Assert.Equal(Comment.MaximumDepth, comments.Max(c => c.Depth));
        Assert.All(comments.Skip(Comment.MaximumDepth), c => Assert.Equal(comments[Comment.MaximumDepth - 1].Id, c.ParentId));
        Assert.Equal(67, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
        Assert.Contains(Id.Text(comments[^1].Id), await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }
}
