using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Storage.Checks;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract partial class HeldCommentTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task What_waits_stands_in_the_queue_the_oldest_first_with_what_it_answers_and_who_wrote_it()
    {
        var (moderator, guest, ruth) = await GivenAsync();
        var root = await ruth.Browser.SayAsync("What is answered");
        _ = await guest.SayAsync("The first that waits", root);
        App.Clock.Move(TimeSpan.FromMinutes(1));
        _ = await guest.SayAsync("The second that waits", name: "<b>Other</b>");

        var page = await moderator.Browser.GetStringAsync("/admin/times/held");
        Assert.InRange(page.IndexOf("The second that waits", StringComparison.Ordinal), page.IndexOf("The first that waits", StringComparison.Ordinal), int.MaxValue);
        Assert.Contains("What is answered", page, StringComparison.Ordinal);
        Assert.Contains("guest", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Other", page, StringComparison.Ordinal);
        Assert.Contains("2", await moderator.Browser.GetStringAsync("/admin/times"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_published_has_its_place_and_is_counted_and_those_who_wait_for_answers_hear_of_it()
    {
        var (moderator, guest, ruth) = await GivenAsync();
        var root = await ruth.Browser.SayAsync("Root");
        var held = await guest.SayAsync("Waiting", root);
        var later = await ruth.Browser.SayAsync("Later");
        var version = (await guest.DiscussionAsync()).GetProperty("version").GetInt64();

        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(moderator, held, "publish"));

        var discussion = await guest.DiscussionAsync("?order=oldest");
        Assert.Equal(3, discussion.GetProperty("count").GetInt32());
        Assert.Equal(version + 1, discussion.GetProperty("version").GetInt64());
        Assert.Equal(held, discussion.GetProperty("branches")[0].GetProperty("replies")[0].GetProperty("id").GetString());
        Assert.Equal(later, discussion.GetProperty("branches")[1].GetProperty("id").GetString());
        await using var db = App.Open();
        var comment = await FindAsync(held);
        Assert.Equal((2, CommentState.Published), (comment.Number, comment.State));
        await App.UntilAsync(d => d.Notifications.AnyAsync(n => n.CommentId == comment.Id && n.Kind == NotificationKind.Reply));
        var decision = await db.Decisions.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((DecisionKind.Publish, null, moderator.Account.Id), (decision.Kind, decision.Reason, decision.ByAccountId));
        Assert.Empty((await CheckAsync()).All);
    }

    [Fact]
    public async Task What_is_refused_never_has_a_place_and_its_writer_is_told_why_and_nobody_else_anything()
    {
        var (moderator, guest, ruth) = await GivenAsync();
        var root = await ruth.Browser.SayAsync("Root");
        var held = await guest.SayAsync("Waiting", root);
        var before = await EverythingAsync(ruth.Browser);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await DecideAsync(moderator, held, "remove"));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(moderator, held, "remove", "insult"));

        Assert.Equal(before, await EverythingAsync(ruth.Browser));
        var told = await guest.GetStringAsync($"/comments/{held}/posted");
        Assert.Contains("Removed by a moderator.", told, StringComparison.Ordinal);
        Assert.Contains("Insult", told, StringComparison.Ordinal);
        using var others = await ruth.Browser.GetAsync($"/comments/{held}");
        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        using var vote = await ruth.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{held}/vote", """{"value":1}""");
        using var reply = await ruth.Browser.PostCommentAsync("Answer", held);
        using var edit = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{held}", """{"text":"Nicer"}""");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity, HttpStatusCode.NotFound), (vote.StatusCode, reply.StatusCode, edit.StatusCode));
        Assert.Empty((await CheckAsync()).All);

        // Whoever thinks better of it publishes it after all.
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(moderator, held, "publish", from: "refused"));
        Assert.Equal(2, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
        Assert.Empty((await CheckAsync()).All);
    }

    [Fact]
    public async Task Somebody_with_an_account_is_told_of_the_decision()
    {
        var (moderator, guest, ruth) = await GivenAsync();
        var held = await guest.SayAsync("Waiting");
        await using var db = App.Open();
        // As if the guest had signed in meanwhile and claimed it.
        _ = await ruth.Browser.SayAsync("Hello");
        var commenter = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken);
        Assert.True(Id.TryRead(held, out var id));
        _ = await db.Comments.Where(c => c.Id == id).ExecuteUpdateAsync(c => c.SetProperty(x => x.CommenterId, commenter.Id), TestContext.Current.CancellationToken);

        _ = await DecideAsync(moderator, held, "remove", "spam");

        var told = await db.Notifications.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((commenter.Id, id, NotificationKind.Decision, null), (told.CommenterId, told.CommentId, told.Kind, told.ReadAt));
        await App.UntilAsync(d => d.Letters.AnyAsync(l => l.AccountId == ruth.Account.Id));
    }

    [Fact]
    public async Task Of_two_moderators_who_decide_at_once_one_does_and_the_other_is_told()
    {
        var (moderator, guest, _) = await GivenAsync();
        using var second = await App.GivenAPersonAsync("Second Moderator");
        await App.GivenARoleAsync(second.Account, await SiteAsync(), RoleKind.Moderator);
        var held = new List<string>();
        for (var i = 0; i < 6; i++) held.Add(await guest.SayAsync($"Waiting {i}"));

        foreach (var id in held)
        {
            var seen = await SeenAsync(id);
            var both = await Task.WhenAll(
                moderator.Browser.SubmitAsync($"/admin/times/held/{id}", ("act", "publish"), ("seen", seen), ("from", "held")),
                second.Browser.SubmitAsync($"/admin/times/held/{id}", ("act", "remove"), ("reason", "spam"), ("seen", seen), ("from", "held")));
            Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Conflict], both.Select(b => b.StatusCode).Order());
            var loser = await both.Single(b => b.StatusCode == HttpStatusCode.Conflict).Content.ReadAsStringAsync();
            Assert.Matches("has (published it already|decided already)", loser);
            foreach (var answer in both) answer.Dispose();
        }

        Assert.Empty((await CheckAsync()).All);
    }

    [Fact]
    public async Task A_decision_is_about_the_text_that_was_looked_at()
    {
        var (moderator, guest, _) = await GivenAsync();
        var held = await guest.SayAsync("Harmless");
        var seen = await SeenAsync(held);
        App.Clock.Move(TimeSpan.FromMinutes(1));
        using var edit = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{held}", """{"text":"Harmful"}""");
        Assert.Equal(HttpStatusCode.NoContent, edit.StatusCode);

        using var stale = await moderator.Browser.SubmitAsync($"/admin/times/held/{held}", ("act", "publish"), ("seen", seen), ("from", "held"));

        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains("Harmful", await stale.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Only_who_moderates_this_site_sees_and_decides_and_only_what_waits_here()
    {
        var (moderator, guest, ruth) = await GivenAsync();
        var (post, _) = await App.GivenAStoryAsync("post", "harbour", (site, _) => site.Guests = GuestRule.Held);
        using var stranger = await App.GivenAPersonAsync("Moderator Elsewhere", "elsewhere@readers.example");
        await App.GivenARoleAsync(stranger.Account, post, RoleKind.Owner);
        var held = await guest.SayAsync("Waiting here");
        var open = await ruth.Browser.SayAsync("Never waited");
        using var posted = await guest.PostCommentAsync("Waiting there", story: "post/stories/harbour");
        var there = (await posted.JsonAsync()).GetProperty("id").GetString()!;

        foreach (var person in new[] { stranger, ruth })
        {
            Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(person, held, "publish"));
            using var queue = await person.Browser.GetAsync("/admin/times/held");
            Assert.Equal(HttpStatusCode.NotFound, queue.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(moderator, there, "publish"));
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(moderator, open, "remove", "spam"));
        Assert.DoesNotContain("Waiting there", await moderator.Browser.GetStringAsync($"/admin/times/held?comment={there}&decided={there}"), StringComparison.Ordinal);
        Assert.Equal((CommentState.Held, CommentState.Held, CommentState.Published), ((await FindAsync(held)).State, (await FindAsync(there)).State, (await FindAsync(open)).State));
    }

    [Fact]
    public async Task After_whatever_writers_and_moderators_do_all_is_well()
    {
        var (moderator, _, ruth) = await GivenAsync();
        var people = new[] { App.Browser(), App.Browser(), ruth.Browser };
        var mine = people.Select(_ => new List<string>()).ToList();
        var all = new List<string>();
        foreach (var number in Gen.Sample(Gen.Choose(0, 1_000_000).ListOf(200), 1, 1)[0])
        {
            var (who, what, which) = (number % 3, number / 3 % 12, number / 36);
            if (what < 5 || all.Count == 0)
            {
                using var answer = await people[who].PostCommentAsync($"Number {all.Count}", all.Count == 0 || what < 3 ? null : all[which % all.Count], key: $"key-{number}-{all.Count}");
                if (answer.StatusCode != HttpStatusCode.Created) continue;

                all.Add((await answer.JsonAsync()).GetProperty("id").GetString()!);
                mine[who].Add(all[^1]);
            }
            else if (what < 6 && mine[who].Count > 0)
            {
                using var answer = await people[who].SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{mine[who][which % mine[who].Count]}", "{}");
            }
            else
            {
                _ = await DecideAsync(moderator, all[which % all.Count], what % 3 == 0 ? "remove" : "publish", "other", what is 7 or 11 ? "refused" : "held");
            }
        }

        Assert.Empty((await CheckAsync()).All);
        await using var db = App.Open();
        // It would prove nothing if nothing had happened.
        var published = await db.Decisions.CountAsync(d => d.Kind == DecisionKind.Publish, TestContext.Current.CancellationToken);
        Assert.True(published > 2, $"Of {all.Count} comments {published} were published.");
        foreach (var person in people) person.Dispose();
    }

    [Fact]
    public async Task An_answer_to_what_was_deleted_meanwhile_brings_the_tombstone_back()
    {
        var (moderator, guest, ruth) = await GivenAsync();
        var root = await ruth.Browser.SayAsync("Root");
        var middle = await ruth.Browser.SayAsync("Middle", root);
        var held = await guest.SayAsync("Waiting", middle);
        foreach (var id in (string[])[middle, root])
        {
            using var deleted = await ruth.Browser.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{id}", "{}");
        }

        Assert.Equal(0, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
        _ = await DecideAsync(moderator, held, "publish");

        var discussion = await guest.DiscussionAsync();
        Assert.Equal(3, discussion.GetProperty("count").GetInt32());
        Assert.Equal(held, discussion.GetProperty("branches")[0].GetProperty("replies")[0].GetProperty("replies")[0].GetProperty("id").GetString());
        Assert.Empty((await CheckAsync()).All);
    }

    private async Task<(Person Moderator, HttpClient Guest, Person Ruth)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        var moderator = await App.GivenAPersonAsync("Mo D. Erat", "mo@readers.example");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        return (moderator, App.Browser(), await App.GivenAPersonAsync());
    }

    private async Task<HttpStatusCode> DecideAsync(Person person, string id, string act, string reason = "", string from = "held")
    {
        using var answer = await person.Browser.SubmitAsync(
            $"/admin/times/held/{id}", ("act", act), ("reason", reason), ("from", from), ("seen", await SeenAsync(id)));
        return answer.StatusCode;
    }

    private async Task<string> SeenAsync(string id)
    {
        var comment = await FindAsync(id);
        return (comment.EditedAt ?? comment.At).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    }

    private async Task<Comment> FindAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var commentId));
        await using var db = App.Open();
        return await db.Comments.AsNoTracking().SingleAsync(c => c.Id == commentId);
    }

    private async Task<Site> SiteAsync()
    {
        await using var db = App.Open();
        return await db.Sites.AsNoTracking().SingleAsync(s => s.Key == "times");
    }

    private static async Task<string> EverythingAsync(HttpClient browser)
    {
        var said = new List<string>();
        foreach (var path in new[] { "/", "/times/bridge", "/times/bridge/feed.atom", "/api/v1/sites/times/stories/bridge/discussion", "/api/v1/sites/times/counts?story=bridge" })
            said.Add(FeedTime().Replace(await browser.GetStringAsync(path), ""));
        return string.Join('\n', said);
    }

    private Task<Findings> CheckAsync() => Parley.Storage.Checks.Check.RunAsync(App.Database, App.Clock.GetUtcNow(), (_, _) => { }, default);

    [GeneratedRegex("<updated>[^<]*</updated>", RegexOptions.NonBacktracking)]
    private static partial Regex FeedTime();
}

public sealed class HeldCommentOnSqliteTests() : HeldCommentTests(false);

public sealed class HeldCommentOnPostgresTests() : HeldCommentTests(true);
