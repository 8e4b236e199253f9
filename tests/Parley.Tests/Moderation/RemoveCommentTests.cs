using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Storage.Checks;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class RemoveCommentTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : RemoveCommentTests(false);

    public sealed class OnPostgres() : RemoveCommentTests(true);

    [Fact]
    public async Task What_is_removed_leaves_its_reason_in_its_place_and_costs_nobody_else_a_word()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var root = await ruth.Browser.SayAsync("What was said to begin with");
        var insult = await ruth.Browser.SayAsync("An insult to somebody", root);
        var answer = await guest.SayAsync("An answer to the insult", insult);
        var below = await guest.SayAsync("And more below it", answer);
        await VoteAsync(guest, insult);
        var before = await App.Browser().DiscussionAsync("?order=oldest");

        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(moderator, insult, "remove", "insult"));

        var after = await App.Browser().DiscussionAsync("?order=oldest");
        Assert.Equal(before.GetProperty("count").GetInt32(), after.GetProperty("count").GetInt32());
        var removed = after.GetProperty("branches")[0].GetProperty("replies")[0];
        Assert.Equal((insult, "removed", "insult", ""), (removed.GetProperty("id").GetString(), removed.GetProperty("state").GetString(), removed.GetProperty("removedFor").GetString(), removed.GetProperty("html").GetString()));
        Assert.Equal(
            before.GetProperty("branches")[0].GetProperty("replies")[0].GetProperty("replies").ToString(),
            removed.GetProperty("replies").ToString());
        var page = await App.Browser().GetStringAsync("/times/bridge");
        Assert.Contains("Removed by a moderator: Insult", page, StringComparison.Ordinal);
        Assert.DoesNotContain("An insult to somebody", page, StringComparison.Ordinal);
        Assert.Contains("An answer to the insult", page, StringComparison.Ordinal);
        // One may still answer there, and the links below it lead where they led.
        _ = await guest.SayAsync("Even so", insult);
        using var link = await App.Browser().GetAsync($"/comments/{below}");
        Assert.Contains($"#comment-{below}", link.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Empty((await Check.RunAsync(App.Database, App.Clock.GetUtcNow(), (_, _) => { }, TestContext.Current.CancellationToken)).All);
    }

    [Fact]
    public async Task What_is_restored_is_as_if_nothing_had_been()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("Sharp and civil");
        _ = await guest.SayAsync("An answer to it", comment);
        await VoteAsync(guest, comment);
        var before = await StateAsync();

        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(moderator, comment, "remove", "other"));
        Assert.NotEqual(before, await StateAsync());
        App.Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(moderator, comment, "restore"));

        Assert.Equal(before, await StateAsync());
        await using var db = App.Open();
        var decisions = await db.Decisions.OrderBy(d => d.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(DecisionKind.Remove, ReasonClass.Other), (DecisionKind.Restore, (ReasonClass?)null)], decisions.Select(d => (d.Kind, d.Reason)));
        Assert.All(decisions, d => Assert.Equal((moderator.Account.Id, 1), (d.ByAccountId, d.Revision)));
    }

    [Fact]
    public async Task Its_writer_is_told_the_reason_and_the_office_keeps_who_decided_what()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("Buy my watches");
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(moderator, comment, "remove", "spam"));

        Assert.Contains("Advertising or repetition", await ruth.Browser.GetStringAsync($"/comments/{comment}/posted"), StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal(NotificationKind.Decision, (await db.Notifications.SingleAsync(TestContext.Current.CancellationToken)).Kind);
        var page = await moderator.Browser.GetStringAsync($"/admin/times/comments/{comment}");
        Assert.Contains("Buy my watches", page, StringComparison.Ordinal);
        Assert.Contains("Advertising or repetition", page, StringComparison.Ordinal);
        Assert.Contains("Mona Diaz", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_needs_a_reason_and_is_about_the_text_that_was_looked_at()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("As it was looked at");
        var seen = await SeenAsync(comment);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await DecideAsync(moderator, comment, "remove", ""));
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (var edited = await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{comment}", """{"text":"Something nicer"}"""))
            Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);

        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(moderator, comment, "remove", "insult", seen));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(moderator, comment, "remove", "insult"));
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(moderator, comment, "remove", "insult"));
        await using var db = App.Open();
        Assert.Single(await db.Decisions.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_who_remove_at_once_decide_once()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("An insult");
        var seen = await SeenAsync(comment);
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => DecideAsync(moderator, comment, "remove", "insult", seen)));
        Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Conflict], both.Order());
    }

    [Fact]
    public async Task The_newest_comments_are_listed_with_what_screening_marked()
    {
        var (moderator, _, guest) = await GivenAsync();
        for (var i = 0; i < 52; i++)
        {
            App.Clock.Move(TimeSpan.FromSeconds(1));
            _ = await guest.SayAsync($"Number {i}, so to say");
        }

        var page = await moderator.Browser.GetStringAsync("/admin/times/new");
        Assert.Contains("Number 51,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Number 1,", page, StringComparison.Ordinal);
        var next = page[(page.IndexOf("/admin/times/new?before=", StringComparison.Ordinal))..].Split('"')[0];
        var older = await moderator.Browser.GetStringAsync(next);
        Assert.Contains("Number 1,", older, StringComparison.Ordinal);
        Assert.DoesNotContain("Number 2,", older, StringComparison.Ordinal);
    }

    private async Task<(Person Moderator, Person Ruth, HttpClient Guest)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var moderator = await App.GivenAPersonAsync("Mona Diaz");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        return (moderator, await App.GivenAPersonAsync(), App.Browser());
    }

    private async Task<HttpStatusCode> DecideAsync(Person moderator, string id, string act, string reason = "", long? seen = null)
    {
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{id}/{act}", ("reason", reason),
            ("seen", (seen ?? await SeenAsync(id)).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return answer.StatusCode;
    }

    private async Task<long> SeenAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == comment));
    }

    private static async Task VoteAsync(HttpClient browser, string id)
    {
        using var answer = await browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", """{"value":1}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    // All that anybody reads, but for how often it was changed.
    private async Task<string> StateAsync()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse((await App.Browser().DiscussionAsync()).ToString())!;
        json["version"] = 0;
        await using var db = App.Open();
        return json.ToJsonString() + string.Join('\n', await db.Comments.OrderBy(c => c.Id).Select(c => $"{c.Id} {c.State} {c.Text} {c.Rank} {c.UpVotes} {c.ReplyCount} {c.BranchCount} {c.RemovedFor}").ToListAsync());
    }
}
