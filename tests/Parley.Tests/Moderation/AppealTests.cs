using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class AppealTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : AppealTests(false);

    public sealed class OnPostgres() : AppealTests(true);

    [Fact]
    public async Task A_restriction_is_contested_once_and_what_is_reversed_is_as_if_it_had_not_been()
    {
        var (mona, nils, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("Sharp and civil");
        _ = await guest.SayAsync("An answer to it", comment);
        var before = await StateAsync();
        await RestrictAsync(mona, comment, "quieted");
        var decision = await LastDecisionAsync();
        Assert.NotEqual(before, await StateAsync());

        Assert.Equal(HttpStatusCode.SeeOther, await AppealAsync(ruth.Browser, decision, "It was only sharp."));
        Assert.Equal(HttpStatusCode.SeeOther, await AppealAsync(ruth.Browser, decision, "And once more."));
        Assert.Contains("It was only sharp.", await ruth.Browser.GetStringAsync("/decisions/" + decision), StringComparison.Ordinal);
        await using var db = App.Open();
        var appeal = await db.Appeals.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);

        // Not by whom it is against, and not by whom it is about.
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(mona, appeal.Id, "reversed", "No."));
        Assert.Contains("Somebody who had no part", await mona.Browser.GetStringAsync("/admin/times/appeals"), StringComparison.Ordinal);
        await App.GivenARoleAsync(ruth.Account, await db.Sites.SingleAsync(TestContext.Current.CancellationToken), RoleKind.Moderator);
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(ruth, appeal.Id, "reversed", "Yes."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await DecideAsync(nils, appeal.Id, "reversed", ""));

        App.Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(nils, appeal.Id, "reversed", "Sharp, and no insult."));
        Assert.Equal(before, await StateAsync());
        var page = await ruth.Browser.GetStringAsync("/decisions/" + decision);
        Assert.Contains("The decision is taken back", page, StringComparison.Ordinal);
        Assert.Contains("Sharp, and no insult.", page, StringComparison.Ordinal);
        Assert.Equal(2, await db.Notifications.CountAsync(n => n.Kind == NotificationKind.Step, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(nils, appeal.Id, "upheld", "Once more."));
    }

    [Fact]
    public async Task A_removal_that_is_reversed_brings_the_words_back_and_takes_its_points()
    {
        var (mona, nils, ruth, _) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("Sharp and civil");
        var before = await StateAsync();
        await RemoveAsync(mona, comment);
        var decision = await LastDecisionAsync();
        // Its writer is led there from what became of it.
        Assert.Contains("/decisions/" + decision, await ruth.Browser.GetStringAsync($"/comments/{comment}/posted"), StringComparison.Ordinal);
        _ = await AppealAsync(ruth.Browser, decision, "It was civil.");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(nils, await AppealIdAsync(), "reversed", "It was."));

        Assert.Equal(before, await StateAsync());
        await using var db = App.Open();
        var ruths = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken);
        Assert.Empty((await Parley.Moderation.LadderHistories.OfAsync(db, ruths.Id, App.Clock.GetUtcNow(), default)).History.Events);
        Assert.Equal([DecisionKind.Remove, DecisionKind.Restore], await db.Decisions.OrderBy(d => d.Id).Select(d => d.Kind).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_comment_that_was_not_published_is_when_its_appeal_is_won_and_even_a_guest_may_appeal()
    {
        var (mona, nils, _, guest) = await GivenAsync(GuestRule.Held);
        var comment = await guest.SayAsync("Sharp and civil");
        using (var refused = await mona.Browser.SubmitAsync($"/admin/times/held/{comment}", ("act", "remove"), ("from", "held"), ("reason", "offtopic"), ("seen", await SeenAsync(comment))))
            Assert.Equal(HttpStatusCode.SeeOther, refused.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, await AppealAsync(guest, await LastDecisionAsync(), "It was on topic."));
        App.Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(nils, await AppealIdAsync(), "reversed", "It was."));
        Assert.Contains("Sharp and civil", await App.Browser().GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_milder_step_takes_the_place_of_one_that_was_too_hard()
    {
        var (mona, nils, ruth, _) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("Somewhat sharp");
        await RestrictAsync(mona, comment, "suspended");
        _ = await AppealAsync(ruth.Browser, await LastDecisionAsync(), "That is too hard.");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(nils, await AppealIdAsync(), "softened", "It is."));
        await using var db = App.Open();
        var holding = (await db.Restrictions.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken)).Where(r => r.HoldsAt(App.Clock.GetUtcNow())).ToList();
        Assert.Equal(RestrictionLevel.Held, Assert.Single(holding).Level);
    }

    [Fact]
    public async Task What_stands_is_answered_with_reasons()
    {
        var (mona, nils, ruth, _) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("An insult to somebody");
        await RestrictAsync(mona, comment, "slowed");
        var decision = await LastDecisionAsync();
        _ = await AppealAsync(ruth.Browser, decision, "No.");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        // Below the lowest there is nothing milder.
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(nils, await AppealIdAsync(), "softened", "A little."));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(nils, await AppealIdAsync(), "upheld", "You called her a fool."));
        var page = await ruth.Browser.GetStringAsync("/decisions/" + decision);
        Assert.Contains("The decision stands", page, StringComparison.Ordinal);
        Assert.Contains("You called her a fool.", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.True((await db.Restrictions.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).HoldsAt(App.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task It_can_be_contested_for_six_months_by_nobody_but_its_person()
    {
        var (mona, _, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("An insult to somebody");
        await RestrictAsync(mona, comment, "slowed");
        var decision = await LastDecisionAsync();
        Assert.Equal(HttpStatusCode.NotFound, await AppealAsync(guest, decision, "For her."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await AppealAsync(ruth.Browser, decision, "  "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await AppealAsync(ruth.Browser, decision, new string('x', Appeal.MaximumText + 1)));
        App.Clock.Move(TimeSpan.FromDays(185));
        ruth = await App.AnotherBrowserOfAsync(ruth);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await AppealAsync(ruth.Browser, decision, "Too late."));
    }

    [Fact]
    public async Task What_waits_for_a_second_person_is_told_nobody_and_cannot_be_contested_yet()
    {
        var (mona, _, ruth, _) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("A threat to somebody");
        await RestrictAsync(mona, comment, "removed");
        using var answer = await ruth.Browser.GetAsync("/decisions/" + await LastDecisionAsync());
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<(Person Mona, Person Nils, Person Ruth, HttpClient Guest)> GivenAsync(GuestRule guests = GuestRule.Open)
    {
        var (site, _) = await App.GivenAStoryAsync(change: (s, _) => s.Guests = guests);
        var (mona, nils) = (await App.GivenAPersonAsync("Mona Diaz"), await App.GivenAPersonAsync("Nils Olsen"));
        await App.GivenARoleAsync(mona.Account, site, RoleKind.Moderator);
        await App.GivenARoleAsync(nils.Account, site, RoleKind.Moderator);
        return (mona, nils, await App.GivenAPersonAsync(), App.Browser());
    }

    private async Task RestrictAsync(Person moderator, string id, string level)
    {
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{id}/restrict", ("level", level), ("hours", "168"), ("where", "site"), ("reason", "insult"), ("statement", "Facts"), ("known", ""));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private async Task RemoveAsync(Person moderator, string id)
    {
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using var answer = await moderator.Browser.SubmitAsync($"/admin/times/comments/{id}/remove", ("reason", "insult"), ("seen", await SeenAsync(id)));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private async Task<string> SeenAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == comment)).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<string> LastDecisionAsync()
    {
        await using var db = App.Open();
        return Id.Text(await db.Decisions.OrderByDescending(d => d.Id).Select(d => d.Id).FirstAsync());
    }

    private async Task<Guid> AppealIdAsync()
    {
        await using var db = App.Open();
        return await db.Appeals.Select(a => a.Id).SingleAsync();
    }

    private static async Task<HttpStatusCode> AppealAsync(HttpClient browser, string decision, string text)
    {
        using var answer = await browser.SubmitAsync($"/decisions/{decision}/appeal", ("text", text));
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> DecideAsync(Person moderator, Guid appeal, string outcome, string text)
    {
        using var answer = await moderator.Browser.SubmitAsync($"/admin/times/appeals/{Id.Text(appeal)}", ("outcome", outcome), ("answer", text));
        return answer.StatusCode;
    }

    // All that anybody reads, but for how often it was changed.
    private async Task<string> StateAsync()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse((await App.Browser().DiscussionAsync()).ToString())!;
        json["version"] = 0;
        await using var db = App.Open();
        return json.ToJsonString() + string.Join('\n', await db.Comments.OrderBy(c => c.Id).Select(c => $"{c.Id} {c.State} {c.Text} {c.Rank} {c.ReplyCount} {c.RemovedFor}").ToListAsync());
    }
}
