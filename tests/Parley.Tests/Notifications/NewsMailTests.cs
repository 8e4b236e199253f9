using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Tests.App;

namespace Parley.Tests.Notifications;

/// <summary>What people are told by mail, by a real mail server.</summary>
public abstract class NewsMailTests(bool onPostgres) : ProductTests(onPostgres)
{
    private MailServer _server = null!;

    private protected override Settings Change(Settings settings) => settings with { Mail = _server.Settings };

    public override async ValueTask InitializeAsync()
    {
        _server = await MailServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_answer_comes_by_mail_at_once_and_its_readers_mail_program_can_end_such_letters_with_one_click()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        var question = await ruth.Browser.SayAsync("Why?");
        var answer = await cem.SayAsync("Because.", question);

        var letter = (await _server.LettersAsync(1))[0];

        Assert.Equal("Somebody answered you", letter.Subject);
        Assert.Contains("Cem D.", letter.Text.Replace("\u200C", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("> Because.", letter.Text, StringComparison.Ordinal);
        Assert.Equal("/comments/" + answer, new Uri(letter.LinkTo("/comments/")).AbsolutePath);
        Assert.Equal("List-Unsubscribe=One-Click", letter["List-Unsubscribe-Post"]);
        var door = new Uri(letter["List-Unsubscribe"].Trim('<', '>')).AbsolutePath;
        using (var clicked = await OneClickAsync(door)) Assert.Equal(HttpStatusCode.OK, clicked.StatusCode);
        _ = await cem.SayAsync("And also because.", question);
        await App.WorkIsDoneAsync();
        Assert.Single(_server.Letters);
        await using var db = App.Open();
        var account = await db.Accounts.SingleAsync(a => a.Id == ruth.Account.Id);
        Assert.Equal((MailChoice.Never, MailChoice.Daily), (account.Mail, account.StoryMail));
        Assert.Equal(2, await db.Notifications.CountAsync());
    }

    [Fact]
    public async Task The_page_that_ends_mail_says_what_it_ends_works_signed_out_and_months_later_and_for_no_token_but_ours()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        await FollowAsync(ruth, MailChoice.AtOnce);
        _ = await cem.SayAsync("News.");
        var letter = (await _server.LettersAsync(1))[0];
        var door = new Uri(letter.LinkTo("/unsubscribe/")).AbsolutePath;
        App.Clock.Move(TimeSpan.FromDays(200));
        using var nobody = App.Browser();

        var page = await nobody.GetStringAsync(door);
        using var done = await nobody.SubmitAsync(door, ("what", "Story"));
        var after = await nobody.GetStringAsync(done.Headers.Location!.OriginalString);
        using var forged = await nobody.GetAsync(door[..^6] + "AAAAAA");
        using var posted = await nobody.SubmitAsync(door[..^6] + "AAAAAA", ("what", "All"));
        using var unknown = await nobody.SubmitAsync(door, ("what", "Everybody"));

        Assert.Contains("A bridge closes", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@readers", page, StringComparison.Ordinal);
        Assert.Contains("No mail tells you of new comments on this story any more.", after, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (forged.StatusCode, posted.StatusCode, unknown.StatusCode));
        await using var db = App.Open();
        Assert.Equal(MailChoice.Never, (await db.Follows.SingleAsync()).Mail);
        Assert.Equal(MailChoice.AtOnce, (await db.Accounts.SingleAsync(a => a.Id == ruth.Account.Id)).Mail);
    }

    [Fact]
    public async Task What_another_page_posts_there_in_a_readers_browser_ends_nothing()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        _ = await cem.SayAsync("Because.", await ruth.Browser.SayAsync("Why?"));
        var door = new Uri((await _server.LettersAsync(1))[0].LinkTo("/unsubscribe/")).AbsolutePath;

        using var withCookie = await ruth.Browser.PostAsync(door, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
        using var fromElsewhere = new HttpRequestMessage(HttpMethod.Post, door) { Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]) };
        fromElsewhere.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var nobody = App.Browser();
        using var answer = await nobody.SendAsync(fromElsewhere);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (withCookie.StatusCode, answer.StatusCode));
        await using var db = App.Open();
        Assert.Equal(MailChoice.AtOnce, (await db.Accounts.SingleAsync(a => a.Id == ruth.Account.Id)).Mail);
    }

    [Theory]
    [InlineData(MailChoice.Hourly, 1)]
    [InlineData(MailChoice.Daily, 18)]
    public async Task A_digest_brings_what_came_until_its_time_in_one_letter_story_by_story(MailChoice choice, int hours)
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        await ChooseAsync(ruth, choice, choice);
        await FollowAsync(ruth, null);
        var question = await ruth.Browser.SayAsync("Why?");
        _ = await cem.SayAsync("One.", question);
        _ = await cem.SayAsync("Two.");
        await App.WorkIsDoneAsync();
        Assert.Empty(_server.Letters);

        App.LetTimePass(TimeSpan.FromHours(hours));
        await App.WorkIsDoneAsync();

        var letter = (await _server.LettersAsync(1))[0];
        Assert.Equal("What you are told", letter.Subject);
        Assert.Contains("* A bridge closes, The Times of Testing", letter.Text, StringComparison.Ordinal);
        Assert.Contains("> One.", letter.Text, StringComparison.Ordinal);
        Assert.Contains("> Two.", letter.Text, StringComparison.Ordinal);
        App.LetTimePass(TimeSpan.FromDays(2));
        await App.WorkIsDoneAsync();
        Assert.Single(_server.Letters);
    }

    [Fact]
    public async Task Beyond_the_budget_of_an_hour_what_is_to_be_told_comes_with_the_next_and_nothing_is_lost()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        var question = await ruth.Browser.SayAsync("Why?");
        for (var i = 0; i < 30; i++)
        {
            _ = await cem.SayAsync($"Answer {i:00}.", question);
            await App.WorkIsDoneAsync();
        }

        var within = _server.Letters.Count;
        App.LetTimePass(TimeSpan.FromHours(1));
        await App.WorkIsDoneAsync();
        await _server.LettersAsync(within + 1);

        Assert.InRange(within, 1, 12);
        Assert.Equal(within + 1, _server.Letters.Count);
        var all = string.Concat(_server.Letters.Select(l => l.Text));
        Assert.All(Enumerable.Range(0, 30), i => Assert.Contains($"Answer {i:00}.", all, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_taken_back_before_its_letter_went_is_in_no_letter()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        var question = await ruth.Browser.SayAsync("Why?");
        await _server.BeAsync("put-off");
        var answer = await cem.SayAsync("A secret.", question);
        await App.UntilAsync(db => db.Jobs.AnyAsync(j => j.Error != null));
        await using (var db = App.Open())
        {
            Assert.True(Id.TryRead(answer, out var id));
            _ = await db.Comments.Where(c => c.Id == id).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CommentState.Removed));
        }

        await _server.BeAsync("take");
        App.LetTimePass(TimeSpan.FromMinutes(1));

        await App.UntilAsync(async db => !await db.Jobs.AnyAsync() && !await db.Letters.AnyAsync());
        Assert.Empty(_server.Letters);
    }

    [Fact]
    public async Task Words_of_others_are_never_links_or_images_in_a_letter_nor_made_so_by_a_mail_program()
    {
        _ = await App.GivenAStoryAsync(change: (_, story) => story.Title = "evil.example/title <b>");
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        var question = await ruth.Browser.SayAsync("Why?");
        _ = await cem.SayAsync(
            "See https://evil.example/path?q=1 and [this](https://evil.example/hidden) and www.evil.example and a@evil.example "
            + "and ![img](https://evil.example/i.png) and <img src=https://evil.example/x> http：／／evil．example",
            question, "evil.example");

        var letter = (await _server.LettersAsync(1))[0];

        var links = letter.Html.Split("href=\"").Skip(1).Select(l => l[..l.IndexOf('"', StringComparison.Ordinal)]).ToList();
        Assert.Equal(2, links.Count);
        Assert.All(links, l => Assert.StartsWith("http://127.0.0.1:0/", l, StringComparison.Ordinal));
        Assert.DoesNotContain("<img", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", letter.Html, StringComparison.Ordinal);
        foreach (var part in new[] { letter.Text, letter.Html })
        {
            // What mail programs look for: a scheme, a www., a dot between letters, an @ between letters.
            Assert.DoesNotMatch(@"https?://(?!127\.0\.0\.1:0/)", part);
            Assert.DoesNotMatch(@"evil[.．]e", part);
            Assert.DoesNotMatch(@"www\.e", part);
            Assert.DoesNotMatch(@"a@e", part);
            Assert.Contains("evil", part, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_guest_hears_of_answers_only_once_the_owner_of_the_address_has_said_so_and_until_they_end_it()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var cem = await App.GivenAPersonAsync("Cem D.");
        var question = await SayAsGuestAsync(guest, "mina@readers.example", "Why?");
        var letter = (await _server.LettersAsync(1))[0];
        _ = await cem.Browser.SayAsync("Too early.", question);
        await App.WorkIsDoneAsync();
        Assert.Equal("Shall we write to you?", letter.Subject);
        Assert.DoesNotContain("List-Unsubscribe", letter.Headers.Select(h => h.Name));
        Assert.Single(_server.Letters);

        var door = new Uri(letter.LinkTo("/mail/")).AbsolutePath;
        using var nobody = App.Browser();
        Assert.Contains("Yes, write to me", await nobody.GetStringAsync(door), StringComparison.Ordinal);
        await using (var db = App.Open()) Assert.False(await db.Commenters.AnyAsync(c => c.EmailConfirmedAt != null));
        using (var yes = await nobody.SubmitAsync(door)) Assert.Contains("We will write to you", await yes.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using (var twice = await nobody.SubmitAsync(door)) Assert.Equal(HttpStatusCode.SeeOther, twice.StatusCode);
        _ = await cem.Browser.SayAsync("Because.", question);
        _ = await cem.Browser.SayAsync("@Mina Falk: and so on.");
        var told = (await _server.LettersAsync(2))[1];
        await App.WorkIsDoneAsync();
        Assert.Equal(2, _server.Letters.Count);
        Assert.Equal(["mina@readers.example"], told.To);
        Assert.Contains("> Because.", told.Text, StringComparison.Ordinal);

        using (await OneClickAsync(new Uri(told.LinkTo("/unsubscribe/")).AbsolutePath))
        {
        }

        _ = await cem.Browser.SayAsync("Still.", question);
        await App.WorkIsDoneAsync();
        Assert.Equal(2, _server.Letters.Count);
    }

    [Fact]
    public async Task An_address_that_said_yes_says_it_for_no_other_that_is_given_later()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var cem = await App.GivenAPersonAsync("Cem D.");
        _ = await SayAsGuestAsync(guest, "mina@readers.example", "Why?");
        using (await guest.SubmitAsync(new Uri((await _server.LettersAsync(1))[0].LinkTo("/mail/")).AbsolutePath))
        {
        }

        var question = await SayAsGuestAsync(guest, "victim@readers.example", "And why?", wantsMail: false);
        _ = await cem.Browser.SayAsync("Because.", question);
        await App.WorkIsDoneAsync();

        Assert.Single(_server.Letters);
    }

    [Fact]
    public async Task However_often_strangers_give_an_address_it_gets_three_letters_an_hour()
    {
        _ = await App.GivenAStoryAsync();
        for (var i = 0; i < 25; i++)
        {
            using var stranger = App.Browser();
            _ = await SayAsGuestAsync(stranger, "victim@readers.example", $"Hello {i}.");
        }

        await App.WorkIsDoneAsync();
        Assert.Equal(3, (await _server.LettersAsync(3)).Count);
    }

    private static async Task<string> SayAsGuestAsync(HttpClient guest, string email, string text, bool wantsMail = true)
    {
        using var answer = await guest.SendJsonAsync(
            HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments",
            $$"""{"text":"{{text}}","name":"Mina Falk","email":"{{email}}","notify":{{(wantsMail ? "true" : "false")}}}""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }

    // As a mail program does it: no cookie, nothing of where it comes from.
    private async Task<HttpResponseMessage> OneClickAsync(string door)
    {
        using var program = App.Browser();
        return await program.PostAsync(door, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
    }

    private static async Task ChooseAsync(Person person, MailChoice mail, MailChoice stories)
    {
        using var answer = await person.Browser.SubmitAsync("/account/mail", ("mail", mail.ToString()), ("story-mail", stories.ToString()));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private async Task FollowAsync(Person person, MailChoice? mail)
    {
        using var answer = await person.Browser.SendJsonAsync(HttpMethod.Put, "/api/v1/sites/times/stories/bridge/follow", "");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await using var db = App.Open();
        _ = await db.Follows.ExecuteUpdateAsync(f => f.SetProperty(x => x.Mail, mail));
    }
}

public sealed class NewsMailOnSqliteTests() : NewsMailTests(onPostgres: false);

public sealed class NewsMailOnPostgresTests() : NewsMailTests(onPostgres: true);
