using System.Net;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public sealed class ClaimOnSqliteTests() : ClaimTests(onPostgres: false);

public sealed class ClaimOnPostgresTests() : ClaimTests(onPostgres: true);

public abstract class ClaimTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task What_this_browser_wrote_as_a_guest_is_offered_and_becomes_ones_own()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        var browser = await GivenAGuestPastAsync(ruth);
        Assert.Contains("This browser wrote 2 comments as a guest", await ruth.Browser.GetStringAsync("/account"), StringComparison.Ordinal);

        using var answer = await ClaimAsync(ruth);

        Assert.Equal("/account?saved=claim", answer.Headers.Location!.ToString());
        Assert.DoesNotContain("as a guest on", await ruth.Browser.GetStringAsync("/account"), StringComparison.Ordinal);
        Assert.Contains("2 comments", await ruth.Browser.GetStringAsync("/account"), StringComparison.Ordinal);
        var said = (await ruth.Browser.DiscussionAsync("?order=oldest")).GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("name").GetString());
        Assert.Equal(["Ruth as a guest", "Ruth as a guest"], said);
        await using var db = App.Open();
        var commenter = await db.Commenters.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            (CommenterKind.Account, ruth.Account.Id, null, "Ruth Amsel", null),
            (commenter.Kind, commenter.AccountId, commenter.BrowserHash, commenter.Name, commenter.Email));
        await AssertSoundAsync();

        // The browser alone owns nothing any more.
        using var signedOut = App.Browser();
        signedOut.DefaultRequestHeaders.Add("Cookie", browser);
        using var edit = await signedOut.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{Id.Text(await FirstCommentAsync())}", """{"text":"Mine?"}""");
        Assert.Equal(HttpStatusCode.Forbidden, edit.StatusCode);
        using var own = await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{Id.Text(await FirstCommentAsync())}", """{"text":"Mine."}""");
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
    }

    [Fact]
    public async Task A_claim_joins_what_the_account_did_there_before_and_drops_votes_on_ones_own_and_twice()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        var others = await cem.Browser.SayAsync("Somebody else's");
        var both = await cem.Browser.SayAsync("Both voted");
        var mine = await ruth.Browser.SayAsync("The account's");
        await VoteAsync(ruth.Browser, both, 1);
        var (browser, guests) = await GuestAsync(ruth, async guest =>
        {
            var id = await guest.SayAsync("The guest's", name: "Ruth as a guest");
            await VoteAsync(guest, others, 1);
            await VoteAsync(guest, both, -1);
            await VoteAsync(guest, mine, 1);
            return id;
        });
        await VoteAsync(ruth.Browser, guests, 1);
        await VoteAsync(cem.Browser, guests, -1);
        // Back to the guest's cookie beside the session.
        _ = browser;

        using (await ClaimAsync(ruth)) { }

        await using var db = App.Open();
        Assert.Equal((1, 0, 0, 0), await VotesAsync(others));
        Assert.Equal((1, 0, 0, 0), await VotesAsync(both));
        Assert.Equal((0, 0, 0, 0), await VotesAsync(mine));
        Assert.Equal((0, 1, 0, 0), await VotesAsync(guests));
        Assert.Equal(2, await db.Commenters.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, await db.Comments.CountAsync(c => db.Commenters.Any(w => w.Id == c.CommenterId && w.AccountId == ruth.Account.Id), TestContext.Current.CancellationToken));
        Assert.Equal(site.Id, (await db.Commenters.FirstAsync(TestContext.Current.CancellationToken)).SiteId);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Follows_notifications_and_mutes_come_along_once()
    {
        var (site, story) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        using var ada = await App.GivenAPersonAsync("Ada Falk");
        var own = await ruth.Browser.SayAsync("The account's");
        var (_, written) = await GuestAsync(ruth, guest => guest.SayAsync("The guest's", name: "Ruth as a guest"));
        var answer = await cem.Browser.SayAsync("An answer", written);
        var self = await ruth.Browser.SayAsync("To myself", written);
        var now = App.Clock.GetUtcNow();
        Guid guestId, ownId;
        await using (var db = App.Open())
        {
            guestId = (await db.Commenters.SingleAsync(c => c.BrowserHash != null, TestContext.Current.CancellationToken)).Id;
            ownId = (await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken)).Id;
            Notification Of(Guid whom, string comment, NotificationKind kind) => new()
            {
                Id = Id.New(now),
                CommenterId = whom,
                SiteId = site.Id,
                StoryId = story.Id,
                CommentId = Read(comment),
                Kind = kind,
                At = now,
            };
            db.AddRange(
                Of(guestId, answer, NotificationKind.Reply), Of(guestId, answer, NotificationKind.Story), Of(ownId, answer, NotificationKind.Story),
                Of(guestId, self, NotificationKind.Reply), Of(guestId, written, NotificationKind.Decision));
            db.AddRange(
                new Follow { CommenterId = guestId, StoryId = story.Id, IsFollowed = true, At = now },
                new Follow { CommenterId = ownId, StoryId = story.Id, IsFollowed = false, At = now },
                new Mute { AccountId = cem.Account.Id, CommenterId = guestId, At = now },
                new Mute { AccountId = ada.Account.Id, CommenterId = guestId, At = now },
                new Mute { AccountId = ada.Account.Id, CommenterId = ownId, At = now },
                new Mute { AccountId = ruth.Account.Id, CommenterId = guestId, At = now });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using (await ClaimAsync(ruth)) { }

        await using (var db = App.Open())
        {
            var told = await db.Notifications.ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(
                [(ownId, Read(answer), NotificationKind.Reply), (ownId, Read(answer), NotificationKind.Story), (ownId, Read(written), NotificationKind.Decision)],
                told.Select(n => (n.CommenterId, n.CommentId, n.Kind)).OrderBy(n => n.Kind));
            var follow = await db.Follows.SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal((ownId, false), (follow.CommenterId, follow.IsFollowed));
            Assert.Equal(
                new[] { ada.Account.Id, cem.Account.Id }.Order(),
                (await db.Mutes.ToListAsync(TestContext.Current.CancellationToken)).Select(m => m.CommenterId == ownId ? m.AccountId : default).Order());
        }

        Assert.NotEqual(own, self);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Only_what_this_browser_wrote_is_ones_to_claim_and_only_once()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var eve = await App.GivenAPersonAsync("Eve Adler");
        _ = await GivenAGuestPastAsync(ruth);
        using var another = App.Browser();
        _ = await another.SayAsync("Another guest's", name: "Mina");

        using var none = await ClaimAsync(eve);
        Assert.Equal("/account", none.Headers.Location!.ToString());
        using var first = await ClaimAsync(ruth);
        using var second = await ClaimAsync(ruth);
        Assert.Equal(("/account?saved=claim", "/account"), (first.Headers.Location!.ToString(), second.Headers.Location!.ToString()));
        foreach (var site in (string[])["nowhere", "", "TIMES"])
        {
            using var unknown = await ruth.Browser.SubmitAsync("/account/claim", ("site", site));
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

        await using var db = App.Open();
        Assert.Equal(1, await db.Commenters.CountAsync(c => c.BrowserHash != null, TestContext.Current.CancellationToken));
        Assert.Equal(1, await db.Comments.CountAsync(c => c.Name == "Mina", TestContext.Current.CancellationToken));
        Assert.Equal(0, await db.Commenters.CountAsync(c => c.AccountId == eve.Account.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_claims_at_once_while_the_guest_goes_on_writing_lose_nothing()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        var browser = await GivenAGuestPastAsync(ruth);
        _ = await ruth.Browser.SayAsync("The account's");
        using var guest = App.Browser();
        guest.DefaultRequestHeaders.Add("Cookie", browser);

        var writing = Enumerable.Range(0, 30).Select(async i =>
        {
            using var answer = await guest.PostCommentAsync($"Meanwhile {i}", name: "Ruth as a guest");
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        });
        var claims = Enumerable.Range(0, 6).Select(async _ =>
        {
            using var answer = await ClaimAsync(ruth);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.SeeOther, HttpStatusCode.ServiceUnavailable });
        });
        await Task.WhenAll(writing.Concat(claims));
        using (await ClaimAsync(ruth)) { }

        await using var db = App.Open();
        Assert.Equal(33, await db.Comments.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await db.Commenters.CountAsync(TestContext.Current.CancellationToken));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Where_an_account_may_not_be_used_it_claims_nothing()
    {
        var (site, _) = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "tunnel");
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel", onlyOn: site);
        _ = await GuestAsync(ruth, async guest =>
        {
            using var answer = await guest.PostCommentAsync("Elsewhere", name: "Ruth", story: "post/stories/tunnel");
            return (await answer.JsonAsync()).GetProperty("id").GetString()!;
        });

        Assert.DoesNotContain("as a guest", await ruth.Browser.GetStringAsync("/account"), StringComparison.Ordinal);
        using var refused = await ruth.Browser.SubmitAsync("/account/claim", ("site", "post"));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Whoever_has_no_name_yet_chooses_one_first()
    {
        _ = await App.GivenAStoryAsync();
        using var nobody = await App.GivenAPersonAsync("", "new@readers.example");
        _ = await GivenAGuestPastAsync(nobody);

        Assert.Contains("Choose a name first.", await nobody.Browser.GetStringAsync("/account"), StringComparison.Ordinal);
        using var early = await ClaimAsync(nobody);
        await using var db = App.Open();
        Assert.Equal(0, await db.Commenters.CountAsync(c => c.AccountId != null, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("waits", false)]
    [InlineData("waits", true)]
    [InlineData("published", false)]
    [InlineData("published", true)]
    [InlineData("refused", false)]
    [InlineData("refused", true)]
    [InlineData("published after all", false)]
    [InlineData("published after all", true)]
    [InlineData("removed", false)]
    [InlineData("removed", true)]
    public async Task What_moderators_looked_at_may_be_changed_after_a_claim_as_before_and_no_more(string became, bool hasSpoken)
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        using var moderator = await App.GivenAPersonAsync("Mo D. Erat", "mo@readers.example");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        if (hasSpoken) _ = await ruth.Browser.SayAsync("The account's");
        var (browser, id) = await GuestAsync(ruth, guest => guest.SayAsync("As it was looked at", name: "Ruth as a guest"));
        using var guest = App.Browser();
        guest.DefaultRequestHeaders.Add("Cookie", browser);
        if (became is "refused" or "published after all") await DecideAsync(moderator, id, "remove", "held");
        if (became == "published after all") await DecideAsync(moderator, id, "publish", "refused");
        if (became is "published" or "removed") await DecideAsync(moderator, id, "publish", "held");
        if (became == "removed")
        {
            await using var db = App.Open();
            _ = await db.Comments.Where(c => c.Id == Read(id)).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CommentState.Removed));
        }

        var before = await EditAsync(guest, "Changed by the guest");
        using (await ClaimAsync(ruth)) { }
        var after = await EditAsync(ruth.Browser, "Changed by the account");

        Assert.Equal(before, after);
        // A change of what was looked at is looked at again, whoever makes it.
        Assert.Equal(
            became switch
            {
                "waits" => HttpStatusCode.NoContent,
                "refused" => HttpStatusCode.NotFound,
                "removed" => HttpStatusCode.Conflict,
                _ => HttpStatusCode.Accepted,
            },
            after.Status);
        await using var left = App.Open();
        var comment = await left.Comments.SingleAsync(c => c.Id == Read(id), TestContext.Current.CancellationToken);
        Assert.Equal(became == "waits" ? "Changed by the account" : "As it was looked at", comment.Text);
        // What the account writes itself is its own to mend.
        var own = await ruth.Browser.SayAsync("Never looked at");
        using var mended = await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{own}", """{"text":"Mended"}""");
        Assert.Equal(HttpStatusCode.NoContent, mended.StatusCode);

        async Task<(HttpStatusCode Status, string? Problem)> EditAsync(HttpClient writer, string text)
        {
            using var answer = await writer.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", $$"""{"text":"{{text}}"}""");
            return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (await answer.JsonAsync()).GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task A_page_that_everybody_reads_is_new_after_a_claim()
    {
        var (_, story) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        _ = await GivenAGuestPastAsync(ruth);
        using var reader = App.Browser(insists: false);
        var before = await reader.DiscussionAsync();

        using (await ClaimAsync(ruth)) { }

        using var insisting = App.Browser();
        var after = await insisting.DiscussionAsync();
        Assert.True(after.GetProperty("version").GetInt64() > before.GetProperty("version").GetInt64());
        Assert.Equal(before.GetProperty("count").GetInt32(), after.GetProperty("count").GetInt32());
        await using var db = App.Open();
        Assert.Equal(after.GetProperty("version").GetInt64(), (await db.Stories.SingleAsync(s => s.Id == story.Id, TestContext.Current.CancellationToken)).Version);
    }

    [Fact]
    public async Task Whatever_was_said_and_voted_the_room_stays_as_it_was()
    {
        _ = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "tunnel");
        var round = 0;
        // Each step: who (the account, the guest, two others), whether a vote and its value, and on what, by index.
        var steps = Gen.Choose(0, 3).Zip(Gen.Choose(-1, 2)).Zip(Gen.Choose(0, 30), (a, on) => (Who: a.Item1, What: a.Item2, On: on)).ListOf(30);
        foreach (var plan in Gen.Sample(steps.Select(s => s.ToList()), 8, 6))
        {
            using var ruth = await App.GivenAPersonAsync($"Ruth {round}", $"ruth{round}@readers.example");
            using var cem = await App.GivenAPersonAsync($"Cem {round}", $"cem{round}@readers.example");
            using var other = App.Browser();
            round++;
            var guest = App.Browser();
            var session = ruth.Cookies.GetCookieHeader(App.Url);
            string? browser = null;
            var said = new List<string>();
            foreach (var (who, what, on) in plan)
            {
                var speaker = who switch { 0 => ruth.Browser, 1 => guest, 2 => cem.Browser, _ => other };
                App.Clock.Move(TimeSpan.FromSeconds(1));
                if (what == 2 || said.Count == 0)
                {
                    using var answer = await speaker.PostCommentAsync($"Words {said.Count}", said.Count > 0 && on % 2 == 0 ? said[on % said.Count] : null, name: $"Guest {who} of {round}");
                    Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                    browser = who == 1 ? CookieOf(answer) ?? browser : browser;
                    said.Add((await answer.JsonAsync()).GetProperty("id").GetString()!);
                }
                else
                {
                    using var answer = await speaker.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{said[on % said.Count]}/vote", $$"""{"value":{{what}}}""");
                    browser = who == 1 ? CookieOf(answer) ?? browser : browser;
                }
            }

            if (browser is not null) ruth.Cookies.SetCookies(App.Url, browser);
            Assert.StartsWith(session, ruth.Cookies.GetCookieHeader(App.Url), StringComparison.Ordinal);
            var (before, expected) = (await RoomAsync(), await ExpectedVotesAsync(ruth));

            using (await ClaimAsync(ruth)) { }

            Assert.Equal(before, await RoomAsync());
            Assert.Equal(expected, await TalliesAsync());
            await AssertSoundAsync();
            guest.Dispose();
        }
    }

    // Everything of it but who wrote it and how it was voted on.
    private async Task<string> RoomAsync()
    {
        await using var db = App.Open();
        var comments = await db.Comments.AsNoTracking().OrderBy(c => c.Id).ToListAsync();
        var stories = await db.Stories.AsNoTracking().OrderBy(s => s.Id).ToListAsync();
        return string.Join('\n', comments.Select(c => $"{c.Id} {c.Number} {c.ParentId} {c.BranchId} {c.Depth} {c.ReplyCount} {c.BranchCount} {c.Name} {c.Text} {c.Html} {c.State} {c.At:O} {c.EditedAt:O}"))
            + string.Join('\n', stories.Select(s => $"{s.Id} {s.CommentCount} {s.LastNumber}"));
    }

    // As one would count by hand: each person's one vote, the account's before the guest's, none on their own.
    private async Task<List<string>> ExpectedVotesAsync(Person person)
    {
        await using var db = App.Open();
        var own = await db.Commenters.Where(c => c.AccountId == person.Account.Id).Select(c => (Guid?)c.Id).SingleOrDefaultAsync();
        var token = person.Cookies.GetCookies(App.Url)["parley"]?.Value;
        var hash = token is null ? null : System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token));
        var guest = hash is null ? null : await db.Commenters.Where(c => c.BrowserHash == hash).Select(c => (Guid?)c.Id).SingleOrDefaultAsync();
        bool IsMe(Guid? commenter) => commenter is not null && (commenter == own || commenter == guest);
        var comments = await db.Comments.AsNoTracking().OrderBy(c => c.Id).ToListAsync();
        var votes = (await db.Votes.AsNoTracking().ToListAsync()).ToLookup(v => v.CommentId);
        return [.. comments.Select(c =>
        {
            var counted = votes[c.Id].Where(v => !(IsMe(v.CommenterId) && IsMe(c.CommenterId) && guest is not null))
                .GroupBy(v => IsMe(v.CommenterId) ? Guid.Empty : v.CommenterId)
                .Select(g => (g.OrderBy(v => v.CommenterId == guest).First().Value, IsGuest: g.Key != Guid.Empty && g.First().IsGuest)).ToList();
            return Tally(c.Id, counted.Count(v => v.Value == 1), counted.Count(v => v.Value == -1), counted.Count(v => v.Value == 1 && v.IsGuest), counted.Count(v => v.Value == -1 && v.IsGuest));
        })];
    }

    private async Task<List<string>> TalliesAsync()
    {
        await using var db = App.Open();
        return [.. (await db.Comments.AsNoTracking().OrderBy(c => c.Id).ToListAsync()).Select(c => Tally(c.Id, c.UpVotes, c.DownVotes, c.GuestUpVotes, c.GuestDownVotes))];
    }

    private static string Tally(Guid comment, int up, int down, int guestUp, int guestDown) => $"{comment} {up} {down} {guestUp} {guestDown}";

    /// <summary>Two comments by a guest, whose browser then has the person's session beside its own token.</summary>
    private async Task<string> GivenAGuestPastAsync(Person person)
    {
        var (browser, _) = await GuestAsync(person, async guest =>
        {
            _ = await guest.SayAsync("One", name: "Ruth as a guest");
            return await guest.SayAsync("Two", name: "Ruth as a guest");
        });
        return browser;
    }

    private async Task<(string Cookie, string Last)> GuestAsync(Person person, Func<HttpClient, Task<string>> act)
    {
        var cookies = new CookieContainer();
        using var guest = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = App.Url };
        var last = await act(guest);
        var token = cookies.GetCookies(App.Url)["parley"]!.Value;
        person.Cookies.Add(App.Url, new Cookie("parley", token, "/"));
        return ("parley=" + token, last);
    }

    private static string? CookieOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("Set-Cookie", out var set)
        ? set.FirstOrDefault(c => c.StartsWith("parley=", StringComparison.Ordinal))?.Split(';')[0]
        : null;

    private static Task<HttpResponseMessage> ClaimAsync(Person person, string site = "times") =>
        person.Browser.SubmitAsync("/account/claim", ("site", site));

    private async Task DecideAsync(Person moderator, string id, string act, string from)
    {
        await using var db = App.Open();
        var seen = Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == Read(id)));
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/held/{id}", ("act", act), ("reason", act == "remove" ? "insult" : ""), ("from", from),
            ("seen", seen.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private static async Task VoteAsync(HttpClient browser, string id, int value)
    {
        using var answer = await browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", $$"""{"value":{{value}}}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<(int Up, int Down, int GuestUp, int GuestDown)> VotesAsync(string id)
    {
        var comment = Read(id);
        await using var db = App.Open();
        var c = await db.Comments.SingleAsync(x => x.Id == comment);
        return (c.UpVotes, c.DownVotes, c.GuestUpVotes, c.GuestDownVotes);
    }

    private async Task<Guid> FirstCommentAsync()
    {
        await using var db = App.Open();
        return await db.Comments.OrderBy(c => c.Number).Select(c => c.Id).FirstAsync();
    }

    private static Guid Read(string id) => Id.TryRead(id, out var read) ? read : throw new ArgumentException(id, nameof(id));

    private async Task AssertSoundAsync()
    {
        var findings = await Parley.Storage.Checks.Check.RunAsync(App.Database, App.Clock.GetUtcNow(), (_, _) => { }, default);
        Assert.True(findings.IsClean, string.Join('\n', findings.All.Select(f => $"{f.Count} {f.What} {f.Example}")));
    }
}
