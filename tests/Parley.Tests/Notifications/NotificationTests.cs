using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Tests.App;

namespace Parley.Tests.Notifications;

public abstract class NotificationTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Follow = "/api/v1/sites/times/stories/bridge/follow";
    private const string Page = "/account/notifications";

    [Fact]
    public async Task Whoever_is_answered_reads_who_answered_where_and_how_it_begins_and_has_read_it_once_they_follow_the_link()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        var question = await ruth.Browser.SayAsync("Why?");

        var answer = await cem.SayAsync("Because **of** the `bridge`.", question, "Cem D.");
        await App.WorkIsDoneAsync();

        var page = await ruth.Browser.GetStringAsync(Page);
        Assert.Contains("<bdi>Cem D.</bdi> answered you", page, StringComparison.Ordinal);
        Assert.Contains("Because of the bridge.", page, StringComparison.Ordinal);
        Assert.Contains("A bridge closes", page, StringComparison.Ordinal);
        Assert.Contains("One is new.", page, StringComparison.Ordinal);
        Assert.Equal(1, (await MineAsync(ruth)).GetProperty("news").GetInt32());
        // A link in somebody else's page leads there, and changes nothing.
        using (var lured = new HttpRequestMessage(HttpMethod.Get, LinkIn(page)) { Headers = { { "Sec-Fetch-Site", "cross-site" } } })
        using (var led = await ruth.Browser.SendAsync(lured))
        {
            Assert.Equal("/comments/" + answer, led.Headers.Location!.OriginalString);
            Assert.Equal(1, (await MineAsync(ruth)).GetProperty("news").GetInt32());
        }

        using var opened = await ruth.Browser.GetAsync(LinkIn(page));
        Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
        Assert.Equal("/comments/" + answer, opened.Headers.Location!.OriginalString);
        Assert.Contains("You have read everything.", await ruth.Browser.GetStringAsync(Page), StringComparison.Ordinal);
        Assert.Equal(0, (await MineAsync(ruth)).GetProperty("news").GetInt32());
    }

    [Fact]
    public async Task Whom_an_edit_calls_by_name_is_told_and_nobody_twice()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var mina = await App.GivenAPersonAsync("Mina Falk");
        using var cem = App.Browser();
        _ = await ruth.Browser.SayAsync("Hello");
        _ = await mina.Browser.SayAsync("Hello, too");
        var id = await cem.SayAsync("@Mina Falk, look");
        await App.WorkIsDoneAsync();

        using (var edit = await cem.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"@Mina Falk, @Ruth Amsel, look"}""")) Assert.True(edit.IsSuccessStatusCode);
        await App.WorkIsDoneAsync();

        await using var db = App.Open();
        Assert.Equal(2, await db.Notifications.CountAsync(n => n.Kind == NotificationKind.Mention));
        Assert.Equal(1, (await MineAsync(ruth)).GetProperty("news").GetInt32());
    }

    [Fact]
    public async Task Of_one_comment_everybody_is_told_once_as_what_is_nearest_to_them_however_often_the_job_is_done()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var olena = await App.GivenAPersonAsync("Olena");
        using var ada = await App.GivenAPersonAsync("Ada Brandt");
        using var cem = await App.GivenAPersonAsync("Cem D.");
        foreach (var person in new[] { ruth, olena, ada, cem }) await FollowAsync(person);
        var question = await ruth.Browser.SayAsync("Why?");
        _ = await olena.Browser.SayAsync("I ask as well.");
        await App.WorkIsDoneAsync();
        await ForgetAsync();

        var answer = await cem.Browser.SayAsync("@Ruth Amsel and @Olena and @Cem D.: because.", question);
        await App.WorkIsDoneAsync();
        await AddJobAsync(Job.NotifyOfComment, answer);
        await App.WorkIsDoneAsync();

        Assert.Equal(["Ada Brandt Story", "Olena Mention", "Ruth Amsel Reply"], await ToldAsync());
    }

    [Fact]
    public async Task Nobody_hears_of_their_own_words_of_those_they_muted_or_of_a_story_they_want_to_hear_nothing_of()
    {
        var (_, story) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var olena = await App.GivenAPersonAsync("Olena");
        using var cem = await App.GivenAPersonAsync("Cem D.");
        var question = await ruth.Browser.SayAsync("Why?");
        var other = await olena.Browser.SayAsync("How?");
        _ = await cem.Browser.SayAsync("Hello.");
        await using (var db = App.Open())
        {
            var (writer, silent) = (await CommenterAsync(cem), await CommenterAsync(olena));
            _ = db.Mutes.Add(new Mute { AccountId = ruth.Account.Id, CommenterId = writer, At = App.Clock.GetUtcNow() });
            _ = db.Follows.Add(new Follow { CommenterId = silent, StoryId = story.Id, IsFollowed = false, At = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync();
        }

        _ = await cem.Browser.SayAsync("@Olena @Ruth Amsel @Cem D.", question);
        _ = await cem.Browser.SayAsync("Like this.", other);
        _ = await ruth.Browser.SayAsync("I answer myself.", question);
        await App.WorkIsDoneAsync();

        Assert.Empty(await ToldAsync());
    }

    [Fact]
    public async Task Only_people_of_this_discussion_with_an_account_are_called_by_name_and_only_outside_code()
    {
        _ = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "other");
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var stranger = await App.GivenAPersonAsync("Olena");
        using var elsewhere = await App.GivenAPersonAsync("Ada Brandt");
        using var guest = App.Browser();
        _ = await ruth.Browser.SayAsync("Hello.");
        _ = await guest.SayAsync("Hello.", name: "Guest One");
        using (await elsewhere.Browser.PostCommentAsync("Hello.", story: "post/stories/other"))
        {
        }

        _ = await guest.SayAsync("`@Ruth Amsel` @Olena @Ada Brandt @Guest One", name: "Guest One");
        await App.WorkIsDoneAsync();
        Assert.Empty(await ToldAsync());
        _ = await guest.SayAsync("Now then, @ruth ámsel!", name: "Guest One");
        await App.WorkIsDoneAsync();
        Assert.Equal(["Ruth Amsel Mention"], await ToldAsync());
    }

    [Theory]
    [InlineData(CommentState.Held)]
    [InlineData(CommentState.Removed)]
    [InlineData(CommentState.Deleted)]
    public async Task What_may_no_longer_be_read_is_told_of_nowhere(CommentState state)
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        var question = await ruth.Browser.SayAsync("Why?");
        var early = await cem.SayAsync("A secret.", question);
        await App.WorkIsDoneAsync();
        var link = LinkIn(await ruth.Browser.GetStringAsync(Page));

        await SetStateAsync(early, state);
        var page = await ruth.Browser.GetStringAsync(Page);
        using var opened = await ruth.Browser.GetAsync(link);
        using var all = await ruth.Browser.SubmitAsync(Page + "/read");

        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Cem", page, StringComparison.Ordinal);
        Assert.Contains("You have read everything.", page, StringComparison.Ordinal);
        Assert.Equal(0, (await MineAsync(ruth)).GetProperty("news").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, opened.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, all.StatusCode);
    }

    [Fact]
    public async Task What_somebody_else_is_told_is_nobodys_business()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var eve = await App.GivenAPersonAsync("Eve");
        using var cem = App.Browser();
        _ = await cem.SayAsync("Because.", await ruth.Browser.SayAsync("Why?"));
        await App.WorkIsDoneAsync();
        var link = LinkIn(await ruth.Browser.GetStringAsync(Page));

        using var opened = await eve.Browser.GetAsync(link);
        using var all = await eve.Browser.SubmitAsync(Page + "/read");
        using var nobody = await cem.GetAsync(Page);

        Assert.Equal(HttpStatusCode.NotFound, opened.StatusCode);
        Assert.DoesNotContain("Cem", await eve.Browser.GetStringAsync(Page), StringComparison.Ordinal);
        Assert.Contains("One is new.", await ruth.Browser.GetStringAsync(Page), StringComparison.Ordinal);
        Assert.Equal("/sign-in?return=%2Faccount%2Fnotifications", nobody.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Unread_comes_first_page_by_page_and_all_of_it_can_be_marked_as_read()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        var question = await ruth.Browser.SayAsync("Why?");
        for (var i = 0; i < 30; i++) _ = await cem.SayAsync($"Answer {i:00}.", question);
        await App.WorkIsDoneAsync();

        var first = await ruth.Browser.GetStringAsync(Page);
        var second = await ruth.Browser.GetStringAsync(Page + "?page=2");
        using var done = await ruth.Browser.SubmitAsync(Page + "/read");

        Assert.Contains("30 are new.", first, StringComparison.Ordinal);
        Assert.Equal(30, Enumerable.Range(0, 30).Count(i => first.Contains($"Answer {i:00}.", StringComparison.Ordinal) != second.Contains($"Answer {i:00}.", StringComparison.Ordinal)));
        Assert.Equal(Page, done.Headers.Location!.OriginalString);
        Assert.Contains("You have read everything.", await ruth.Browser.GetStringAsync(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_story_tells_of_every_comment_until_it_is_no_longer_followed()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        await FollowAsync(ruth);
        Assert.True((await MineAsync(ruth)).GetProperty("me").GetProperty("isFollowing").GetBoolean());
        _ = await cem.SayAsync("One.");
        await App.WorkIsDoneAsync();
        Assert.Equal(["Ruth Amsel Story"], await ToldAsync());

        using var ended = await ruth.Browser.SubmitAsync("/times/bridge/follow", ("follow", "no"));
        _ = await cem.SayAsync("Two.");
        await App.WorkIsDoneAsync();

        Assert.Equal("/times/bridge/follow", ended.Headers.Location!.OriginalString);
        Assert.Contains("Follow this story?", await ruth.Browser.GetStringAsync("/times/bridge/follow"), StringComparison.Ordinal);
        Assert.Equal(["Ruth Amsel Story"], await ToldAsync());
        using var nobody = await cem.SendJsonAsync(HttpMethod.Put, Follow, "");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        using var nowhere = await ruth.Browser.SendJsonAsync(HttpMethod.Put, "/api/v1/sites/times/stories/none/follow", "");
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
    }

    [Fact]
    public async Task A_story_that_very_many_follow_tells_each_of_them_once()
    {
        var (site, story) = await App.GivenAStoryAsync();
        await using (var db = App.Open())
        {
            for (var i = 0; i < 1_200; i++)
            {
                var account = new Account { Id = Id.New(App.Clock.GetUtcNow()), Name = $"R{i}", NameSkeleton = $"r{i}", CreatedAt = App.Clock.GetUtcNow() };
                var commenter = Commenter.Of(account, Id.New(App.Clock.GetUtcNow()), site.Id, App.Clock.GetUtcNow());
                db.AddRange(account, commenter, new Follow { CommenterId = commenter.Id, StoryId = story.Id, IsFollowed = true, At = App.Clock.GetUtcNow() });
            }

            _ = await db.SaveChangesAsync();
        }

        using var cem = App.Browser();
        var comment = await cem.SayAsync("Hello, all.");
        await App.WorkIsDoneAsync();
        await AddJobAsync(Job.NotifyOfComment, comment);
        await App.WorkIsDoneAsync();

        await using var after = App.Open();
        Assert.Equal(1_200, await after.Notifications.CountAsync());
    }

    [Theory]
    [InlineData(CommentState.Published, "A moderator published your comment")]
    [InlineData(CommentState.Removed, "A moderator did not publish your comment")]
    [InlineData(CommentState.Refused, "A moderator did not publish your comment")]
    public async Task A_writer_is_told_what_was_decided_about_their_comment(CommentState state, string sentence)
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        var comment = await ruth.Browser.SayAsync("May I?");
        await SetStateAsync(comment, state);

        await AddJobAsync(Job.NotifyOfDecision, comment);
        await App.WorkIsDoneAsync();

        var page = await ruth.Browser.GetStringAsync(Page);
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        using var opened = await ruth.Browser.GetAsync(LinkIn(page));
        Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
    }

    [Fact]
    public async Task How_mail_comes_is_chosen_in_all_and_story_by_story_by_nobody_but_its_owner()
    {
        var (_, story) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var olena = await App.GivenAPersonAsync("Olena");
        await FollowAsync(ruth);
        await FollowAsync(olena);
        var field = "story." + Id.Text(story.Id);

        using var saved = await ruth.Browser.SubmitAsync("/account/mail", ("mail", "Hourly"), ("story-mail", "Never"), (field, "AtOnce"));
        using var wrong = await ruth.Browser.SubmitAsync("/account/mail", ("mail", "Sometimes"), ("story-mail", "Never"));
        using var number = await ruth.Browser.SubmitAsync("/account/mail", ("mail", "1"), ("story-mail", "Never"));

        Assert.Equal("/account/mail?saved=1", saved.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, number.StatusCode);
        await using var db = App.Open();
        var account = await db.Accounts.SingleAsync(a => a.Id == ruth.Account.Id);
        Assert.Equal((MailChoice.Hourly, MailChoice.Never), (account.Mail, account.StoryMail));
        var (own, other) = (await CommenterAsync(ruth), await CommenterAsync(olena));
        Assert.Equal(MailChoice.AtOnce, (await db.Follows.SingleAsync(f => f.CommenterId == own)).Mail);
        Assert.Null((await db.Follows.SingleAsync(f => f.CommenterId == other)).Mail);
        var page = await ruth.Browser.GetStringAsync("/account/mail");
        Assert.Contains("<option value=\"AtOnce\" selected>", page, StringComparison.Ordinal);
    }

    private static string LinkIn(string page)
    {
        var start = page.IndexOf(Page + "/", StringComparison.Ordinal);
        while (page.AsSpan(start).StartsWith(Page + "/read")) start = page.IndexOf(Page + "/", start + 1, StringComparison.Ordinal);
        return page[start..page.IndexOf('"', start)];
    }

    private static async Task FollowAsync(Person person)
    {
        using var answer = await person.Browser.SendJsonAsync(HttpMethod.Put, Follow, "");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static async Task<System.Text.Json.JsonElement> MineAsync(Person person)
    {
        using var answer = await person.Browser.GetAsync("/api/v1/sites/times/stories/bridge/mine");
        return await answer.JsonAsync();
    }

    private async Task<List<string>> ToldAsync()
    {
        await using var db = App.Open();
        var rows = await db.Notifications.Join(db.Commenters, n => n.CommenterId, c => c.Id, (n, c) => new { c.Name, n.Kind }).ToListAsync();
        return [.. rows.Select(r => $"{r.Name} {r.Kind}").Order(StringComparer.Ordinal)];
    }

    private async Task ForgetAsync()
    {
        await using var db = App.Open();
        _ = await db.Notifications.ExecuteDeleteAsync();
    }

    private async Task<Guid> CommenterAsync(Person person)
    {
        await using var db = App.Open();
        return await db.Commenters.Where(c => c.AccountId == person.Account.Id).Select(c => c.Id).SingleAsync();
    }

    private async Task SetStateAsync(string comment, CommentState state)
    {
        Assert.True(Id.TryRead(comment, out var id));
        await using var db = App.Open();
        _ = await db.Comments.Where(c => c.Id == id).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, state));
    }

    private async Task AddJobAsync(string kind, string comment)
    {
        await using var db = App.Open();
        _ = db.Jobs.Add(Job.For(kind, comment, App.Clock.GetUtcNow()));
        _ = await db.SaveChangesAsync();
    }
}

public sealed class NotificationOnSqliteTests() : NotificationTests(onPostgres: false);

public sealed class NotificationOnPostgresTests() : NotificationTests(onPostgres: true);
