using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class FlagTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : FlagTests(false);

    public sealed class OnPostgres() : FlagTests(true);

    [Fact]
    public async Task A_flag_asks_a_moderator_to_look_and_changes_nothing_that_anybody_reads()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("An insult to somebody");
        var before = await App.Browser().DiscussionAsync();
        Assert.Equal(HttpStatusCode.OK, await FlagAsync(guest, comment, "insult", "Look at the second word"));
        Assert.Equal(before.ToString(), (await App.Browser().DiscussionAsync()).ToString());

        var list = await moderator.Browser.GetStringAsync("/admin/times/flagged");
        Assert.Contains("An insult to somebody", list, StringComparison.Ordinal);
        Assert.Contains("1 flag", list, StringComparison.Ordinal);
        var page = await moderator.Browser.GetStringAsync($"/admin/times/comments/{comment}");
        Assert.Contains("Look at the second word", page, StringComparison.Ordinal);
        Assert.Contains("Weight: 0.5", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_script_it_is_two_presses_and_can_be_taken_back()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("An insult to somebody");
        Assert.Contains($"href=\"/comments/{comment}/flag\"", await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
        Assert.Contains("value=\"insult\"", await guest.GetStringAsync($"/comments/{comment}/flag"), StringComparison.Ordinal);
        using (var sent = await guest.SubmitAsync($"/comments/{comment}/flag", ("reason", "insult"))) Assert.Equal($"/comments/{comment}/flag", sent.Headers.Location!.OriginalString);
        Assert.Contains("A moderator has yet to look at it.", await guest.GetStringAsync($"/comments/{comment}/flag"), StringComparison.Ordinal);
        // Nobody else is told.
        Assert.DoesNotContain("You flagged", await App.Browser().GetStringAsync($"/comments/{comment}/flag"), StringComparison.Ordinal);

        using (var back = await guest.SubmitAsync($"/comments/{comment}/flag", ("reason", "none"))) Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Contains("Nothing waits.", await moderator.Browser.GetStringAsync("/admin/times/flagged"), StringComparison.Ordinal);
        using (var none = await guest.SubmitAsync($"/comments/{comment}/flag", ("reason", ""))) Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        using (var illegal = await guest.SubmitAsync($"/comments/{comment}/flag", ("reason", "illegal"))) Assert.Equal(HttpStatusCode.UnprocessableEntity, illegal.StatusCode);
    }

    [Fact]
    public async Task Nobody_flags_twice_or_what_is_their_own()
    {
        var (_, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("An insult to somebody");
        Assert.Equal(HttpStatusCode.Forbidden, await FlagAsync(ruth.Browser, comment, "insult"));
        Assert.Equal(HttpStatusCode.OK, await FlagAsync(guest, comment, "insult"));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FlagAsync(guest, comment, "spam"))), s => Assert.Equal(HttpStatusCode.OK, s));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await FlagAsync(guest, comment, "2"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await FlagAsync(guest, comment, "spam", new string('x', Flag.MaximumNote + 1)));
        await using var db = App.Open();
        Assert.Equal(ReasonClass.Spam, (await db.Flags.SingleAsync(TestContext.Current.CancellationToken)).Reason);
    }

    [Fact]
    public async Task Whoever_flagged_is_told_what_became_of_it()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        var comment = await ruth.Browser.SayAsync("An insult to somebody");
        _ = await FlagAsync(cem.Browser, comment, "insult");
        _ = await FlagAsync(guest, comment, "insult");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (var removed = await moderator.Browser.SubmitAsync($"/admin/times/comments/{comment}/remove", ("reason", "insult"), ("seen", await SeenAsync(comment))))
            Assert.Equal(HttpStatusCode.SeeOther, removed.StatusCode);

        Assert.Contains("A moderator looked at what you flagged", await cem.Browser.GetStringAsync("/account/notifications"), StringComparison.Ordinal);
        foreach (var browser in new[] { cem.Browser, guest })
            Assert.Contains("A moderator looked at it and acted.", await browser.GetStringAsync($"/comments/{comment}/flag"), StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal(DecisionSource.Flag, (await db.Decisions.SingleAsync(TestContext.Current.CancellationToken)).Source);
        Assert.Equal(1, await db.Notifications.CountAsync(n => n.Kind == NotificationKind.Flag && n.MailDueAt == null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dismissed_flags_are_closed_weigh_less_the_next_time_and_come_again_only_for_another_text()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("Sharp and civil");
        _ = await FlagAsync(guest, comment, "insult");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, await DismissAsync(moderator, comment));
        Assert.Contains("Nothing waits.", await moderator.Browser.GetStringAsync("/admin/times/flagged"), StringComparison.Ordinal);
        Assert.Contains("A moderator looked at it; the comment stays.", await guest.GetStringAsync($"/comments/{comment}/flag"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await FlagAsync(guest, comment, "insult"));
        Assert.Contains("Nothing waits.", await moderator.Browser.GetStringAsync("/admin/times/flagged"), StringComparison.Ordinal);

        using (var edited = await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{comment}", """{"text":"Sharp and civil!"}""")) Assert.True(edited.IsSuccessStatusCode);
        var other = await ruth.Browser.SayAsync("Something else altogether");
        _ = await FlagAsync(guest, other, "insult");
        var page = await moderator.Browser.GetStringAsync($"/admin/times/comments/{other}");
        Assert.Contains("Weight: 0.3", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Contains(DecisionKind.Dismiss, await db.Decisions.Select(d => d.Kind).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_came_after_a_moderator_looked_stays_open()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("Sharp and civil");
        _ = await FlagAsync(guest, comment, "insult");
        var until = App.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        App.Clock.Move(TimeSpan.FromSeconds(5));
        _ = await FlagAsync(App.Browser(), comment, "spam");
        Assert.Equal(HttpStatusCode.SeeOther, await DismissAsync(moderator, comment, until));
        Assert.Contains("1 flag", await moderator.Browser.GetStringAsync("/admin/times/flagged"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_has_what_weighs_most_first()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        var (light, heavy) = (await ruth.Browser.SayAsync("Flagged by a guest alone"), await ruth.Browser.SayAsync("Flagged by an account as well"));
        _ = await FlagAsync(guest, light, "insult");
        _ = await FlagAsync(guest, heavy, "insult");
        _ = await FlagAsync(cem.Browser, heavy, "insult");
        var list = await moderator.Browser.GetStringAsync("/admin/times/flagged");
        Assert.True(list.IndexOf("Flagged by an account", StringComparison.Ordinal) < list.IndexOf("Flagged by a guest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_elsewhere_dismisses_and_nothing_that_is_gone_is_flagged()
    {
        var (_, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("Sharp and civil");
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        var omar = await App.GivenAPersonAsync("Omar Haddad");
        await App.GivenARoleAsync(omar.Account, post, RoleKind.Owner);
        _ = await FlagAsync(guest, comment, "insult");
        using (var elsewhere = await omar.Browser.SubmitAsync($"/admin/post/comments/{comment}/dismiss", ("until", "9999999999999"))) Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        using (var deleted = await ruth.Browser.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{comment}", "{}")) Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await FlagAsync(App.Browser(), comment, "insult"));
    }

    private async Task<(Person Moderator, Person Ruth, HttpClient Guest)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var moderator = await App.GivenAPersonAsync("Mona Diaz");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        return (moderator, await App.GivenAPersonAsync(), App.Browser());
    }

    private async Task<HttpStatusCode> DismissAsync(Person moderator, string id, long? until = null)
    {
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{id}/dismiss", ("until", (until ?? App.Clock.GetUtcNow().ToUnixTimeMilliseconds()).ToString(CultureInfo.InvariantCulture)));
        return answer.StatusCode;
    }

    private async Task<string> SeenAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == comment)).ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<HttpStatusCode> FlagAsync(HttpClient browser, string id, string reason, string note = "")
    {
        using var answer = await browser.SendJsonAsync(
            HttpMethod.Put, $"/api/v1/comments/{id}/flag", System.Text.Json.JsonSerializer.Serialize(new { reason, note }));
        return answer.StatusCode;
    }
}
