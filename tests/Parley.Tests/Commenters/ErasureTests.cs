using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Notifications;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class ErasureTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Words = "Quernstone";
    private const string Name = "Zelda Vexcanary";
    private const string Address = "zelda.vexcanary@readers.example";

    public sealed class OnSqlite() : ErasureTests(false);

    public sealed class OnPostgres() : ErasureTests(true);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whose_address_only_ends_alike_keeps_their_code()
    {
        using var gone = await App.GivenAPersonAsync("Vexcanary", email: "n+1@readers.example");
        using var john = App.Browser();
        using var asked = await john.SubmitAsync("/sign-in", ("email", "john+1@readers.example"));
        using var same = App.Browser();
        using var own = await same.SubmitAsync("/sign-in", ("email", "N+1@readers.example"));
        await App.EraseAsync(gone.Account, isForced: true);

        await using (var db = App.Open()) Assert.Equal(1, await db.Tickets.CountAsync(Stop));
        using var entered = await john.SubmitAsync("/sign-in/code", ("code", await App.NewestAsync("john+1@readers.example", "code")));
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
    }

    [Fact]
    public async Task Whoever_asks_has_a_day_in_which_all_stands_and_then_name_address_and_words_are_nowhere()
    {
        var (zelda, other) = await GivenALifeAsync();
        using var _ = zelda;
        using var __ = other;
        Assert.Contains(Words, await App.DumpAsync(), StringComparison.Ordinal);

        using var asked = await zelda.Browser.SubmitAsync("/account/erase", ("name", Name));
        Assert.Equal((HttpStatusCode.SeeOther, "/account/erase"), (asked.StatusCode, asked.Headers.Location!.OriginalString));
        App.Clock.Move(Account.ErasureWaits - TimeSpan.FromSeconds(1));
        await App.EraseAsync(zelda.Account);
        Assert.Contains(Words, await other.Browser.GetStringAsync("/times/bridge", Stop), StringComparison.Ordinal);
        Assert.Contains("Everything goes on", await zelda.Browser.GetStringAsync("/account/erase", Stop), StringComparison.Ordinal);

        App.Clock.Move(TimeSpan.FromSeconds(1));
        await App.EraseAsync(zelda.Account);

        var dump = await App.DumpAsync();
        // What somebody else quoted is theirs.
        dump = dump.Replace("They said: " + Words, "", StringComparison.Ordinal);
        foreach (var canary in (string[])[Words, "Vexcanary", "vexcanary", "Zelda", CommenterName.Skeleton(Name), "OldCanary", "keycanary"])
            Assert.DoesNotContain(canary, dump, StringComparison.OrdinalIgnoreCase);
        foreach (var page in (string[])["/times/bridge", "/times/bridge?order=newest", "/embed/times/bridge", "/times/bridge/feed.atom", "/times/feed.atom", "/api/v1/sites/times/stories/bridge/discussion", "/"])
        {
            var shown = (await other.Browser.GetStringAsync(page, Stop)).Replace("They said: " + Words, "", StringComparison.Ordinal);
            Assert.DoesNotContain(Words, shown, StringComparison.Ordinal);
            Assert.DoesNotContain("Vexcanary", shown, StringComparison.OrdinalIgnoreCase);
        }

        await App.AssertAllIsWellAsync();
        Assert.Empty(ExportFiles());
        using var after = await zelda.Browser.GetAsync("/account/export", Stop);
        Assert.StartsWith("/sign-in?", after.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await using var db = App.Open();
        var left = await db.Accounts.SingleAsync(a => a.Id == zelda.Account.Id, Stop);
        Assert.Equal(App.Clock.GetUtcNow(), left.ErasedAt);
        await App.UntilAsync(d => d.Jobs.AnyAsync(j => j.Kind == EraseAccount.Kind && j.DueAt == left.ErasedAt + TimeSpan.FromHours(1)));
        App.LetTimePass(TimeSpan.FromHours(1));
        await App.UntilAsync(d => d.Jobs.AllAsync(j => j.Kind != EraseAccount.Kind));
    }

    [Fact]
    public async Task What_others_wrote_stays_in_place_and_places_that_nobody_answered_go()
    {
        _ = await App.GivenAStoryAsync();
        using var zelda = await App.GivenAPersonAsync(Name, Address);
        using var other = App.Browser();
        var bare = await zelda.Browser.SayAsync("Bare " + Words);
        var root = await zelda.Browser.SayAsync("Root " + Words);
        var reply = await other.SayAsync("They said: " + Words, root);
        var below = await zelda.Browser.SayAsync("Below " + Words, reply);
        var deep = await zelda.Browser.SayAsync("Deeper " + Words, below);
        using (var vote = await zelda.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{reply}/vote", """{"value":1}"""))
            Assert.Equal(HttpStatusCode.OK, vote.StatusCode);

        await App.EraseAsync(zelda.Account, isForced: true);

        var discussion = await other.DiscussionAsync();
        Assert.Equal(2, discussion.GetProperty("count").GetInt32());
        var branch = Assert.Single(discussion.GetProperty("branches").EnumerateArray());
        Assert.Equal((root, "deleted", "", JsonValueKind.Null), (branch.GetProperty("id").GetString(), branch.GetProperty("state").GetString(), branch.GetProperty("html").GetString(), branch.GetProperty("name").ValueKind));
        var kept = Assert.Single(branch.GetProperty("replies").EnumerateArray());
        Assert.Equal((reply, 1, "<p dir=\"auto\">They said: " + Words + "</p>"), (kept.GetProperty("id").GetString(), kept.GetProperty("score").GetProperty("up").GetInt32(), kept.GetProperty("html").GetString()!.Trim()));
        Assert.Empty(kept.GetProperty("replies").EnumerateArray());
        foreach (var gone in (string[])[bare, below, deep])
        {
            using var answer = await other.GetAsync("/comments/" + gone, Stop);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        await App.AssertAllIsWellAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Somebody Else")]
    public async Task Nothing_is_asked_for_until_the_name_was_typed(string typed)
    {
        using var zelda = await App.GivenAPersonAsync(Name, Address);

        using var answer = await zelda.Browser.SubmitAsync("/account/erase", ("name", typed));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"error\" id=\"field-name-error\">What you typed is not what was asked for; nothing was changed.</span>", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Null((await db.Accounts.SingleAsync(Stop)).ErasureDueAt);
        Assert.Empty(await db.Letters.ToListAsync(Stop));
    }

    [Fact]
    public async Task It_takes_a_sign_in_of_the_last_minutes_outside_of_any_frame()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var zelda = await App.GivenAPersonAsync(Name, Address);
        using var framed = await App.GivenAPersonAsync("Ines Roth", frame: (site, "https://news.example"));
        using var nobody = App.Browser();
        foreach (var browser in (HttpClient[])[framed.Browser, nobody])
        {
            using var refused = await browser.SubmitAsync("/account/erase", ("name", "Ines Roth"));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            using var sent = await browser.GetAsync("/account/erase", Stop);
            Assert.StartsWith("/sign-in?return=", sent.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        App.Clock.Move(Session.RecentFor);
        var page = await zelda.Browser.GetStringAsync("/account/erase", Stop);
        Assert.Contains("/account/prove?return=%2Faccount%2Ferase", page, StringComparison.Ordinal);
        using var late = await zelda.Browser.SubmitAsync("/account/erase", ("name", Name));
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        await using var db = App.Open();
        Assert.False(await db.Accounts.AnyAsync(a => a.ErasureDueAt != null, Stop));
    }

    [Fact]
    public async Task Asking_ends_all_other_sessions_and_a_letter_tells_how_to_take_it_back_signed_out()
    {
        using var zelda = await App.GivenAPersonAsync(Name, Address);
        await using var db = App.Open();
        _ = db.Sessions.Add(new Session { Id = Id.New(App.Clock.GetUtcNow()), AccountId = zelda.Account.Id, TokenHash = [1], SeenAt = App.Clock.GetUtcNow(), CreatedAt = App.Clock.GetUtcNow() });
        _ = await db.SaveChangesAsync(Stop);

        using var asked = await zelda.Browser.SubmitAsync("/account/erase", ("name", Name));

        Assert.Equal(1, await db.Sessions.CountAsync(Stop));
        var letter = await db.Letters.AsNoTracking().SingleAsync(Stop);
        Assert.Equal((Address, AskForErasure.Letter), (letter.To, letter.Template));
        var link = new Uri(JsonDocument.Parse(letter.Values).RootElement.GetProperty("link").GetString()!).AbsolutePath;
        using var stranger = App.Browser();
        // Programs that read mail open links; opening does nothing.
        Assert.Contains("<form", await stranger.GetStringAsync(link, Stop), StringComparison.Ordinal);
        Assert.NotNull((await db.Accounts.AsNoTracking().SingleAsync(Stop)).ErasureDueAt);
        using var undone = await stranger.SubmitAsync(link);
        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Null((await db.Accounts.AsNoTracking().SingleAsync(Stop)).ErasureDueAt);
        using var again = await stranger.SubmitAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        App.Clock.Move(Account.ErasureWaits);
        await App.EraseAsync(zelda.Account);
        Assert.Equal(Name, (await db.Accounts.AsNoTracking().SingleAsync(Stop)).Name);
    }

    [Fact]
    public async Task Taken_back_and_asked_for_again_it_waits_a_whole_day_again()
    {
        using var zelda = await App.GivenAPersonAsync(Name, Address);
        using var first = await zelda.Browser.SubmitAsync("/account/erase", ("name", Name));
        using var undone = await zelda.Browser.SubmitAsync("/account/erase/undo");
        Assert.Equal(HttpStatusCode.SeeOther, undone.StatusCode);
        App.Clock.Move(TimeSpan.FromMinutes(5));
        using var second = await zelda.Browser.SubmitAsync("/account/erase", ("name", Name));

        // The first wish's work comes first, and finds that it is not due.
        App.Clock.Move(Account.ErasureWaits - TimeSpan.FromMinutes(5));
        await App.EraseAsync(zelda.Account);

        await using var db = App.Open();
        Assert.Null((await db.Accounts.AsNoTracking().SingleAsync(Stop)).ErasedAt);
        App.Clock.Move(TimeSpan.FromMinutes(5));
        await App.EraseAsync(zelda.Account);
        Assert.NotNull((await db.Accounts.AsNoTracking().SingleAsync(Stop)).ErasedAt);
    }

    [Fact]
    public async Task The_last_owner_of_a_site_hands_it_over_first()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var zelda = await App.GivenAPersonAsync(Name, Address);
        using var heir = await App.GivenAPersonAsync("Ines Roth");
        await App.GivenARoleAsync(zelda.Account, site, RoleKind.Owner);

        using var refused = await zelda.Browser.SubmitAsync("/account/erase", ("name", Name));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("The Times of Testing", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        await App.GivenARoleAsync(heir.Account, site, RoleKind.Owner);
        using var asked = await zelda.Browser.SubmitAsync("/account/erase", ("name", Name));
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        // Now the heir is the last one who stays.
        using var both = await heir.Browser.SubmitAsync("/account/erase", ("name", "Ines Roth"));
        Assert.Equal(HttpStatusCode.Conflict, both.StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Stopped_at_any_point_it_goes_on_where_it_was(int batches)
    {
        var (site, story) = await App.GivenAStoryAsync();
        using var zelda = await App.GivenAPersonAsync(Name, Address);
        var commenter = await App.GivenACommenterAsync(zelda.Account, site);
        await App.GivenCommentsAsync(story, commenter, 450, i => $"{Words} {i}", Name);
        using var stopping = new CancellationTokenSource();

        // As a kill between two acts: what was committed is there, and nothing else.
        var heard = 0;
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EraseWords.RunAsync(
            App.Database, App.The<Writing>(), [commenter],
            (_, _) =>
            {
                if (++heard == batches) stopping.Cancel();
                stopping.Token.ThrowIfCancellationRequested();
            },
            stopping.Token));
        await App.AssertAllIsWellAsync();
        await using var db = App.Open();
        Assert.Equal(Math.Max(0, 450 - 100 * batches), await db.Comments.CountAsync(c => c.Text != "", Stop));

        await App.EraseAsync(zelda.Account, isForced: true);
        await App.EraseAsync(zelda.Account);

        Assert.Equal(0, await db.Comments.CountAsync(c => c.Text != "" || c.Name != "" || c.Html != "", Stop));
        Assert.Equal(0, (await db.Stories.AsNoTracking().SingleAsync(Stop)).CommentCount);
        Assert.DoesNotContain("Vexcanary", await App.DumpAsync(), StringComparison.OrdinalIgnoreCase);
        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task Others_write_while_somebody_with_ten_thousand_comments_leaves()
    {
        var (site, story) = await App.GivenAStoryAsync();
        using var zelda = await App.GivenAPersonAsync(Name, Address);
        await App.GivenCommentsAsync(story, await App.GivenACommenterAsync(zelda.Account, site), 10_000, i => $"{Words} {i}", Name);

        var leaving = Task.Run(() => App.EraseAsync(zelda.Account, isForced: true), Stop);
        using var other = App.Browser();
        var said = 0;
        while (!leaving.IsCompleted)
        {
            _ = await other.SayAsync($"Still here {said}");
            said++;
        }

        await leaving;
        Assert.True(said > 5, $"{said} comments were taken meanwhile.");
        await using var db = App.Open();
        Assert.Equal(said, (await db.Stories.SingleAsync(Stop)).CommentCount);
        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task What_a_request_that_was_under_way_left_goes_when_the_job_looks_again()
    {
        var (site, story) = await App.GivenAStoryAsync();
        using var zelda = await App.GivenAPersonAsync(Name, Address);
        _ = await zelda.Browser.SayAsync(Words);
        await App.EraseAsync(zelda.Account, isForced: true);
        await App.GivenCommentsAsync(story, await App.GivenACommenterAsync(zelda.Account, site), 1, _ => Words, Name);

        App.Clock.Move(TimeSpan.FromHours(1));
        await App.EraseAsync(zelda.Account);

        var dump = await App.DumpAsync();
        Assert.DoesNotContain(Words, dump, StringComparison.Ordinal);
        Assert.DoesNotContain("Vexcanary", dump, StringComparison.OrdinalIgnoreCase);
    }

    // Somebody of whom something stands in every table there is, and somebody else.
    private async Task<(Person Zelda, Person Other)> GivenALifeAsync()
    {
        var (site, story) = await App.GivenAStoryAsync();
        var zelda = await App.GivenAPersonAsync(Name, Address);
        var other = await App.GivenAPersonAsync("Ines Roth");
        using (var posted = await zelda.Browser.PostCommentAsync("First " + Words, key: "keycanary-" + Guid.NewGuid())) Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        var root = await zelda.Browser.SayAsync("Second " + Words);
        var reply = await other.Browser.SayAsync("They said: " + Words, root);
        using (var vote = await zelda.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{reply}/vote", """{"value":-1}""")) Assert.Equal(HttpStatusCode.OK, vote.StatusCode);
        using (var export = await zelda.Browser.SubmitAsync("/account/export")) Assert.Equal(HttpStatusCode.SeeOther, export.StatusCode);
        _ = await App.UntilExportIsMadeAsync(zelda.Account);
        Assert.Single(ExportFiles());

        var now = App.Clock.GetUtcNow();
        await using var db = App.Open();
        var mine = await db.Commenters.SingleAsync(c => c.AccountId == zelda.Account.Id);
        var theirs = await db.Commenters.SingleAsync(c => c.AccountId == other.Account.Id);
        (mine.Email, mine.Badge, mine.BrowserHash, mine.EmailConfirmedAt) = (Address, Badge.Expert, [9, 9], now);
        _ = Id.TryRead(reply, out var replyId);
        _ = Id.TryRead(root, out var rootId);
        db.AddRange(
            new NameChange { Id = Id.New(now), AccountId = zelda.Account.Id, From = "OldCanary", To = Name, At = now },
            new Identity { Issuer = "https://id.example", Subject = "Vexcanary-7", Label = "zelda at id", AccountId = zelda.Account.Id, CreatedAt = now },
            new Passkey { CredentialId = [1, 2], Name = "Zelda's phone", AccountId = zelda.Account.Id, PublicKey = [1], AttestationObject = [1], ClientDataJson = [1], CreatedAt = now },
            new Ticket { Id = Id.New(now), Kind = TicketKind.EmailChange, SecretHash = [3], AccountId = zelda.Account.Id, About = "vexcanary@new.example", CreatedAt = now, ExpiresAt = now.AddDays(2) },
            new Ticket { Id = Id.New(now), Kind = TicketKind.SignIn, SecretHash = [4], About = """{"to":"Zelda.Vexcanary@readers.example"}""", CreatedAt = now, ExpiresAt = now.AddDays(2) },
            new Letter { Id = Id.New(now), To = Address, RecipientHash = App.The<Fingerprints>().Of("recipient", Address), Template = "SignIn", Language = "en", Values = "{}", CreatedAt = now },
            new Letter { Id = Id.New(now), To = "x@y.example", RecipientHash = [1], SenderHash = App.The<Fingerprints>().Of("sender", Id.Text(zelda.Account.Id)), Template = "Reply", Language = "en", Values = $$"""{"name":"{{Name}}"}""", CreatedAt = now },
            new Mute { AccountId = zelda.Account.Id, CommenterId = theirs.Id, At = now },
            new Mute { AccountId = other.Account.Id, CommenterId = mine.Id, At = now },
            new Follow { CommenterId = mine.Id, StoryId = story.Id, IsFollowed = true, At = now },
            new Notification { Id = Id.New(now), CommenterId = theirs.Id, SiteId = site.Id, StoryId = story.Id, CommentId = rootId, Kind = NotificationKind.Story, At = now },
            new Role { Id = Id.New(now), AccountId = zelda.Account.Id, SiteId = site.Id, Kind = RoleKind.Moderator, CreatedAt = now },
            new RoleChange { Id = Id.New(now), AccountId = zelda.Account.Id, SiteId = site.Id, Kind = RoleKind.Moderator, IsGiven = true, At = now });
        _ = await db.SaveChangesAsync();
        await App.UntilAsync(d => d.Notifications.AnyAsync(n => n.CommenterId == mine.Id && n.CommentId == replyId));
        return (zelda, other);
    }

    private string[] ExportFiles()
    {
        var folder = Path.Combine(App.Options[1], "exports");
        return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
    }
}
