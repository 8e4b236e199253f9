using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Tests.App;

namespace Parley.Tests.Commands;

public abstract class GuestVotesTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : GuestVotesTests(false);

    public sealed class OnPostgres() : GuestVotesTests(true);

    [Fact]
    public async Task What_guests_votes_weigh_is_changed_by_a_command_and_Best_is_ranked_anew()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var plain = await writer.SayAsync("Nobody votes on this one.");
        var liked = await writer.SayAsync("Guests like this one.");
        for (var guest = 0; guest < 3; guest++)
        {
            using var voter = App.Browser();
            using var vote = await voter.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{liked}/vote", """{"value":1}""");
            Assert.True(vote.IsSuccessStatusCode);
        }

        var before = await RanksAsync();
        Assert.Equal([liked, plain], await BestAsync());

        // Guests' votes count for nothing: as nobody else voted, the order is that in which they were written.
        _ = await RunAsync("site", "set", "times", "--guest-votes", "0");
        Assert.Equal([plain, liked], await BestAsync());
        Assert.Equal([Ranking.Unvoted, Ranking.Unvoted], await RanksAsync());
        Assert.Contains("All is well.", await RunAsync("check"), StringComparison.Ordinal);

        _ = await RunAsync("site", "set", "times", "--guest-votes", "50");
        Assert.Equal([liked, plain], await BestAsync());
        Assert.Equal(before, await RanksAsync());
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await ParleyProcess.RunAsync([.. arguments, .. App.Options]);
        Assert.True(code == 0, output + error);
        return output;
    }

    private async Task<string[]> BestAsync()
    {
        using var reader = App.Browser();
        return [.. (await reader.DiscussionAsync("?order=best")).GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("id").GetString()!)];
    }

    private async Task<List<int>> RanksAsync()
    {
        await using var db = App.Open();
        return await db.Comments.OrderBy(c => c.Number).Select(c => c.Rank).ToListAsync(TestContext.Current.CancellationToken);
    }
}
