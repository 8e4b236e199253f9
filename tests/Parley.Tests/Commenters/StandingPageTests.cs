using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class StandingPageTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task A_standing_is_told_to_its_owner_with_what_comes_next_and_to_nobody_else()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var mina = await App.GivenAPersonAsync("Mina Falk");
        using var guest = App.Browser();
        Assert.Contains("5 more comments", await StandingAsync(ruth), StringComparison.Ordinal);

        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add(await ruth.Browser.SayAsync($"Comment {i}"));
        _ = await mina.Browser.SayAsync("Well said", ids[0]);
        _ = await guest.SayAsync("A guest is a browser", ids[1]);
        using var vote = await mina.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{ids[0]}/vote", """{"value":1}""");
        var page = await StandingAsync(ruth);

        Assert.Contains("Newcomer.", page, StringComparison.Ordinal);
        Assert.Contains("2 more comments", page, StringComparison.Ordinal);
        Assert.Contains("2 more people who answer you", page, StringComparison.Ordinal);
        Assert.Contains("3 more days since your first comment", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Newcomer", await guest.GetStringAsync(await App.ProfileOfAsync(ruth)), StringComparison.Ordinal);
        using var elsewhere = await guest.GetAsync("/account/standing/times");
        using var nowhere = await ruth.Browser.GetAsync("/account/standing/none");
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.NotFound), (elsewhere.StatusCode, nowhere.StatusCode));
    }

    [Fact]
    public async Task Three_days_five_comments_and_three_people_make_a_member_and_a_comment_taken_away_does_not_count()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(await ruth.Browser.SayAsync($"Comment {i}"));
        foreach (var name in (string[])["Mina Falk", "Cem Demir", "Ada Lind"])
        {
            using var person = await App.GivenAPersonAsync(name);
            using var vote = await person.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{ids[0]}/vote", """{"value":1}""");
        }

        App.Clock.Move(TimeSpan.FromDays(3));
        Assert.Contains("Member.", await StandingAsync(ruth), StringComparison.Ordinal);
        Assert.Contains("17 more votes", await StandingAsync(ruth), StringComparison.Ordinal);

        Assert.True(Id.TryRead(ids[4], out var last));
        await using var db = App.Open();
        _ = await db.Comments.Where(c => c.Id == last).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CommentState.Removed), TestContext.Current.CancellationToken);
        Assert.Contains("1 more comment<", await StandingAsync(ruth), StringComparison.Ordinal);
    }

    private static Task<string> StandingAsync(Person person) => person.Browser.GetStringAsync("/account/standing/times");
}

public sealed class StandingPageOnSqliteTests() : StandingPageTests(false);

public sealed class StandingPageOnPostgresTests() : StandingPageTests(true);
