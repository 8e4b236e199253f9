using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract partial class MeasureTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : MeasureTests(false);

    public sealed class OnPostgres() : MeasureTests(true);

    [Fact]
    public async Task A_room_in_which_all_waits_says_so_and_why_and_until_when_and_is_open_again_by_itself()
    {
        var moderator = await GivenAModeratorAsync();
        using var guest = App.Browser();
        using var reader = App.Browser();
        var before = await reader.GetStringAsync("/times/bridge");

        Assert.Equal(HttpStatusCode.SeeOther, await BeginAsync(moderator, ("mode", "allheld"), ("where", "story"), ("place", "bridge"), ("reason", "A <quarrel> got loud.")));

        var page = await FreshAsync(reader, "/times/bridge");
        Assert.Contains("a moderator looks at every comment first.", page, StringComparison.Ordinal);
        Assert.Contains("A &lt;quarrel&gt; got loud.", page, StringComparison.Ordinal);
        Assert.Equal(CommentState.Held, (await FindAsync(await guest.SayAsync("Waits"))).State);
        // The room's and nobody else's: another story of the site is as it was.
        await AddStoryAsync("tunnel", null);
        Assert.Equal(CommentState.Published, (await FindAsync(await SayInAsync(guest, "tunnel", "Waits not"))).State);

        App.Clock.Move(TimeSpan.FromMinutes(60));
        Assert.Equal(WithoutPosition(before), WithoutPosition(await FreshAsync(reader, "/times/bridge")));
        Assert.Equal(CommentState.Published, (await FindAsync(await guest.SayAsync("Is read"))).State);
    }

    [Fact]
    public async Task A_page_that_is_held_ends_with_the_measure_without_anybody_asking_for_it_anew()
    {
        var moderator = await GivenAModeratorAsync();
        using var reader = App.Browser();
        Assert.Equal(HttpStatusCode.SeeOther, await BeginAsync(moderator, ("mode", "closed")));
        Assert.Contains("closed until", await FreshAsync(reader, "/times/bridge"), StringComparison.Ordinal);

        App.Clock.Move(TimeSpan.FromMinutes(60));
        // As a reader asks, who insists on nothing.
        Assert.DoesNotContain("closed until", await reader.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_room_takes_neither_comments_nor_votes_and_stays_readable()
    {
        var moderator = await GivenAModeratorAsync();
        using var guest = App.Browser();
        using var other = App.Browser();
        var id = await guest.SayAsync("Before");
        Assert.Equal(HttpStatusCode.SeeOther, await BeginAsync(moderator, ("mode", "closed")));

        using var comment = await other.PostCommentAsync("After");
        using var vote = await other.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", """{"value":1}""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict), (comment.StatusCode, vote.StatusCode));
        var page = await FreshAsync(other, "/times/bridge");
        Assert.Contains("Before", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"compose-text\"", page, StringComparison.Ordinal);
        Assert.False((await other.DiscussionAsync()).GetProperty("story").GetProperty("isOpen").GetBoolean());
    }

    [Fact]
    public async Task A_moderator_ends_a_measure_before_its_time_and_the_list_says_who_and_when()
    {
        var moderator = await GivenAModeratorAsync();
        using var reader = App.Browser();
        Assert.Equal(HttpStatusCode.SeeOther, await BeginAsync(moderator, ("mode", "closed"), ("reason", "A quarrel")));
        await using var db = App.Open();
        var measure = await db.RoomMeasures.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++)
        {
            using var lifted = await moderator.Browser.SubmitAsync($"/admin/times/measures/{Id.Text(measure.Id)}/lift");
            Assert.Equal(HttpStatusCode.SeeOther, lifted.StatusCode);
            App.Clock.Move(TimeSpan.FromMinutes(1));
        }

        Assert.DoesNotContain("closed until", await FreshAsync(reader, "/times/bridge"), StringComparison.Ordinal);
        Assert.Equal(measure.BeginsAt, (await db.RoomMeasures.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).LiftedAt);
        var page = await moderator.Browser.GetStringAsync("/admin/times/measures");
        Assert.Contains("A quarrel", page, StringComparison.Ordinal);
        Assert.Contains("Mona Diaz", page, StringComparison.Ordinal);
        Assert.Contains("No measure is in force", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_section_is_calmed_and_the_rest_of_the_site_is_not()
    {
        var moderator = await GivenAModeratorAsync();
        await AddStoryAsync("tunnel", "town");
        Assert.Equal(HttpStatusCode.SeeOther, await BeginAsync(moderator, ("mode", "newcomersheld"), ("where", "section"), ("place", "town")));
        using var guest = App.Browser();
        Assert.Equal(CommentState.Held, (await FindAsync(await SayInAsync(guest, "tunnel", "In town"))).State);
        Assert.Equal(CommentState.Published, (await FindAsync(await guest.SayAsync("Elsewhere"))).State);
    }

    [Fact]
    public async Task A_discussion_closes_by_its_sites_rule()
    {
        var (site, story) = await App.GivenAStoryAsync();
        await using (var db = App.Open())
        {
            _ = await db.Sites.Where(s => s.Id == site.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.ClosesAfterDays, 3), TestContext.Current.CancellationToken);
            _ = await db.Stories.Where(s => s.Id == story.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.PublishedAt, App.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        }

        using var guest = App.Browser();
        Assert.Contains("This discussion closes on", await FreshAsync(guest, "/times/bridge"), StringComparison.Ordinal);
        _ = await guest.SayAsync("In time");
        App.Clock.Move(TimeSpan.FromDays(3));
        using var late = await guest.PostCommentAsync("Too late");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        Assert.Contains("This discussion is closed", await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mode", "open", "Choose what the measure is")]
    [InlineData("mode", "", "Choose what the measure is")]
    [InlineData("where", "world", "Choose where it holds")]
    [InlineData("place", "no-such-story", "There is no such story")]
    [InlineData("pace", "5", "10 to 3,600")]
    [InlineData("pace", "x", "10 to 3,600")]
    [InlineData("length", "1441", "five minutes to 24 hours")]
    [InlineData("length", "4", "five minutes to 24 hours")]
    [InlineData("reason", " ", "Say why")]
    public async Task What_is_wrong_with_a_measure_is_said_and_nothing_begins(string field, string value, string said)
    {
        var moderator = await GivenAModeratorAsync();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["mode"] = "slow", ["pace"] = "60", ["where"] = "story", ["place"] = "bridge", ["length"] = "60", ["reason"] = "A quarrel" };
        fields[field] = value;
        using var answer = await moderator.Browser.SubmitAsync("/admin/times/measures", [.. fields.Select(f => (f.Key, f.Value))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Empty(await db.RoomMeasures.ToListAsync(TestContext.Current.CancellationToken));
    }

    // How often it was changed is no part of what is read.
    private static string WithoutPosition(string page) => Position().Replace(page, "");

    [GeneratedRegex("data-at=\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Position();

    private async Task<Person> GivenAModeratorAsync()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var moderator = await App.GivenAPersonAsync("Mona Diaz");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        return moderator;
    }

    private static async Task<HttpStatusCode> BeginAsync(Person moderator, params (string Name, string Value)[] fields)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["where"] = "site", ["length"] = "60", ["reason"] = "A quarrel", ["pace"] = "" };
        foreach (var (name, value) in fields) all[name] = value;
        using var answer = await moderator.Browser.SubmitAsync("/admin/times/measures", [.. all.Select(f => (f.Key, f.Value))]);
        return answer.StatusCode;
    }

    private async Task AddStoryAsync(string key, string? section)
    {
        await using var db = App.Open();
        var site = await db.Sites.SingleAsync();
        _ = db.Stories.Add(new Story { Id = Id.New(App.Clock.GetUtcNow()), SiteId = site.Id, Key = key, Title = key, Section = section, PublishedAt = App.Clock.GetUtcNow() });
        _ = await db.SaveChangesAsync();
    }

    private static async Task<string> SayInAsync(HttpClient browser, string story, string text)
    {
        using var answer = await browser.PostCommentAsync(text, story: "times/stories/" + story);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }

    private static async Task<string> FreshAsync(HttpClient browser, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Cache-Control", "no-cache");
        using var answer = await browser.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<Comment> FindAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return await db.Comments.SingleAsync(c => c.Id == comment);
    }
}
