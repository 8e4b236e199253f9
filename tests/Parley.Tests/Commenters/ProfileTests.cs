using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class ProfileTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task The_name_of_somebody_with_an_account_leads_to_what_they_wrote_on_this_site()
    {
        _ = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "harbour");
        using var ruth = await App.GivenAPersonAsync();
        using var guest = App.Browser();
        _ = await guest.SayAsync("A guest's words");
        _ = await ruth.Browser.SayAsync("What I think of the bridge");
        using var other = await ruth.Browser.PostCommentAsync("What I think of the harbour", story: "post/stories/harbour");
        Assert.Equal(HttpStatusCode.Created, other.StatusCode);

        var story = await guest.GetStringAsync("/times/bridge");
        var path = await PathAsync(ruth);
        Assert.Contains($"<a class=\"name\" href=\"{path}\"><bdi>Ruth Amsel</bdi></a>", story, StringComparison.Ordinal);
        Assert.Contains("<bdi class=\"name\">Cem D.</bdi>", story, StringComparison.Ordinal);

        using var answer = await guest.GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("What I think of the bridge", page, StringComparison.Ordinal);
        Assert.DoesNotContain("harbour", page, StringComparison.Ordinal);
        Assert.DoesNotContain("guest&#39;s words", page, StringComparison.Ordinal);
        Assert.DoesNotContain("readers.example", page, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"robots\" content=\"noindex\">", page, StringComparison.Ordinal);
        Assert.Contains("public", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(page, await ruth.Browser.GetStringAsync(path));
    }

    [Fact]
    public async Task A_comment_names_the_profile_in_JSON_and_none_for_a_guest()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var guest = App.Browser();
        var id = await ruth.Browser.SayAsync("With an account");
        _ = await guest.SayAsync("Without");

        var branches = (await guest.DiscussionAsync("?order=oldest")).GetProperty("branches");
        Assert.EndsWith(await PathAsync(ruth), branches[0].GetProperty("profile").GetString(), StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, branches[1].GetProperty("profile").ValueKind);

        // Who takes a comment back takes the way to themselves back with it.
        _ = await guest.SayAsync("Why?", id);
        using var deleted = await ruth.Browser.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{id}", "{}");
        branches = (await guest.DiscussionAsync("?order=oldest")).GetProperty("branches");
        Assert.Equal(("deleted", System.Text.Json.JsonValueKind.Null), (branches[0].GetProperty("state").GetString(), branches[0].GetProperty("profile").ValueKind));
        Assert.DoesNotContain(await PathAsync(ruth), await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_removed_refused_or_deleted_is_not_in_it_and_not_counted()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        var states = Enum.GetValues<CommentState>();
        foreach (var state in states)
        {
            var id = await ruth.Browser.SayAsync($"In the state {state}");
            Assert.True(Id.TryRead(id, out var commentId));
            await using var db = App.Open();
            _ = await db.Comments.Where(c => c.Id == commentId).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, state), TestContext.Current.CancellationToken);
        }

        var page = await ruth.Browser.GetStringAsync(await PathAsync(ruth));
        Assert.Contains("In the state Published", page, StringComparison.Ordinal);
        Assert.Contains("1 comment<", page, StringComparison.Ordinal);
        foreach (var state in states.Except([CommentState.Published])) Assert.DoesNotContain($"In the state {state}", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guests_imported_erased_and_other_sites_commenters_have_none()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        using var guest = App.Browser();
        _ = await guest.SayAsync("Hello");
        await App.GivenABadgeAsync(site, "Rosa Keller", Badge.Staff);
        using var ruth = await App.GivenAPersonAsync();
        _ = await ruth.Browser.SayAsync("Hello");
        using var mina = await App.GivenAPersonAsync("Mina Falk");
        _ = await mina.Browser.SayAsync("Hello");

        var path = await PathAsync(ruth);
        await using var db = App.Open();
        foreach (var other in await db.Commenters.Where(c => c.AccountId == null).Select(c => c.Id).ToListAsync(TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/times/commenters/" + Id.Text(other)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path.Replace("/times/", "/post/", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/times/commenters/" + Id.Text(ruth.Account.Id)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/times/commenters/nobody"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path + "?after=nothing"));

        // Bound to another site by a sign-on, it is no person of this one.
        _ = await db.Accounts.Where(a => a.Id == ruth.Account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.SiteId, post.Id), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path));
        path = await PathAsync(mina);
        _ = await db.Accounts.Where(a => a.Id == mina.Account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.ErasedAt, App.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path));
    }

    [Fact]
    public async Task Former_names_stand_there_but_none_from_before_they_came_here()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        await using var db = App.Open();
        Change("Maiden Name", "Ruth A.");
        App.Clock.Move(TimeSpan.FromDays(1));
        _ = await ruth.Browser.SayAsync("Hello");
        App.Clock.Move(TimeSpan.FromDays(1));
        Change("Ruth A.", "<i>Ruth</i>");
        App.Clock.Move(TimeSpan.FromDays(1));
        Change("<i>Ruth</i>", "Ruth Amsel");
        _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var page = await ruth.Browser.GetStringAsync(await PathAsync(ruth));
        Assert.Contains("Formerly <bdi>Ruth A.</bdi>, until 24 November 2026", page, StringComparison.Ordinal);
        Assert.Contains("Formerly <bdi>&lt;i&gt;Ruth&lt;/i&gt;</bdi>, until 25 November 2026", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Maiden", page, StringComparison.Ordinal);

        void Change(string from, string to) => db.NameChanges.Add(
            new NameChange { Id = Id.New(App.Clock.GetUtcNow()), AccountId = ruth.Account.Id, From = from, To = to, At = App.Clock.GetUtcNow() });
    }

    [Fact]
    public async Task Who_wrote_much_has_pages_and_each_comment_stands_on_one()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        for (var i = 0; i < 65; i++)
        {
            App.Clock.Move(TimeSpan.FromSeconds(1));
            _ = await ruth.Browser.SayAsync($"Number {i}.");
        }

        var seen = new List<string>();
        var path = await PathAsync(ruth);
        var pages = 0;
        for (var next = ""; next is not null; pages++)
        {
            var page = await ruth.Browser.GetStringAsync(path + next);
            seen.AddRange(page.Split(">Number ").Skip(1).Select(p => p.Split('.')[0]));
            var at = page.IndexOf("href=\"?after=", StringComparison.Ordinal);
            next = at < 0 ? null : page[(at + 6)..].Split('"')[0];
        }

        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(0, 65).Reverse().Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), seen);
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var browser = App.Browser();
        using var answer = await browser.GetAsync(path);
        return answer.StatusCode;
    }

    private Task<string> PathAsync(Person person) => App.ProfileOfAsync(person);
}

internal static class Profiles
{
    public static async Task<string> ProfileOfAsync(this ParleyApp app, Person person, string site = "times")
    {
        await using var db = app.Open();
        var id = await db.Commenters.Where(c => c.AccountId == person.Account.Id && db.Sites.Any(s => s.Id == c.SiteId && s.Key == site))
            .Select(c => c.Id).SingleAsync(TestContext.Current.CancellationToken);
        return $"/{site}/commenters/{Id.Text(id)}";
    }
}

public sealed class ProfileOnSqliteTests() : ProfileTests(false);

public sealed class ProfileOnPostgresTests() : ProfileTests(true);
