using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

/// <summary>Roles that hold in some sections of a site: everything there, and nothing beside.</summary>
public abstract partial class SectionTests(bool onPostgres) : ProductTests(onPostgres)
{
    private static readonly string[] Lists = ["", "/queue", "/held", "/flagged", "/new", "/restrictions", "/appeals", "/notices", "/decisions", "/measures"];

    public sealed class OnSqlite() : SectionTests(false);

    public sealed class OnPostgres() : SectionTests(true);

    [Fact]
    public async Task Every_list_shows_what_stands_in_ones_sections_and_nothing_beside()
    {
        var (owner, sue, _) = await GivenAsync();
        var (chess, bridge) = (await FillAsync(owner, "chess-cup", "Cara Chess"), await FillAsync(owner, "bridge", "Bert Bridge"));

        foreach (var list in Lists)
        {
            var (own, all) = (await sue.Browser.GetStringAsync("/admin/times" + list), await owner.Browser.GetStringAsync("/admin/times" + list));
            Assert.DoesNotContain("Bert Bridge", own, StringComparison.Ordinal);
            Assert.DoesNotContain(bridge.Comment, own, StringComparison.Ordinal);
            if (list.Length == 0) continue;

            Assert.Contains("Bert Bridge", all, StringComparison.Ordinal);
            Assert.Contains("Cara Chess", own, StringComparison.Ordinal);
        }

        // Asked for by its id, another section's is shown no more than by the list.
        Assert.DoesNotContain("Bert Bridge", await sue.Browser.GetStringAsync($"/admin/times/queue?item={bridge.Comment}&decided={bridge.Comment}"), StringComparison.Ordinal);
        Assert.Contains("Cara Chess", await sue.Browser.GetStringAsync($"/admin/times/queue?item={chess.Comment}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await sue.Browser.GetAsync($"/admin/times/comments/{bridge.Comment}")).StatusCode);
    }

    [Fact]
    public async Task Decisions_together_pass_over_what_stands_elsewhere()
    {
        var (owner, sue, _) = await GivenAsync();
        var (chess, bridge) = (await FillAsync(owner, "chess-cup", "Cara Chess"), await FillAsync(owner, "bridge", "Bert Bridge"));

        using var answer = await sue.Browser.SubmitAsync(
            "/admin/times/queue/together", ("of", "all"), ("act", "keep"), ("item", $"{chess.Held}.{await SeenAsync(chess.Held)}.held"), ("item", $"{bridge.Held}.{await SeenAsync(bridge.Held)}.held"));
        Assert.Contains("done=1&left=0", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal(1, await db.Decisions.CountAsync(d => d.Kind == DecisionKind.Publish && d.ByAccountId == sue.Account.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_has_a_section_restricts_in_it_and_slows_it_but_never_the_whole_site()
    {
        var (owner, sue, _) = await GivenAsync();
        var chess = await FillAsync(owner, "chess-cup", "Cara Chess");

        Assert.DoesNotContain("value=\"site\"", await sue.Browser.GetStringAsync($"/admin/times/comments/{chess.Comment}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await RestrictAsync(sue, chess.Comment, "site"));
        Assert.Equal(HttpStatusCode.SeeOther, await RestrictAsync(sue, chess.Comment, "section"));
        foreach (var (where, place, expected) in new[]
        {
            ("site", "", HttpStatusCode.UnprocessableEntity), ("section", "harbour", HttpStatusCode.UnprocessableEntity), ("story", "bridge", HttpStatusCode.UnprocessableEntity),
            ("section", "chess", HttpStatusCode.SeeOther), ("story", "chess-cup", HttpStatusCode.SeeOther),
        })
        {
            using var measure = await sue.Browser.SubmitAsync(
                "/admin/times/measures", ("where", where), ("place", place), ("mode", "slow"), ("pace", "60"), ("length", "60"), ("reason", "A quarrel"));
            Assert.True(expected == measure.StatusCode, $"{where} {place}: {measure.StatusCode}");
        }

        await using var db = App.Open();
        Assert.Equal("chess", (await db.Restrictions.SingleAsync(r => r.BeginsAt == App.Clock.GetUtcNow() && r.Level == RestrictionLevel.Held, TestContext.Current.CancellationToken)).Section);
    }

    [Fact]
    public async Task A_sections_editor_appoints_in_it_and_changes_nothing_of_the_whole_site()
    {
        var (_, _, ed) = await GivenAsync();
        using var tara = await App.GivenAPersonAsync("Tara Get");
        foreach (var (role, sections, expected) in new[]
        {
            ("moderator", "", HttpStatusCode.Forbidden), ("moderator", "harbour", HttpStatusCode.Forbidden), ("moderator", "chess harbour", HttpStatusCode.Forbidden),
            ("editor", "chess", HttpStatusCode.Forbidden), ("moderator", "chess", HttpStatusCode.SeeOther),
        })
        {
            using var answer = await ed.Browser.SubmitAsync("/admin/times/staff", ("email", "new@readers.example"), ("role", role), ("sections", sections));
            Assert.True(expected == answer.StatusCode, $"{role} of {sections}: {answer.StatusCode}");
        }

        var link = await App.NewestLinkAsync("new@readers.example", "/sign-in/invitation/");
        using var invited = App.Browser();
        Assert.Contains("chess", await invited.GetStringAsync(link), StringComparison.Ordinal);
        using (var accepted = await invited.SubmitAsync(link)) Assert.Equal(HttpStatusCode.SeeOther, accepted.StatusCode);
        await using var db = App.Open();
        var given = await db.Roles.SingleAsync(r => r.Sections == "chess" && r.Kind == RoleKind.Moderator && r.AccountId != ed.Account.Id && db.Accounts.Any(a => a.Id == r.AccountId && a.Email == "new@readers.example"), TestContext.Current.CancellationToken);
        using (var changed = await ed.Browser.SubmitAsync($"/admin/times/staff/{Id.Text(given.Id)}", ("role", "moderator"), ("sections", ""))) Assert.Equal(HttpStatusCode.Forbidden, changed.StatusCode);
        using (var taken = await ed.Browser.SubmitAsync($"/admin/times/staff/{Id.Text(given.Id)}", ("role", "none"), ("sections", "chess"))) Assert.Equal(HttpStatusCode.SeeOther, taken.StatusCode);
        foreach (var door in (string[])["words", "rules", "webhooks", "commenters", "reports/2026/statements.json"])
            Assert.Equal(HttpStatusCode.NotFound, (await ed.Browser.GetAsync("/admin/times/" + door)).StatusCode);
    }

    [Fact]
    public async Task An_invitation_takes_nothing_from_whoever_has_more_and_old_ones_keep_their_role()
    {
        var (owner, sue, ed) = await GivenAsync();
        await using var db = App.Open();
        var site = await db.Sites.SingleAsync(s => s.Key == "times", TestContext.Current.CancellationToken);
        using var mo = await App.GivenAPersonAsync("Mo Whole", "mo@readers.example");
        await App.GivenARoleAsync(mo.Account, site, RoleKind.Moderator);
        using (var sent = await owner.Browser.SubmitAsync("/admin/times/staff", ("email", "mo@readers.example"), ("role", "editor"), ("sections", "chess"))) Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        // One who may not give it may not take it back either, by inviting to less.
        using (var less = await ed.Browser.SubmitAsync("/admin/times/staff", ("email", "mo@readers.example"), ("role", "moderator"), ("sections", "chess"))) Assert.Equal(HttpStatusCode.SeeOther, less.StatusCode);
        Assert.Equal(2, await db.Tickets.CountAsync(t => t.Kind == TicketKind.Invitation && t.UsedAt == null, TestContext.Current.CancellationToken));
        foreach (var letter in (await App.LettersToAsync("mo@readers.example")).Select(l => System.Text.Json.JsonDocument.Parse(l.Values).RootElement.GetProperty("link").GetString()!))
        {
            using var invited = App.Browser();
            using var accepted = await invited.SubmitAsync(new Uri(letter).PathAndQuery);
            Assert.Equal(HttpStatusCode.SeeOther, accepted.StatusCode);
        }

        var kept = await db.Roles.AsNoTracking().SingleAsync(r => r.AccountId == mo.Account.Id, TestContext.Current.CancellationToken);
        Assert.Equal((RoleKind.Moderator, ""), (kept.Kind, kept.Sections));
        Assert.Equal(RoleKind.Owner, Parley.Moderation.Invitation.Read(new Ticket { SecretHash = [], About = """{"Email":"o@readers.example","Role":2}""" }).Role);
    }

    [Fact]
    public async Task What_can_be_no_section_is_said_where_it_was_typed_and_owners_have_the_whole_site()
    {
        var (owner, sue, _) = await GivenAsync();
        await using var db = App.Open();
        var role = await db.Roles.SingleAsync(r => r.AccountId == sue.Account.Id, TestContext.Current.CancellationToken);

        using var odd = await owner.Browser.SubmitAsync("/admin/times/staff", ("email", "new@readers.example"), ("role", "moderator"), ("sections", "<b>"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, odd.StatusCode);
        Assert.Contains("value=\"&lt;b&gt;\"", await odd.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var flagger = await owner.Browser.SubmitAsync("/admin/times/staff", ("email", "new@readers.example"), ("role", "flagger"), ("sections", "chess"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, flagger.StatusCode);
        using var wrong = await owner.Browser.SubmitAsync($"/admin/times/staff/{Id.Text(role.Id)}", ("role", "moderator"), ("sections", "Not A Section!"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var wider = await owner.Browser.SubmitAsync($"/admin/times/staff/{Id.Text(role.Id)}", ("role", "moderator"), ("sections", "harbour, chess"));
        Assert.Equal(HttpStatusCode.SeeOther, wider.StatusCode);
        await db.Entry(role).ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("chess harbour", role.Sections);
        // Two rows: what was, and what is.
        Assert.Equal(["chess", "chess harbour"], await db.RoleChanges.OrderBy(c => c.IsGiven).Select(c => c.Sections).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains("chess, harbour", await owner.Browser.GetStringAsync("/admin/times/staff"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_page_lists_what_waits_on_all_of_ones_sites_the_most_urgent_first()
    {
        var (owner, sue, _) = await GivenAsync();
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        await App.GivenARoleAsync(sue.Account, post, RoleKind.Moderator);
        _ = await FillAsync(owner, "bridge", "Bert Bridge");
        _ = await FillAsync(owner, "chess-cup", "Cara Chess");
        using var reader = await App.GivenAPersonAsync("Hanna Harbour");
        var flagged = await reader.Browser.SayAsync("Something at the harbour", story: "post/stories/harbour");
        using (await App.Browser().SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{flagged}/flag", """{"reason":"threat"}""")) { }

        var page = await sue.Browser.GetStringAsync("/admin");
        Assert.DoesNotContain("Bert Bridge", page, StringComparison.Ordinal);
        Assert.Contains($"/admin/post/queue?item={flagged}", page, StringComparison.Ordinal);
        Assert.Contains("Cara Chess", page, StringComparison.Ordinal);
        var queue = await sue.Browser.GetStringAsync("/admin/times/queue");
        Assert.Contains($"/admin/times/queue\">{ListedRegex().Count(queue)}<", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_flaggers_notice_comes_first_and_is_counted_apart_and_opens_no_newsroom()
    {
        var (owner, _, _) = await GivenAsync();
        using var hotline = await App.GivenAPersonAsync("The Hotline", "hotline@readers.example");
        var first = await FillAsync(owner, "chess-cup", "Cara Chess");
        await using var db = App.Open();
        await App.GivenARoleAsync(hotline.Account, await db.Sites.SingleAsync(s => s.Key == "times", TestContext.Current.CancellationToken), RoleKind.Flagger);
        Assert.Equal(HttpStatusCode.NotFound, (await hotline.Browser.GetAsync("/admin")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await hotline.Browser.GetAsync("/admin/times/queue")).StatusCode);

        App.Clock.Move(TimeSpan.FromMinutes(1));
        var (readers, trusted) = (first.Comment, first.Other);
        await GiveNoticeAsync(App.Browser(), readers, "nora@readers.example");
        App.Clock.Move(TimeSpan.FromMinutes(1));
        Assert.Contains("hotline@readers.example", await hotline.Browser.GetStringAsync($"/comments/{trusted}/notice"), StringComparison.Ordinal);
        await GiveNoticeAsync(hotline.Browser, trusted, "hotline@readers.example");
        // Whoever only writes its address in the form is anybody.
        App.Clock.Move(TimeSpan.FromMinutes(1));
        await GiveNoticeAsync(App.Browser(), readers, "hotline@readers.example");

        var page = await owner.Browser.GetStringAsync("/admin/times/notices");
        Assert.Equal(1, Regex.Count(page, "<strong>Trusted flagger</strong>"));
        Assert.True(page.IndexOf("<strong>Trusted flagger</strong>", StringComparison.Ordinal) < page.IndexOf("nora@readers.example", StringComparison.Ordinal));
        var queue = await owner.Browser.GetStringAsync("/admin/times/queue");
        Assert.Equal(trusted, ListedRegex().Match(queue).Groups["id"].Value);

        var notice = await db.Notices.SingleAsync(n => n.IsTrusted, TestContext.Current.CancellationToken);
        using (var decided = await owner.Browser.SubmitAsync($"/admin/times/notices/{Id.Text(notice.Id)}", ("outcome", "illegal"), ("seen", await SeenAsync(Id.Text(notice.CommentId))), ("answer", "It is a threat."))) Assert.Equal(HttpStatusCode.SeeOther, decided.StatusCode);
        var statements = await owner.Browser.GetStringAsync($"/admin/times/reports/{App.Clock.GetUtcNow().Year}/statements.json");
        Assert.Contains("SOURCE_TRUSTED_FLAGGER", statements, StringComparison.Ordinal);
        Assert.DoesNotContain("otline", statements, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_newsroom_door_with_an_id_says_what_it_names_or_is_for_the_whole_site_only()
    {
        var doors = App.AllDoors().Where(d => d.Pattern.StartsWith("/admin/{site}/", StringComparison.Ordinal) && d.Pattern.Contains("{id}", StringComparison.Ordinal)).ToList();
        Assert.True(doors.Count > 15);
        Assert.All(doors, d => Assert.True(d.Door.Guard == Guard.Editor || d.About is not null, d.ToString()));
    }

    // A comment that is restricted because of, contested, given notice of, flagged and marked, and another that waits.
    private async Task<(string Comment, string Held, string Other)> FillAsync(Person owner, string story, string name)
    {
        using var writer = await App.GivenAPersonAsync(name, name.Replace(' ', '.') + "@readers.example");
        var comment = await writer.Browser.SayAsync($"{name} says something that is minded", story: "times/stories/" + story);
        var other = await writer.Browser.SayAsync($"{name} says another thing", story: "times/stories/" + story);
        using (await App.Browser().SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{comment}/flag", """{"reason":"spam"}""")) { }
        await GiveNoticeAsync(App.Browser(), other, "nora@readers.example");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (await owner.Browser.SubmitAsync($"/admin/times/comments/{other}/remind", ("reason", "insult"), ("statement", "Facts"), ("known", ""))) { }
        App.Clock.Move(TimeSpan.FromSeconds(1));
        await using var db = App.Open();
        Assert.True(Id.TryRead(comment, out var id));
        var row = await db.Comments.SingleAsync(c => c.Id == id);
        var decision = await db.Decisions.OrderByDescending(d => d.Id).FirstAsync();
        _ = db.Appeals.Add(new Appeal { Id = Id.New(App.Clock.GetUtcNow()), SiteId = row.SiteId, DecisionId = decision.Id, CommenterId = row.CommenterId, Text = $"{name} contests it", At = App.Clock.GetUtcNow() });
        _ = db.Restrictions.Add(new Restriction { Id = Id.New(App.Clock.GetUtcNow()), SiteId = row.SiteId, CommenterId = row.CommenterId, DecisionId = decision.Id, Level = RestrictionLevel.Slowed, StoryId = row.StoryId, Reason = ReasonClass.Insult, BeginsAt = App.Clock.GetUtcNow(), EndsAt = App.Clock.GetUtcNow().AddDays(1), LiftedAt = App.Clock.GetUtcNow() });
        _ = db.RoomMeasures.Add(new RoomMeasure { Id = Id.New(App.Clock.GetUtcNow()), SiteId = row.SiteId, StoryId = row.StoryId, Mode = Mode.AllHeld, Reason = $"Because of {name}", BeginsAt = App.Clock.GetUtcNow(), EndsAt = App.Clock.GetUtcNow().AddHours(1), ByAccountId = owner.Account.Id });
        _ = await db.SaveChangesAsync();
        var held = await writer.Browser.SayAsync($"{name} says what waits", story: "times/stories/" + story);
        return (comment, held, other);
    }

    private static async Task GiveNoticeAsync(HttpClient reader, string comment, string email)
    {
        var secret = SecretRegex().Match(await reader.GetStringAsync($"/comments/{comment}/notice")).Groups["secret"].Value;
        using var sent = await reader.SubmitAsync(
            $"/comments/{comment}/notice", ("secret", secret), ("explanation", "It calls for violence"), ("name", "Nora Tell"), ("email", email), ("faith", "yes"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
    }

    private async Task<HttpStatusCode> RestrictAsync(Person moderator, string comment, string where)
    {
        await using var db = App.Open();
        var known = await db.Decisions.OrderByDescending(d => d.Id).Select(d => d.Id).FirstAsync();
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/comments/{comment}/restrict", ("level", "held"), ("hours", "24"), ("where", where), ("reason", "insult"), ("statement", "Facts"), ("known", Id.Text(known)));
        return answer.StatusCode;
    }

    private async Task<string> SeenAsync(string comment)
    {
        await using var db = App.Open();
        Assert.True(Id.TryRead(comment, out var id));
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == id)).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<(Person Owner, Person Sue, Person Ed)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync();
        await using (var db = App.Open())
        {
            _ = db.Stories.Add(new Story { Id = Id.New(App.Clock.GetUtcNow()), SiteId = site.Id, Key = "chess-cup", Title = "The cup", Section = "chess", PublishedAt = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync();
        }

        var (owner, sue, ed) = (await App.GivenAPersonAsync("Olga Owner"), await App.GivenAPersonAsync("Sue Section"), await App.GivenAPersonAsync("Ed Editor"));
        await App.GivenARoleAsync(owner.Account, site, RoleKind.Owner);
        await App.GivenARoleAsync(sue.Account, site, RoleKind.Moderator, "chess");
        await App.GivenARoleAsync(ed.Account, site, RoleKind.Editor, "chess");
        return (owner, sue, ed);
    }

    [GeneratedRegex("name=\"secret\" value=\"(?<secret>[^\"]{1,100})\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretRegex();

    [GeneratedRegex("<li data-comment=\"(?<id>[0-9a-zA-Z_-]{1,40})\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ListedRegex();
}
