using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Storage.Checks;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class RestrictTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Api = "/api/v1/sites/times/stories/bridge";

    public sealed class OnSqlite() : RestrictTests(false);

    public sealed class OnPostgres() : RestrictTests(true);

    [Fact]
    public async Task One_who_is_quieted_is_one_line_and_everybody_elses_bytes_are_as_they_were()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var insult = await ruth.Browser.SayAsync("An insult to somebody");
        var answer = await guest.SayAsync("An answer to the insult", insult);
        var other = await guest.SayAsync("Something else altogether");
        await VoteAsync(guest, insult, 1);
        var before = await ReadAsync();

        Assert.Equal(HttpStatusCode.SeeOther, await RestrictAsync(moderator, insult, "quieted", 72));

        var during = await ReadAsync();
        Assert.Contains("Shown collapsed until", ArticleOf(during.Page, insult), StringComparison.Ordinal);
        Assert.Contains("<details><summary", ArticleOf(during.Page, insult), StringComparison.Ordinal);
        Assert.Equal(ArticleOf(before.Page, answer), ArticleOf(during.Page, answer));
        Assert.Equal(ArticleOf(before.Page, other), ArticleOf(during.Page, other));
        // It is last among its siblings in Best, where it was first, and where it was in the order written.
        Assert.Equal([insult, other], before.Best);
        Assert.Equal([other, insult], during.Best);
        Assert.Equal(before.Oldest, during.Oldest);
        Assert.Equal(before.Count, during.Count);
        Assert.DoesNotContain("An insult to somebody", during.Feed, StringComparison.Ordinal);
        Assert.Contains("An answer to the insult", during.Feed, StringComparison.Ordinal);
        var json = (await App.Browser().DiscussionAsync("?order=oldest")).GetProperty("branches")[0];
        Assert.Equal(("quieted", "insult"), (json.GetProperty("state").GetString(), json.GetProperty("quieted").GetProperty("reason").GetString()));
        Assert.Contains("An insult to somebody", json.GetProperty("html").GetString(), StringComparison.Ordinal);
        // No shadow: they see what everybody sees, and so do moderators, and they are told besides.
        foreach (var browser in new[] { ruth.Browser, moderator.Browser, guest }) Assert.Equal(during.Page, WithoutVersion(await browser.GetStringAsync("/times/bridge")));
        Assert.Contains("Quieted until", (await MineAsync(ruth.Browser)).GetProperty("limited").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await MineAsync(guest)).GetProperty("limited").ValueKind);

        // It ends by itself, to the second and without anybody's work.
        App.Clock.Move(TimeSpan.FromHours(72));
        var after = await ReadAsync();
        Assert.Equal(before.Page, after.Page);
        Assert.Equal((before.Best.Count, before.Feed), (after.Best.Count, after.Feed));
        Assert.Empty((await Check.RunAsync(App.Database, App.Clock.GetUtcNow(), (_, _) => { }, TestContext.Current.CancellationToken)).All);
    }

    [Fact]
    public async Task A_page_of_many_branches_has_them_last_and_leaves_nobody_out()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var all = new List<string>();
        for (var i = 0; i < 130; i++) all.Add(await (i % 10 == 3 ? ruth.Browser : guest).SayAsync($"Number {i} of all of them"));
        var own = all.Where((_, i) => i % 10 == 3).ToList();
        Assert.Equal(HttpStatusCode.SeeOther, await RestrictAsync(moderator, own[0], "quieted", 24));

        var read = new List<string>();
        var next = "";
        while (next is not null)
        {
            var page = await App.Browser().DiscussionAsync("?order=best" + (next.Length == 0 ? "" : "&after=" + next));
            read.AddRange(page.GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal([.. all.Except(own), .. own], read);
        // A link to one of them still leads to a page that has it.
        Assert.Contains($"id=\"comment-{own[^1]}\"", await App.Browser().GetStringAsync($"/times/bridge?comment={own[^1]}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_told_at_once_in_the_page_and_by_mail_what_why_until_when_and_how_to_contest_it()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var insult = await ruth.Browser.SayAsync("An insult to somebody");
        Assert.Equal(HttpStatusCode.SeeOther, await RestrictAsync(moderator, insult, "slowed", 24, statement: "You called somebody a fool."));

        var link = (await MineAsync(ruth.Browser)).GetProperty("limited").GetProperty("url").GetString()!;
        var notice = WebUtility.HtmlDecode(await ruth.Browser.GetStringAsync(link));
        foreach (var part in new[] { "Slowed · The Times of Testing · until", "one top-level comment an hour", "An insult to somebody", "You called somebody a fool.", "Insult", "No program decided", "Free of charge, until" })
            Assert.Contains(part, notice, StringComparison.Ordinal);
        foreach (var stranger in new[] { App.Browser(), moderator.Browser })
        {
            using var answer = await stranger.GetAsync(link);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        await using var db = App.Open();
        var told = await db.Notifications.SingleAsync(n => n.Kind == NotificationKind.Step, TestContext.Current.CancellationToken);
        Assert.Equal(link, "/decisions/" + Id.Text(told.DecisionId!.Value));
        Assert.Contains("A decision about you", await ruth.Browser.GetStringAsync("/account/notifications"), StringComparison.Ordinal);
        using var opened = await ruth.Browser.GetAsync($"/account/notifications/{Id.Text(told.Id)}");
        Assert.Equal(link, opened.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Each_level_limits_what_it_says_and_nothing_else()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var own = await ruth.Browser.SayAsync("What was said to begin with");
        var stranger = await guest.SayAsync("Somebody who never spoke to Ruth");
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        var answer = await cem.Browser.SayAsync("Cem answers Ruth", own);
        App.Clock.Move(TimeSpan.FromHours(1));
        moderator = await App.AnotherBrowserOfAsync(moderator);

        // Slowed: a pace, and links wait.
        await RestrictAsync(moderator, own, "slowed", 24);
        App.Clock.Move(TimeSpan.FromMinutes(1));
        Assert.Equal((HttpStatusCode.Created, "published"), await SayAsync(ruth.Browser, "A first answer", stranger));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "at a pace of your own"), await SayAsync(ruth.Browser, "A second at once", stranger));
        App.Clock.Move(TimeSpan.FromMinutes(15));
        Assert.Equal((HttpStatusCode.Created, "held"), await SayAsync(ruth.Browser, "See https://example.org for that", stranger));
        await VoteAsync(ruth.Browser, stranger, 1);

        // Quieted: only who answered, no links, no votes; what was voted before may be taken back.
        await RestrictAsync(moderator, own, "quieted", 24);
        App.Clock.Move(TimeSpan.FromMinutes(16));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "only people who answered you"), await SayAsync(ruth.Browser, "To a stranger", stranger));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "text without links"), await SayAsync(ruth.Browser, "See https://example.org again", answer));
        Assert.Equal((HttpStatusCode.Created, "published"), await SayAsync(ruth.Browser, "To Cem, who answered", answer));
        using (var vote = await ruth.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{answer}/vote", """{"value":1}"""))
            Assert.Equal(HttpStatusCode.Forbidden, vote.StatusCode);
        await VoteAsync(ruth.Browser, stranger, 0);

        // Held: everything waits, five at most.
        await RestrictAsync(moderator, own, "held", 24);
        for (var i = 0; i < 4; i++) Assert.Equal((HttpStatusCode.Created, "held"), await SayAsync(ruth.Browser, $"Waiting number {i} of four", null));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "wait for a moderator already"), await SayAsync(ruth.Browser, "One more than may", null));

        // Suspended: nothing new; what is there stays, and others go on.
        await RestrictAsync(moderator, own, "suspended", 168);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "You may not write here until"), await SayAsync(ruth.Browser, "Nothing of this", null));
        Assert.Contains("What was said to begin with", await App.Browser().GetStringAsync("/times/bridge"), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Created, "published"), await SayAsync(guest, "Others go on as before", own));
        await using var db = App.Open();
        var ruths = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken);
        Assert.Contains("May not write here until", await App.Browser().GetStringAsync($"/times/commenters/{Id.Text(ruths.Id)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_holds_in_one_story_changes_nothing_in_another()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var own = await ruth.Browser.SayAsync("What was said to begin with");
        await RestrictAsync(moderator, own, "suspended", 168, where: "story");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SayAsync(ruth.Browser, "Not here", null)).Status);
        await using (var db = App.Open())
        {
            var story = await db.Stories.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
            _ = db.Stories.Add(new Core.Stories.Story { Id = Id.New(App.Clock.GetUtcNow()), SiteId = story.SiteId, Key = "harbour", Title = "A harbour", BodyHtml = "", PublishedAt = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var elsewhere = await ruth.Browser.SendJsonAsync(HttpMethod.Post, "/api/v1/sites/times/stories/harbour/comments", """{"text":"But here"}""");
        Assert.Equal(HttpStatusCode.Created, elsewhere.StatusCode);
    }

    [Fact]
    public async Task A_guest_is_limited_and_told_in_their_browser()
    {
        var (moderator, _, guest) = await GivenAsync();
        var own = await guest.SayAsync("An insult by a guest");
        await RestrictAsync(moderator, own, "suspended", 168);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SayAsync(guest, "Not now", null)).Status);
        var link = (await MineAsync(guest)).GetProperty("limited").GetProperty("url").GetString()!;
        Assert.Contains("An insult by a guest", await guest.GetStringAsync(link), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_lifted_is_as_if_it_had_not_been_and_nobody_lifts_their_own()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var insult = await ruth.Browser.SayAsync("An insult to somebody");
        _ = await guest.SayAsync("An answer to the insult", insult);
        var before = await ReadAsync();
        await RestrictAsync(moderator, insult, "quieted", 72);
        await using var db = App.Open();
        var restriction = await db.Restrictions.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        await App.GivenARoleAsync(ruth.Account, await db.Sites.SingleAsync(TestContext.Current.CancellationToken), RoleKind.Editor);
        using (var own = await ruth.Browser.SubmitAsync($"/admin/times/restrictions/{Id.Text(restriction.Id)}/lift")) Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);

        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (var lifted = await moderator.Browser.SubmitAsync($"/admin/times/restrictions/{Id.Text(restriction.Id)}/lift")) Assert.Equal(HttpStatusCode.SeeOther, lifted.StatusCode);
        using (var again = await moderator.Browser.SubmitAsync($"/admin/times/restrictions/{Id.Text(restriction.Id)}/lift")) Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);

        var after = await ReadAsync();
        Assert.Equal((before.Page, before.Feed), (after.Page, after.Feed));
        Assert.Equal([DecisionKind.Restrict, DecisionKind.Lift], await db.Decisions.OrderBy(d => d.Id).Select(d => d.Kind).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, await db.Notifications.CountAsync(n => n.Kind == NotificationKind.Step, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nobody_is_removed_by_one_person_alone()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var insult = await ruth.Browser.SayAsync("A threat to somebody");
        Assert.Equal(HttpStatusCode.SeeOther, await RestrictAsync(moderator, insult, "removed", 24, reason: "threat"));
        Assert.Equal(HttpStatusCode.Created, (await SayAsync(ruth.Browser, "Still here", null)).Status);
        await using var db = App.Open();
        Assert.Equal(0, await db.Notifications.CountAsync(n => n.Kind == NotificationKind.Step, TestContext.Current.CancellationToken));
        var id = Id.Text(await db.Restrictions.Select(r => r.Id).SingleAsync(TestContext.Current.CancellationToken));
        using (var alone = await moderator.Browser.SubmitAsync($"/admin/times/restrictions/{id}/sign")) Assert.Equal(HttpStatusCode.Forbidden, alone.StatusCode);

        var second = await App.GivenAPersonAsync("Nils Olsen");
        await App.GivenARoleAsync(second.Account, await db.Sites.SingleAsync(TestContext.Current.CancellationToken), RoleKind.Moderator);
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (var signed = await second.Browser.SubmitAsync($"/admin/times/restrictions/{id}/sign")) Assert.Equal(HttpStatusCode.SeeOther, signed.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SayAsync(ruth.Browser, "No longer", null)).Status);
        Assert.Equal(1, await db.Notifications.CountAsync(n => n.Kind == NotificationKind.Step, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Removing_somebody_and_signing_want_a_proof_of_minutes_ago()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var insult = await ruth.Browser.SayAsync("A threat to somebody");
        App.Clock.Move(TimeSpan.FromMinutes(20));
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{insult}/restrict", ("level", "removed"), ("hours", "24"), ("where", "site"), ("reason", "threat"), ("statement", "Facts"), ("known", ""));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        // The way to prove it, and nothing lost of what was typed.
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("href=\"/account/prove?return=%2Faccount\"", page, StringComparison.Ordinal);
        Assert.Contains(">Facts</textarea>", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"removed\" selected>", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Empty(await db.Restrictions.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nobody_restricts_whoever_has_their_role_or_a_higher_one()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var said = await ruth.Browser.SayAsync("What a colleague says");
        await using var db = App.Open();
        var site = await db.Sites.SingleAsync(TestContext.Current.CancellationToken);
        await App.GivenARoleAsync(ruth.Account, site, RoleKind.Moderator);
        using (var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{said}/restrict", ("level", "slowed"), ("hours", "24"), ("where", "site"), ("reason", "insult"), ("statement", ""), ("known", "")))
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Contains("They have your role here or a higher one.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Empty(await db.Restrictions.ToListAsync(TestContext.Current.CancellationToken));
        using var edda = await App.GivenAPersonAsync("Edda Mohr");
        await App.GivenARoleAsync(edda.Account, site, RoleKind.Editor);
        Assert.Equal(HttpStatusCode.SeeOther, await RestrictAsync(edda, said, "slowed", 24, known: ""));
        // And whoever is restricted reads so where they read of their standing.
        Assert.Contains("Slowed", await ruth.Browser.GetStringAsync("/account/standing/times"), StringComparison.Ordinal);
        Assert.Contains("What this means, and how to contest it", await ruth.Browser.GetStringAsync("/account/standing/times"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_decide_at_once_decide_once_and_the_second_is_asked_again()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var insult = await ruth.Browser.SayAsync("An insult to somebody");
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RestrictAsync(moderator, insult, "slowed", 24, known: "")));
        Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Conflict], both.Order());
    }

    [Theory]
    [InlineData("", "24", "site", "insult", "Facts")]
    [InlineData("slowed", "1", "site", "insult", "Facts")]
    [InlineData("slowed", "720", "site", "insult", "Facts")]
    [InlineData("slowed", "24", "world", "insult", "Facts")]
    [InlineData("slowed", "24", "site", "", "Facts")]
    [InlineData("suspended", "24", "site", "insult", "")]
    public async Task What_is_not_whole_decides_nothing(string level, string hours, string where, string reason, string statement)
    {
        var (moderator, ruth, _) = await GivenAsync();
        var insult = await ruth.Browser.SayAsync("An insult to somebody");
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{insult}/restrict", ("level", level), ("hours", hours), ("where", where), ("reason", reason), ("statement", statement), ("known", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        await using var db = App.Open();
        Assert.Empty(await db.Restrictions.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nobody_hears_by_notification_of_what_a_quieted_person_writes_and_of_a_slowed_one_only_who_answered_them()
    {
        var (moderator, ruth, _) = await GivenAsync();
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        using var ida = await App.GivenAPersonAsync("Ida Holm");
        var own = await ruth.Browser.SayAsync("What was said to begin with");
        var answered = await cem.Browser.SayAsync("Cem answers Ruth", own);
        var stranger = await ida.Browser.SayAsync("Ida never spoke to Ruth");
        App.Clock.Move(TimeSpan.FromHours(1));
        moderator = await App.AnotherBrowserOfAsync(moderator);
        await RestrictAsync(moderator, own, "slowed", 24);
        App.Clock.Move(TimeSpan.FromSeconds(1));
        _ = await SayAsync(ruth.Browser, "Ruth to Ida", stranger);
        App.Clock.Move(TimeSpan.FromMinutes(16));
        _ = await SayAsync(ruth.Browser, "Ruth to Cem", answered);
        await App.WorkIsDoneAsync();
        Assert.Equal(["Cem Demir"], await ToldAsync());

        await RestrictAsync(moderator, own, "quieted", 24);
        App.Clock.Move(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.Created, (await SayAsync(ruth.Browser, "Ruth to Cem again", answered)).Status);
        await App.WorkIsDoneAsync();
        Assert.Equal(["Cem Demir"], await ToldAsync());

        async Task<IReadOnlyList<string>> ToldAsync()
        {
            await using var db = App.Open();
            return await db.Notifications.Where(n => n.Kind == NotificationKind.Reply && db.Comments.Any(c => c.Id == n.CommentId && c.Name == "Ruth Amsel"))
                .Join(db.Commenters, n => n.CommenterId, c => c.Id, (_, c) => c.Name).ToListAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Where_a_site_lets_it_the_ladder_reminds_first_and_takes_a_step_a_day_later_and_comes_down_by_itself()
    {
        var (moderator, ruth, _) = await GivenAsync(takesSteps: true);
        // Among many that nobody minds.
        for (var i = 0; i < 30; i++) _ = await ruth.Browser.SayAsync(string.Join(' ', Enumerable.Range(0, 8).Select(n => $"{(i * 7919) + (n * 104_729):x}")));
        await RemoveAsync(moderator, await ruth.Browser.SayAsync("The first of some threats"), "threat");
        await RemoveAsync(moderator, await ruth.Browser.SayAsync("The second of some threats"), "threat");
        await App.WorkIsDoneAsync();
        Assert.Equal([DecisionKind.Remind], await StepsAsync());

        App.Clock.Move(TimeSpan.FromHours(25));
        moderator = await App.AnotherBrowserOfAsync(moderator);
        await RemoveAsync(moderator, await ruth.Browser.SayAsync("The third of some threats"), "threat");
        await App.WorkIsDoneAsync();
        Assert.Equal([DecisionKind.Remind, DecisionKind.Restrict], await StepsAsync());
        await using var db = App.Open();
        var restriction = await db.Restrictions.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((RestrictionLevel.Quieted, true), (restriction.Level, restriction.IsAutomatic));
        Assert.Equal(TimeSpan.FromHours(72), restriction.EndsAt - restriction.BeginsAt);
        var link = (await MineAsync(ruth.Browser)).GetProperty("limited").GetProperty("url").GetString()!;
        Assert.Contains("It follows automatically", await ruth.Browser.GetStringAsync(link), StringComparison.Ordinal);

        // Nothing new, nothing more; and it is over when it ends.
        App.Clock.Move(TimeSpan.FromHours(73));
        await App.WorkIsDoneAsync();
        Assert.Equal(2, (await StepsAsync()).Count);
        Assert.Equal(JsonValueKind.Null, (await MineAsync(ruth.Browser)).GetProperty("limited").ValueKind);

        async Task<List<DecisionKind>> StepsAsync()
        {
            await using var own = App.Open();
            return await own.Decisions.Where(d => d.ByAccountId == null).OrderBy(d => d.Id).Select(d => d.Kind).ToListAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Flags_of_three_readers_that_nobody_looks_at_count_half_after_six_hours_and_nothing_once_dismissed()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var said = await ruth.Browser.SayAsync("What three readers mind");
        Assert.True(Id.TryRead(said, out var comment));
        await using (var db = App.Open())
        {
            var row = await db.Comments.SingleAsync(c => c.Id == comment, TestContext.Current.CancellationToken);
            for (var i = 0; i < 3; i++)
            {
                var now = App.Clock.GetUtcNow();
                var reader = Commenter.Guest(Id.New(now), row.SiteId, [(byte)i, 9], now);
                reader.Name = $"Reader {i}";
                db.AddRange(reader, new Flag { Id = Id.New(now), SiteId = row.SiteId, CommentId = comment, CommenterId = reader.Id, Revision = 1, Reason = ReasonClass.Threat, At = now });
            }

            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("Points: 0 ", await PageAsync(moderator), StringComparison.Ordinal);
        App.Clock.Move(TimeSpan.FromHours(6));
        using var again = await App.AnotherBrowserOfAsync(moderator);
        Assert.Contains("Points: 1.5", await PageAsync(again), StringComparison.Ordinal);
        Assert.Contains("Proportionate next:", await PageAsync(again), StringComparison.Ordinal);
        using (await again.Browser.SubmitAsync($"/admin/times/comments/{said}/dismiss", ("until", "9999999999999"))) { }
        Assert.Contains("Points: 0", await PageAsync(again), StringComparison.Ordinal);

        async Task<string> PageAsync(Person person) => (await person.Browser.GetStringAsync($"/admin/times/comments/{said}")).Replace("</p>", " </p>", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_held_wrote_goes_back_to_them_after_three_days_and_is_held_against_nobody()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var first = await ruth.Browser.SayAsync("An insult to somebody");
        Assert.Equal(HttpStatusCode.SeeOther, await RestrictAsync(moderator, first, "held", 168));
        App.Clock.Move(TimeSpan.FromSeconds(1));
        var held = await ruth.Browser.SayAsync("What nobody comes to look at");
        Assert.True(Id.TryRead(held, out var id));
        App.Clock.Move(Limits.Returned);
        await App.UntilAsync(db => db.Decisions.AnyAsync(d => d.CommentId == id && d.Kind == DecisionKind.Return));
        await using var after = App.Open();
        Assert.Equal(Core.Comments.CommentState.Refused, (await after.Comments.SingleAsync(c => c.Id == id, TestContext.Current.CancellationToken)).State);
        var decision = await after.Decisions.SingleAsync(d => d.Kind == DecisionKind.Return, TestContext.Current.CancellationToken);
        var told = await ruth.Browser.GetStringAsync($"/decisions/{Id.Text(decision.Id)}");
        Assert.Contains("Nobody could look at your comment within three days", told, StringComparison.Ordinal);
        Assert.Contains("What nobody comes to look at", told, StringComparison.Ordinal);
        Assert.Contains("What nobody comes to look at", await ruth.Browser.GetStringAsync($"/comments/{held}/posted"), StringComparison.Ordinal);
        using var again = await App.AnotherBrowserOfAsync(moderator);
        Assert.Contains("Points: 0", await again.Browser.GetStringAsync($"/admin/times/comments/{first}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_site_does_not_the_ladder_only_proposes()
    {
        var (moderator, ruth, _) = await GivenAsync();
        var threat = await ruth.Browser.SayAsync("The first of some threats");
        await RemoveAsync(moderator, threat, "threat");
        await App.WorkIsDoneAsync();
        await using var db = App.Open();
        Assert.DoesNotContain(DecisionKind.Remind, await db.Decisions.Select(d => d.Kind).ToListAsync(TestContext.Current.CancellationToken));
        var page = await moderator.Browser.GetStringAsync($"/admin/times/comments/{threat}");
        Assert.Contains("Proportionate next:", page, StringComparison.Ordinal);
        Assert.Contains("a reminder", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_has_every_decision_and_is_searched_by_person_moderator_and_kind()
    {
        var (moderator, ruth, guest) = await GivenAsync();
        var own = await ruth.Browser.SayAsync("What was said to begin with");
        await RestrictAsync(moderator, own, "slowed", 24, statement: "The facts of Ruth");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        await RemoveAsync(moderator, await guest.SayAsync("A guest's advertisement"), "spam");

        var all = await moderator.Browser.GetStringAsync("/admin/times/decisions");
        Assert.Contains("The facts of Ruth", all, StringComparison.Ordinal);
        Assert.Contains("Advertising or repetition", all, StringComparison.Ordinal);
        Assert.Contains("The facts of Ruth", await moderator.Browser.GetStringAsync("/admin/times/decisions?q=amsel"), StringComparison.Ordinal);
        Assert.Contains("The facts of Ruth", await moderator.Browser.GetStringAsync("/admin/times/decisions?q=mona"), StringComparison.Ordinal);
        Assert.DoesNotContain("The facts of Ruth", await moderator.Browser.GetStringAsync("/admin/times/decisions?kind=remove"), StringComparison.Ordinal);
        Assert.Contains("Nothing was decided.", await moderator.Browser.GetStringAsync("/admin/times/decisions?q=nobody+at+all"), StringComparison.Ordinal);
    }

    private async Task<(Person Moderator, Person Ruth, HttpClient Guest)> GivenAsync(bool takesSteps = false)
    {
        var (site, _) = await App.GivenAStoryAsync(change: (s, _) => s.TakesSteps = takesSteps);
        var moderator = await App.GivenAPersonAsync("Mona Diaz");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        return (moderator, await App.GivenAPersonAsync(), App.Browser());
    }

    private async Task<HttpStatusCode> RestrictAsync(
        Person moderator, string id, string level, int hours, string where = "site", string reason = "insult", string statement = "Facts", string? known = null)
    {
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{id}/restrict", ("level", level), ("hours", hours.ToString(CultureInfo.InvariantCulture)), ("where", where), ("reason", reason),
            ("statement", statement), ("known", known ?? await KnownAsync(id)));
        return answer.StatusCode;
    }

    private async Task<string> KnownAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return await Parley.Moderation.LadderHistories.LastAsync(db, await db.Comments.Where(c => c.Id == comment).Select(c => c.CommenterId).SingleAsync(), default);
    }

    private async Task RemoveAsync(Person moderator, string id, string reason)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{id}/remove", ("reason", reason),
            ("seen", Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == comment)).ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private static async Task<(HttpStatusCode Status, string Said)> SayAsync(HttpClient browser, string text, string? parent)
    {
        using var answer = await browser.SendJsonAsync(
            HttpMethod.Post, Api + "/comments", JsonSerializer.Serialize(new { text, parentId = parent, name = "Guest" }));
        var json = await answer.JsonAsync();
        if (answer.StatusCode == HttpStatusCode.Created) return (answer.StatusCode, json.GetProperty("state").GetString()!);

        var detail = json.GetProperty("detail").GetString()!;
        string[] known = ["at a pace of your own", "only people who answered you", "text without links", "wait for a moderator already", "You may not write here until"];
        return (answer.StatusCode, Array.Find(known, k => detail.Contains(k, StringComparison.Ordinal)) ?? detail);
    }

    private static async Task<JsonElement> MineAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync(Api + "/mine?lang=en");
        return (await answer.JsonAsync()).Clone();
    }

    private static async Task VoteAsync(HttpClient browser, string id, int value)
    {
        using var answer = await browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", $$"""{"value":{{value}}}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<(string Page, List<string> Best, List<string> Oldest, int Count, string Feed)> ReadAsync()
    {
        var (best, oldest) = (await App.Browser().DiscussionAsync("?order=best"), await App.Browser().DiscussionAsync("?order=oldest"));
        return (WithoutVersion(await App.Browser().GetStringAsync("/times/bridge")), IdsOf(best), IdsOf(oldest), best.GetProperty("count").GetInt32(), await App.Browser().GetStringAsync("/times/bridge/feed.atom"));

        static List<string> IdsOf(JsonElement discussion) => [.. discussion.GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("id").GetString()!)];
    }

    // How often it was changed is no word of anybody's.
    private static string WithoutVersion(string page)
    {
        var at = page.IndexOf("data-at=\"", StringComparison.Ordinal);
        return page.Remove(at, page.IndexOf('"', at + 9) - at);
    }

    private static string ArticleOf(string page, string id)
    {
        var start = page.IndexOf($"<li id=\"comment-{id}\"", StringComparison.Ordinal);
        return page[start..page.IndexOf("</article>", start, StringComparison.Ordinal)];
    }
}
