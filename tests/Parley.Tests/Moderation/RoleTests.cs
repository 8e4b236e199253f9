using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class RoleTests(bool onPostgres) : ProductTests(onPostgres)
{
    private static readonly RoleKind?[] All = [null, RoleKind.Moderator, RoleKind.Editor, RoleKind.Owner];

    [Fact]
    public async Task Whoever_gives_and_takes_roles_does_so_below_their_own_and_each_change_is_written_down()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var target = await App.GivenAPersonAsync("Tara Get");
        _ = await target.Browser.SayAsync("Hello");
        var commenter = await App.ProfileOfAsync(target);
        foreach (var actorRole in All)
        {
            using var actor = await App.GivenAPersonAsync($"Actor {actorRole}", $"actor-{actorRole}@readers.example");
            if (actorRole is { } own) await App.GivenARoleAsync(actor.Account, site, own);
            foreach (var (before, wanted, door) in from before in All from wanted in All from door in (string[])["commenter", "staff"] select (before, wanted, door))
            {
                await SetAsync(target.Account, site, before);
                var staff = await RoleIdAsync(target.Account);
                if (door == "staff" && staff is null) continue;

                var changes = await ChangesAsync();
                using var answer = await actor.Browser.SubmitAsync(
                    door == "staff" ? $"/admin/times/staff/{staff}" : $"/admin{commenter}/role", ("role", wanted?.ToString().ToLowerInvariant() ?? "none"));

                var mayEnter = actorRole >= RoleKind.Editor;
                var may = mayEnter && (before is null || before < actorRole) && (wanted is null || wanted < actorRole);
                var line = $"{actorRole} {before}→{wanted} by {door}";
                Assert.True((may ? HttpStatusCode.SeeOther : mayEnter ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound) == answer.StatusCode, line + answer.StatusCode);
                Assert.True((may ? wanted : before) == await RoleAsync(target.Account), line);
                var expected = may && before != wanted ? (before is null ? 0 : 1) + (wanted is null ? 0 : 1) : 0;
                Assert.True(changes + expected == await ChangesAsync(), line);
            }
        }
    }

    [Fact]
    public async Task Nobody_changes_their_own_role_nor_one_on_another_site_nor_one_that_holds_everywhere()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        using var owner = await App.GivenAPersonAsync("Olga Owner");
        await App.GivenARoleAsync(owner.Account, site, RoleKind.Owner);
        using var elsewhere = await App.GivenAPersonAsync("Else Where");
        await App.GivenARoleAsync(elsewhere.Account, post, RoleKind.Moderator);
        using var everywhere = await App.GivenAPersonAsync("Every Where");
        await App.GivenARoleAsync(everywhere.Account, null, RoleKind.Moderator);

        foreach (var (account, expected) in new[]
        {
            (owner.Account, HttpStatusCode.Forbidden), (elsewhere.Account, HttpStatusCode.NotFound), (everywhere.Account, HttpStatusCode.NotFound),
        })
        {
            using var answer = await owner.Browser.SubmitAsync($"/admin/times/staff/{await RoleIdAsync(account)}", ("role", "none"));
            Assert.Equal(expected, answer.StatusCode);
        }

        await using var db = App.Open();
        Assert.Equal(3, await db.Roles.CountAsync(TestContext.Current.CancellationToken));
        var page = await owner.Browser.GetStringAsync("/admin/times/staff");
        Assert.Contains("Every Where", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Else Where", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_desk_that_was_left_gives_no_powers_away()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var owner = await App.GivenAPersonAsync("Olga Owner");
        await App.GivenARoleAsync(owner.Account, site, RoleKind.Owner);
        using var target = await App.GivenAPersonAsync("Tara Get");
        _ = await target.Browser.SayAsync("Hello");
        var path = await App.ProfileOfAsync(target);
        App.Clock.Move(Session.RecentFor + TimeSpan.FromSeconds(1));

        using var answer = await owner.Browser.SubmitAsync($"/admin{path}/role", ("role", "moderator"));

        Assert.Equal("/account/prove?return=" + Uri.EscapeDataString("/admin" + path), answer.Headers.Location!.OriginalString);
        Assert.Null(await RoleAsync(target.Account));
        App.Clock.Move(Session.OfficeIdleFor);
        using var idle = await owner.Browser.GetAsync("/admin/times");
        Assert.StartsWith("/account/prove", idle.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newsroom_is_no_address_at_all_for_whoever_has_no_role_there()
    {
        var (site, _) = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "harbour");
        using var reader = await App.GivenAPersonAsync("Rea Der");
        using var moderator = await App.GivenAPersonAsync("Mo D. Erat");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        using var bound = await App.GivenAPersonAsync("Bo Und", frame: (site, "https://times.example"));
        await App.GivenARoleAsync(bound.Account, site, RoleKind.Owner);

        foreach (var path in (string[])["/admin", "/admin/times", "/admin/times/held", "/admin/times/staff", "/admin/times/commenters", "/admin/none"])
        {
            using var answer = await reader.Browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            using var framed = await bound.Browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.SeeOther, framed.StatusCode);
        }

        var front = await moderator.Browser.GetStringAsync("/admin");
        Assert.Contains("/admin/times", front, StringComparison.Ordinal);
        Assert.DoesNotContain("/admin/post", front, StringComparison.Ordinal);
        foreach (var path in (string[])["/admin/post", "/admin/times/staff", "/admin/times/commenters"])
        {
            using var answer = await moderator.Browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_invitation_signs_in_once_and_gives_the_role_and_then_is_used_up()
    {
        _ = await App.GivenAStoryAsync();
        var (code, output, error) = await ParleyProcess.RunAsync(["moderator", "add", "New.Editor@Paper.example", "--site", "times", "--role", "editor", .. App.Options]);
        Assert.Equal((0, ""), (code, error));
        var path = new Uri(output.Trim()).AbsolutePath;
        Assert.Matches("^/sign-in/invitation/[A-Za-z0-9_-]{43}$", path);

        using var browser = App.Browser();
        // Looking at it, as scanners of links do, uses nothing up.
        Assert.Contains("New.Editor@paper.example", await browser.GetStringAsync(path), StringComparison.Ordinal);
        Assert.Contains("The Times of Testing", await browser.GetStringAsync(path), StringComparison.Ordinal);
        using var accepted = await browser.SubmitAsync(path);
        Assert.Equal((HttpStatusCode.SeeOther, "/account/name?return=%2Fadmin"), (accepted.StatusCode, accepted.Headers.Location!.ToString()));
        Assert.Contains("Editor", await browser.GetStringAsync("/admin"), StringComparison.Ordinal);

        using var thief = App.Browser();
        using var again = await thief.SubmitAsync(path);
        using var look = await thief.GetAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (again.StatusCode, look.StatusCode));
        await using var db = App.Open();
        Assert.Equal("new.editor@paper.example", (await db.Identities.SingleAsync(TestContext.Current.CancellationToken)).Subject);
        Assert.Equal((RoleKind.Editor, null, true), await db.RoleChanges.Select(r => new ValueTuple<RoleKind, Guid?, bool>(r.Kind, r.ByAccountId, r.IsGiven)).SingleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_invitation_finds_the_account_of_its_address_and_never_lowers_it_and_ends_after_a_week()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel", "ruth@readers.example");
        await App.GivenARoleAsync(ruth.Account, site, RoleKind.Owner);
        var path = await InviteAsync("Ruth@readers.example", "--site", "times");
        using var browser = App.Browser();
        using var accepted = await browser.SubmitAsync(path);
        Assert.Equal(HttpStatusCode.SeeOther, accepted.StatusCode);
        Assert.Equal(RoleKind.Owner, await RoleAsync(ruth.Account));
        await using var db = App.Open();
        Assert.Equal(1, await db.Accounts.CountAsync(TestContext.Current.CancellationToken));

        // The clock of tests stands still behind that of the command, which makes tickets that last a week from its own.
        var late = await InviteAsync("ruth@readers.example", "--everywhere");
        _ = await db.Tickets.ExecuteUpdateAsync(t => t.SetProperty(x => x.ExpiresAt, App.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        using var refused = await browser.SubmitAsync(late);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task The_command_lists_and_removes_but_not_the_last_owner_and_takes_invitations_back()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel", "ruth@readers.example");
        await App.GivenARoleAsync(ruth.Account, site, RoleKind.Owner);
        var (_, list, _) = await ParleyProcess.RunAsync(["moderator", "list", .. App.Options]);
        Assert.Equal("times\towner\truth@readers.example\tRuth Amsel", list.Trim());

        Assert.Equal(1, await RemoveAsync("ruth@readers.example", "--site", "times"));
        Assert.Equal(RoleKind.Owner, await RoleAsync(ruth.Account));
        using var second = await App.GivenAPersonAsync("Mina Falk", "mina@readers.example");
        await App.GivenARoleAsync(second.Account, null, RoleKind.Owner);
        Assert.Equal(0, await RemoveAsync("RUTH@readers.example", "--site", "times"));
        Assert.Null(await RoleAsync(ruth.Account));
        Assert.Equal(1, await RemoveAsync("ruth@readers.example", "--site", "times"));

        var path = await InviteAsync("third@readers.example", "--site", "times");
        Assert.Equal(0, await RemoveAsync("third@readers.example", "--site", "times"));
        using var browser = App.Browser();
        using var answer = await browser.SubmitAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(1, (await ParleyProcess.RunAsync(["moderator", "add", "a@b.example", .. App.Options])).Code);
        Assert.Equal(1, (await ParleyProcess.RunAsync(["moderator", "add", "nobody", "--everywhere", .. App.Options])).Code);
        Assert.Equal(2, (await ParleyProcess.RunAsync(["moderator", "add", "a@b.example", "--everywhere", "--role", "2", .. App.Options])).Code);
    }

    [Fact]
    public async Task An_editor_invites_by_mail_below_their_own_role_and_whoever_owns_the_address_signs_in()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var edda = await App.GivenAPersonAsync("Edda Thor", "edda@readers.example");
        await App.GivenARoleAsync(edda.Account, site, RoleKind.Editor);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity), (await PostAsync("eve@readers.example", "boss"), await PostAsync("nowhere", "moderator")));
        foreach (var high in new[] { "editor", "owner" }) Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("eve@readers.example", high));
        Assert.Empty(await App.LettersToAsync("eve@readers.example"));
        Assert.Equal(HttpStatusCode.SeeOther, await PostAsync("eve@readers.example", "moderator"));
        var first = await App.NewestLinkAsync("eve@readers.example", "/sign-in/invitation/");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, await PostAsync("Eve@readers.example", "moderator"));
        var link = await App.NewestLinkAsync("Eve@readers.example", "/sign-in/invitation/");
        using var eve = App.Browser();
        // Another invitation takes the place of the first.
        using (var gone = await eve.SubmitAsync(first)) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        // Whoever has no name yet is asked for one, and comes to the newsroom with it.
        using (var accepted = await eve.SubmitAsync(link)) Assert.Equal("/account/name?return=%2Fadmin", accepted.Headers.Location!.OriginalString);
        Assert.Contains("<input type=\"hidden\" name=\"return\" value=\"/admin\"", await eve.GetStringAsync("/account/name?return=%2Fadmin"), StringComparison.Ordinal);
        using (var named = await eve.SubmitAsync("/account/name", ("name", "Eve Deskwright"), ("return", "/admin"))) Assert.Equal("/admin", named.Headers.Location!.OriginalString);
        Assert.Contains("Queue", await eve.GetStringAsync("/admin/times/queue"), StringComparison.Ordinal);
        // A moderator invites nobody, and a desk that was left neither.
        using (var moderator = await eve.SubmitAsync("/admin/times/staff", ("email", "mallory@readers.example"), ("role", "moderator"))) Assert.Equal(HttpStatusCode.NotFound, moderator.StatusCode);
        App.Clock.Move(TimeSpan.FromMinutes(20));
        using (var later = await edda.Browser.SubmitAsync("/admin/times/staff", ("email", "mallory@readers.example"), ("role", "moderator")))
        {
            Assert.Equal(HttpStatusCode.Forbidden, later.StatusCode);
            var page = await later.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("href=\"/account/prove?return=%2Faccount\"", page, StringComparison.Ordinal);
            Assert.Contains("value=\"mallory@readers.example\"", page, StringComparison.Ordinal);
        }

        Assert.Empty(await App.LettersToAsync("mallory@readers.example"));

        async Task<HttpStatusCode> PostAsync(string email, string role)
        {
            using var answer = await edda.Browser.SubmitAsync("/admin/times/staff", ("email", email), ("role", role));
            return answer.StatusCode;
        }
    }

    private async Task<string> InviteAsync(params string[] arguments)
    {
        var (code, output, error) = await ParleyProcess.RunAsync(["moderator", "add", .. arguments, .. App.Options]);
        Assert.Equal((0, ""), (code, error));
        return new Uri(output.Trim()).AbsolutePath;
    }

    private async Task<int> RemoveAsync(params string[] arguments) =>
        (await ParleyProcess.RunAsync(["moderator", "remove", .. arguments, .. App.Options])).Code;

    private async Task SetAsync(Account account, Site site, RoleKind? kind)
    {
        await using (var db = App.Open()) _ = await db.Roles.Where(r => r.AccountId == account.Id).ExecuteDeleteAsync();
        if (kind is { } role) await App.GivenARoleAsync(account, site, role);
    }

    private async Task<RoleKind?> RoleAsync(Account account)
    {
        await using var db = App.Open();
        return await db.Roles.Where(r => r.AccountId == account.Id).Select(r => (RoleKind?)r.Kind).SingleOrDefaultAsync();
    }

    private async Task<string?> RoleIdAsync(Account account)
    {
        await using var db = App.Open();
        var id = await db.Roles.Where(r => r.AccountId == account.Id).Select(r => (Guid?)r.Id).SingleOrDefaultAsync();
        return id is { } role ? Id.Text(role) : null;
    }

    private async Task<int> ChangesAsync()
    {
        await using var db = App.Open();
        return await db.RoleChanges.CountAsync();
    }
}

internal static class ProfilePaths
{
    public static Task<string> ProfileOfAsync(this ParleyApp app, Person person) => Commenters.Profiles.ProfileOfAsync(app, person);
}

public sealed class RoleOnSqliteTests() : RoleTests(false);

public sealed class RoleOnPostgresTests() : RoleTests(true);
