using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Comments;

public abstract class SpeakerTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Mine = "/api/v1/sites/times/stories/bridge/mine";

    [Fact]
    public async Task Whoever_is_signed_in_speaks_under_the_name_of_their_account_whatever_the_form_says()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");

        _ = await ruth.Browser.SayAsync("One", name: "Somebody Else");
        _ = await ruth.Browser.SayAsync("Two", name: "");

        var said = (await ruth.Browser.DiscussionAsync()).GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("name").GetString());
        Assert.Equal(["Ruth Amsel", "Ruth Amsel"], said);
        await using var db = App.Open();
        var commenter = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken);
        Assert.Equal((CommenterKind.Account, null), (commenter.Kind, commenter.BrowserHash));
    }

    [Fact]
    public async Task An_account_without_a_name_takes_the_one_it_first_speaks_under()
    {
        _ = await App.GivenAStoryAsync();
        using var nobody = await App.GivenAPersonAsync("", "new@readers.example");

        _ = await nobody.Browser.SayAsync("One", name: "Mina Falk");
        _ = await nobody.Browser.SayAsync("Two", name: "Other Name");

        var said = (await nobody.Browser.DiscussionAsync()).GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("name").GetString());
        Assert.Equal(["Mina Falk", "Mina Falk"], said);
    }

    [Fact]
    public async Task A_name_that_an_account_speaks_under_is_no_guests_but_stays_with_the_guest_who_had_it_before()
    {
        _ = await App.GivenAStoryAsync();
        using var early = App.Browser();
        _ = await early.SayAsync("I was here first.", name: "Ruth Amsel");
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        _ = await ruth.Browser.SayAsync("So am I.");
        using var late = App.Browser();

        using var refused = await late.PostCommentAsync("Me too.", name: "Ruth Ámsel");
        _ = await early.SayAsync("And I stay.", name: "Ruth Amsel");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.True((await refused.JsonAsync()).GetProperty("errors").TryGetProperty("name", out _));
    }

    [Fact]
    public async Task Where_guests_are_not_let_in_only_accounts_comment()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Closed);
        using var guest = App.Browser();
        using var ruth = await App.GivenAPersonAsync();

        using var refused = await guest.PostCommentAsync("Hello");
        _ = await ruth.Browser.SayAsync("Hello");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(1, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Where_guests_are_held_nobody_but_the_writer_sees_what_waits_and_nothing_counts_it()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        using var guest = App.Browser();
        using var ruth = await App.GivenAPersonAsync();
        var parent = await ruth.Browser.SayAsync("Open");

        using var held = await guest.PostCommentAsync("Waiting", parent);
        var id = (await held.JsonAsync()).GetProperty("id").GetString()!;

        Assert.Equal("held", (await held.JsonAsync()).GetProperty("state").GetString());
        var discussion = await ruth.Browser.DiscussionAsync();
        Assert.Equal((1, 0), (discussion.GetProperty("count").GetInt32(), discussion.GetProperty("branches")[0].GetProperty("replies").GetArrayLength()));
        using var asOther = await ruth.Browser.GetAsync(new Uri($"/comments/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, asOther.StatusCode);
        using var other = await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"Mine now"}""");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var edited = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"Still waiting"}""");
        Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);
        using var mine = await guest.GetAsync(new Uri(Mine, UriKind.Relative));
        var own = (await mine.JsonAsync()).GetProperty("comments")[0];
        Assert.Equal(("held", "<p dir=\"auto\">Still waiting</p>", parent), (own.GetProperty("state").GetString(), own.GetProperty("html").GetString()!.Trim(), own.GetProperty("parentId").GetString()));
        using var deleted = await guest.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{id}", "{}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(1, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_accounts_vote_weighs_as_a_commenters_and_nobody_votes_on_their_own_words_from_another_browser()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var ruth = await App.GivenAPersonAsync();
        var id = await guest.SayAsync("Hello");
        var own = await ruth.Browser.SayAsync("My own");

        using var vote = await ruth.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", """{"value":1}""");
        using var onOwn = await ruth.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{own}/vote", """{"value":1}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (vote.StatusCode, onOwn.StatusCode));
        await using var db = App.Open();
        Assert.False((await db.Votes.SingleAsync(TestContext.Current.CancellationToken)).IsGuest);
    }

    [Fact]
    public async Task A_session_in_a_frame_holds_on_its_site_alone()
    {
        var (times, _) = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "harbour");
        using var ruth = await App.GivenAPersonAsync(frame: (times, "https://times.example"));

        _ = await ruth.Browser.SayAsync("As myself", name: "Guest Name");
        using var elsewhere = await ruth.Browser.PostCommentAsync("As a guest", name: "Guest Name", story: "post/stories/harbour");

        Assert.Equal(HttpStatusCode.Created, elsewhere.StatusCode);
        await using var db = App.Open();
        var names = await db.Comments.OrderBy(c => c.Text).Select(c => c.Name).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["Guest Name", "Ruth Amsel"], names);
    }
}

public sealed class SpeakerOnSqliteTests() : SpeakerTests(false);

public sealed class SpeakerOnPostgresTests() : SpeakerTests(true);
