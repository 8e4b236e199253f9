using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Tests.App;
using Parley.Tests.Commenters;

namespace Parley.Tests.Comments;

/// <summary>Answering what is not there any more, or never was.</summary>
public abstract class AnswerTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Gone = "The comment you are answering is gone.";

    public sealed class OnSqlite() : AnswerTests(false);

    public sealed class OnPostgres() : AnswerTests(true);

    [Theory]
    [InlineData("deleted")]
    [InlineData("deleted, with an answer")]
    [InlineData("erased")]
    [InlineData("erased, with an answer")]
    [InlineData("held")]
    [InlineData("refused")]
    [InlineData("on another story")]
    [InlineData("nowhere")]
    public async Task What_is_gone_or_waits_is_answered_by_nobody_and_what_was_typed_is_kept(string what)
    {
        var parent = await GivenAsync(what);
        using var reader = await App.GivenAPersonAsync("Rea Der");
        _ = await reader.Browser.SayAsync("I was here before.");
        await App.WorkIsDoneAsync();
        var everything = await App.EverythingStoredAsync();

        using var json = await reader.Browser.PostCommentAsync("An answer that took an hour", parent);
        using var form = await reader.Browser.SubmitAsync(
            "/times/bridge/comments", ("text", "An answer that took an hour"), ("parent", parent), ("act", "post"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (json.StatusCode, form.StatusCode));
        Assert.StartsWith(Gone, (await json.JsonAsync()).GetProperty("errors").GetProperty("text")[0].GetString(), StringComparison.Ordinal);
        var page = await form.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(Gone, page, StringComparison.Ordinal);
        Assert.Contains("An answer that took an hour</textarea>", page, StringComparison.Ordinal);
        Assert.Equal(everything, await App.EverythingStoredAsync());
        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task Where_a_moderator_took_the_words_away_the_place_is_answered_and_nothing_tells_what_they_were()
    {
        var parent = await GivenAsync("removed");
        using var reader = await App.GivenAPersonAsync("Rea Der");

        var answer = await reader.Browser.SayAsync("Why was this removed?", parent);

        var page = await reader.Browser.GetStringAsync("/times/bridge?comment=" + answer);
        Assert.Contains("Why was this removed?", page, StringComparison.Ordinal);
        Assert.DoesNotContain("What is answered", page, StringComparison.Ordinal);
        Assert.DoesNotContain("What is answered", await reader.Browser.GetStringAsync($"/times/bridge?reply={parent}"), StringComparison.Ordinal);
    }

    private async Task<string> GivenAsync(string what)
    {
        var (times, _) = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "harbour");
        var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        if (what == "nowhere") return Id.Text(Id.New(App.Clock.GetUtcNow()));
        if (what == "on another story")
        {
            using var there = await ruth.Browser.PostCommentAsync("What is answered", story: "post/stories/harbour");
            return (await there.JsonAsync()).GetProperty("id").GetString()!;
        }

        if (what is "held" or "refused")
        {
            await using (var rule = App.Open())
                _ = await rule.Sites.Where(s => s.Id == times.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Guests, GuestRule.Held));
            using var guest = App.Browser();
            var waiting = await guest.SayAsync("What is answered");
            if (what == "refused") await SetStateAsync(waiting, CommentState.Refused);
            return waiting;
        }

        var comment = await ruth.Browser.SayAsync("What is answered");
        using var cem = App.Browser();
        if (what.EndsWith("with an answer", StringComparison.Ordinal)) _ = await cem.SayAsync("An earlier answer", comment);
        switch (what.Split(',')[0])
        {
            case "deleted":
                using (var deleted = await ruth.Browser.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{comment}", "{}"))
                    Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
                break;
            case "erased":
                _ = await App.EraseAsync(ruth.Account, isForced: true);
                break;
            default:
                await SetStateAsync(comment, CommentState.Removed);
                break;
        }

        return comment;
    }

    private async Task SetStateAsync(string comment, CommentState state)
    {
        Assert.True(Id.TryRead(comment, out var id));
        await using var db = App.Open();
        _ = await db.Comments.Where(c => c.Id == id).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, state));
        _ = await db.Stories.ExecuteUpdateAsync(s => s.SetProperty(x => x.Version, x => x.Version + 1));
    }
}
