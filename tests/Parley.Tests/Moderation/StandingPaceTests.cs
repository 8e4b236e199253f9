using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Notifications;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

/// <summary>How often somebody writes on a site that paces by standing, and whom they call.</summary>
public abstract class StandingPaceTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : StandingPaceTests(false);

    public sealed class OnPostgres() : StandingPaceTests(true);

    [Fact]
    public async Task A_newcomer_waits_two_minutes_and_begins_one_conversation_beneath_a_story_and_keeps_the_text()
    {
        await GivenAPacedSiteAsync();
        using var guest = App.Browser();
        var first = await guest.SayAsync("The first");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync(guest, "At once", first));
        App.Clock.Move(TimeSpan.FromMinutes(2));
        using (var form = await guest.SubmitAsync("/times/bridge/comments", ("text", "My careful words"), ("name", "Cem D."), ("act", "post")))
        {
            var page = await form.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, form.StatusCode);
            Assert.Contains("begins one conversation beneath a story", page, StringComparison.Ordinal);
            Assert.Contains("My careful words", page, StringComparison.Ordinal);
        }

        _ = await guest.SayAsync("An answer", first);
        // What is there may be mended at any time.
        using var changed = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{first}", """{"text":"The first, mended"}""");
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Contains("Whoever is new begins one conversation", await App.Browser().GetStringAsync("/rules/times"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sent_at_once_beneath_two_stories_are_one_within_the_pace()
    {
        await GivenAPacedSiteAsync();
        await using (var db = App.Open())
        {
            var site = await db.Sites.SingleAsync(TestContext.Current.CancellationToken);
            for (var i = 0; i < 4; i++)
                _ = db.Stories.Add(new Core.Stories.Story { Id = Core.Id.New(App.Clock.GetUtcNow()), SiteId = site.Id, Key = $"story-{i}", Title = "Another", PublishedAt = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var guest = App.Browser();
        _ = await guest.SayAsync("The first");
        App.Clock.Move(TimeSpan.FromHours(1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => guest.SubmitAsync($"/times/story-{i}/comments", ("text", $"Said beneath story {i}"), ("name", "Cem D."), ("act", "post"))));
        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.SeeOther));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Whoever_has_stayed_and_was_answered_writes_as_a_member_and_whoever_wears_a_badge_as_they_like()
    {
        await GivenAPacedSiteAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        await BecomeAMemberAsync(ruth);
        for (var i = 0; i < 10; i++) _ = await ruth.Browser.SayAsync($"A {i}. conversation that is begun");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await TryAsync(ruth.Browser, "The eleventh within an hour", null));
        App.Clock.Move(TimeSpan.FromHours(1));
        _ = await ruth.Browser.SayAsync("The eleventh, an hour later");

        using var author = await App.GivenAPersonAsync("Anna Author");
        _ = await author.Browser.SayAsync("I wrote this");
        await using var db = App.Open();
        _ = await db.Commenters.Where(c => c.AccountId == author.Account.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.Badge, Badge.Author), TestContext.Current.CancellationToken);
        for (var i = 0; i < 12; i++) _ = await author.Browser.SayAsync($"And a {i}. thing that I have to say");
    }

    [Fact]
    public async Task Two_of_those_whom_a_newcomer_calls_are_told_and_three_of_a_members()
    {
        await GivenAPacedSiteAsync();
        var names = new[] { "Ada One", "Ben Two", "Cora Three", "Dan Four" };
        foreach (var name in names)
        {
            using var person = await App.GivenAPersonAsync(name, name.Replace(' ', '.') + "@readers.example");
            _ = await person.Browser.SayAsync($"{name} is here");
        }

        using var guest = App.Browser();
        _ = await guest.SayAsync(string.Join(' ', names.Select(n => "@" + n + ",")));
        await App.WorkIsDoneAsync();
        Assert.Equal(2, await CalledAsync());
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        await BecomeAMemberAsync(ruth);
        _ = await ruth.Browser.SayAsync(string.Join(' ', names.Select(n => "@" + n + ";")));
        await App.WorkIsDoneAsync();
        Assert.Equal(5, await CalledAsync());
    }

    private async Task<int> CalledAsync()
    {
        await using var db = App.Open();
        return await db.Notifications.CountAsync(n => n.Kind == NotificationKind.Mention, TestContext.Current.CancellationToken);
    }

    // Five comments, three people who answered, and three days.
    private async Task BecomeAMemberAsync(Person person)
    {
        var first = await person.Browser.SayAsync("Where I begin");
        for (var i = 0; i < 4; i++)
        {
            App.Clock.Move(TimeSpan.FromMinutes(3));
            _ = await person.Browser.SayAsync($"More of what I have to say, {i}", first);
        }

        foreach (var name in (string[])["Xaver", "Yara", "Zoe"])
        {
            using var other = await App.GivenAPersonAsync(name, name + "@readers.example");
            _ = await other.Browser.SayAsync($"{name} answers", first);
        }

        App.Clock.Move(TimeSpan.FromDays(4));
    }

    private static async Task<HttpStatusCode> TryAsync(HttpClient browser, string text, string? parent)
    {
        using var answer = await browser.PostCommentAsync(text, parent, "Cem D.", story: "times/stories/bridge");
        return answer.StatusCode;
    }

    private Task GivenAPacedSiteAsync() => App.GivenAStoryAsync(change: (site, _) => site.PacesByStanding = true);
}
