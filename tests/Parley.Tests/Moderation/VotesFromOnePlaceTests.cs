using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Storage;
using Parley.Tests.App;
using Parley.Tests.Commenters;

namespace Parley.Tests.Moderation;

public abstract class VotesFromOnePlaceTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : VotesFromOnePlaceTests(false);

    public sealed class OnPostgres() : VotesFromOnePlaceTests(true);

    // One network of /64 of a real provider's; what stands for somebody's is never documentation's.
    private const string OneNetwork = "2a01:4f8:c0c:1234:";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected override Settings Change(Settings settings) => settings with { Proxies = [IPNetwork.Parse("127.0.0.0/8")] };

    [Fact]
    public async Task Fifty_accounts_of_one_network_are_shown_to_the_moderators_of_the_site_and_to_nobody_else()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        var id = await GivenACommentAsync("The bridge should stay closed until spring");
        using var moderator = await GivenAModeratorAsync("Mo Derator", site);
        using var elsewhere = await GivenAModeratorAsync("Else Where", post);
        Assert.Contains("No comment has many votes from one place.", await OfficeAsync(moderator), StringComparison.Ordinal);

        for (var i = 0; i < 50; i++)
        {
            using var voter = await App.GivenAPersonAsync($"Voter {Word(i)}");
            await VoteAsync(voter.Browser, id, $"{OneNetwork}{i:x}::{i + 1:x}");
        }

        var page = await OfficeAsync(moderator);
        Assert.Contains("50 voters of one network, 50 votes in all", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/comments/{id}\"", page, StringComparison.Ordinal);
        Assert.Contains("The bridge should stay closed until spring", page, StringComparison.Ordinal);
        Assert.Contains("22 November 2026, 12:00 UTC to 22 November 2026, 12:00 UTC", page, StringComparison.Ordinal);

        var others = await elsewhere.Browser.GetStringAsync("/admin/post", Stop);
        Assert.Contains("No comment has many votes from one place.", others, StringComparison.Ordinal);
        using var refused = await elsewhere.Browser.GetAsync(new Uri("/admin/times", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task What_everybody_reads_and_how_a_vote_counts_is_the_same_with_the_sign_and_without_it()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var id = await GivenACommentAsync("Much voted on");
        using var moderator = await GivenAModeratorAsync("Mo Derator", site);
        for (var i = 0; i < 12; i++)
        {
            using var guest = App.Browser();
            await VoteAsync(guest, id, OneNetwork + ":1");
        }

        Assert.Contains("12 voters of one network, 12 votes in all", await OfficeAsync(moderator), StringComparison.Ordinal);
        using var reader = App.Browser();
        var with = await EverythingPublicAsync(reader, id);
        Assert.Equal(12, (await reader.DiscussionAsync()).GetProperty("branches")[0].GetProperty("score").GetProperty("up").GetInt32());
        await using (var db = App.Open()) _ = await db.Votes.ExecuteUpdateAsync(v => v.SetProperty(x => x.NetworkHash, (byte[]?)null), Stop);

        Assert.DoesNotContain("12 voters", await OfficeAsync(moderator), StringComparison.Ordinal);
        Assert.Equal(with, await EverythingPublicAsync(reader, id));
    }

    [Fact]
    public async Task Fifty_accounts_of_as_many_networks_are_no_sign_and_neither_are_nine_of_one_or_few_among_many()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var scattered = await GivenACommentAsync("Liked everywhere");
        var family = await GivenACommentAsync("Liked by a family");
        using var moderator = await GivenAModeratorAsync("Mo Derator", site);
        for (var i = 0; i < 50; i++)
        {
            using var voter = await App.GivenAPersonAsync($"Voter {Word(i)}");
            await VoteAsync(voter.Browser, scattered, i % 2 == 0 ? $"2a01:4f8:c0c:{i + 1:x}::1" : $"81.20.{i}.7");
            if (i < 9) await VoteAsync(voter.Browser, family, OneNetwork + ":1");
        }

        Assert.Contains("No comment has many votes from one place.", await OfficeAsync(moderator), StringComparison.Ordinal);

        // The tenth of the family's network is one too many, until it is taken back.
        using var tenth = App.Browser();
        await VoteAsync(tenth, family, OneNetwork + ":ffff");
        Assert.Contains("10 voters of one network, 10 votes in all", await OfficeAsync(moderator), StringComparison.Ordinal);
        await VoteAsync(tenth, family, OneNetwork + ":ffff", 0);
        Assert.DoesNotContain("of one network", await OfficeAsync(moderator), StringComparison.Ordinal);

        // Ten among more than a hundred change nothing about how a comment stands.
        await VoteAsync(tenth, family, OneNetwork + ":ffff");
        await using (var db = App.Open())
            _ = await db.Comments.Where(c => c.Text == "Liked by a family").ExecuteUpdateAsync(c => c.SetProperty(x => x.UpVotes, 101), Stop);
        Assert.DoesNotContain("of one network", await OfficeAsync(moderator), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Votes_on_two_comments_cannot_be_told_to_come_from_one_place()
    {
        _ = await App.GivenAStoryAsync();
        var (first, second) = (await GivenACommentAsync("One"), await GivenACommentAsync("Two"));
        using var ruth = await App.GivenAPersonAsync();
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        await VoteAsync(ruth.Browser, first, "81.20.4.7");
        await VoteAsync(cem.Browser, first, "81.20.4.7");
        await VoteAsync(ruth.Browser, second, "81.20.4.7");

        await using var db = App.Open();
        var votes = await db.Votes.AsNoTracking().ToListAsync(Stop);
        Assert.All(votes, v => Assert.Equal(8, v.NetworkHash!.Length));
        Assert.Equal([1, 2], votes.GroupBy(v => Convert.ToHexString(v.NetworkHash!)).Select(g => g.Count()).Order());
    }

    [Fact]
    public async Task The_sign_is_gone_when_addresses_have_been_kept_long_enough_and_then_so_is_what_it_was_made_of()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var id = await GivenACommentAsync("Much voted on");
        for (var i = 0; i < 10; i++)
        {
            using var guest = App.Browser();
            await VoteAsync(guest, id, "81.20.4.7");
        }

        App.Clock.Move(TimeSpan.FromDays(29));
        using (var moderator = await GivenAModeratorAsync("Mo Derator", site))
            Assert.Contains("10 voters of one network", await OfficeAsync(moderator), StringComparison.Ordinal);
        await ForgetAsync();
        Assert.Equal(10, await KeptAsync());

        App.Clock.Move(TimeSpan.FromDays(2));
        using (var moderator = await GivenAModeratorAsync("Later Derator", site))
            Assert.Contains("No comment has many votes from one place.", await OfficeAsync(moderator), StringComparison.Ordinal);
        await ForgetAsync();
        Assert.Equal(0, await KeptAsync());
        await using var db = App.Open();
        Assert.Equal(10, await db.Votes.CountAsync(Stop));
        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task Whoever_leaves_leaves_no_network_behind()
    {
        _ = await App.GivenAStoryAsync();
        var id = await GivenACommentAsync("Voted on");
        using var ruth = await App.GivenAPersonAsync();
        await VoteAsync(ruth.Browser, id, "81.20.4.7");
        await VoteAsync(ruth.Browser, await GivenACommentAsync("Voted on as well"), "81.20.4.7");
        Assert.Equal(2, await KeptAsync());

        using var asked = await ruth.Browser.SubmitAsync("/account/erase", ("name", "Ruth Amsel"));
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        App.Clock.Move(TimeSpan.FromDays(2));
        _ = await App.EraseAsync(ruth.Account);

        Assert.Equal(0, await KeptAsync());
        await using var db = App.Open();
        Assert.Equal(2, await db.Votes.CountAsync(Stop));
    }

    [Fact]
    public async Task A_guests_vote_that_becomes_an_accounts_was_cast_where_it_was_cast()
    {
        _ = await App.GivenAStoryAsync();
        var (first, second) = (await GivenACommentAsync("One"), await GivenACommentAsync("Two"));
        var cookies = new CookieContainer();
        using var guest = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = App.Url };
        await VoteAsync(guest, first, "81.20.4.7");
        using var ruth = await App.GivenAPersonAsync();
        await VoteAsync(ruth.Browser, second, "81.20.5.8");
        ruth.Cookies.Add(App.Url, new Cookie("parley", cookies.GetCookies(App.Url)["parley"]!.Value, "/"));
        await using var db = App.Open();
        var before = await db.Votes.AsNoTracking().SingleAsync(v => v.IsGuest, Stop);

        using var claimed = await ruth.Browser.SubmitAsync("/account/claim", ("site", "times"));

        Assert.Equal("/account?saved=claim", claimed.Headers.Location!.ToString());
        var after = await db.Votes.AsNoTracking().SingleAsync(v => v.CommentId == before.CommentId, Stop);
        Assert.NotEqual(before.CommenterId, after.CommenterId);
        Assert.Equal(before.NetworkHash, after.NetworkHash);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.7")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("fd00::1")]
    public async Task An_address_of_no_public_network_is_a_proxys_and_says_nothing(string address)
    {
        _ = await App.GivenAStoryAsync();
        var id = await GivenACommentAsync("Voted on");
        using var guest = App.Browser();
        await VoteAsync(guest, id, address);

        Assert.Equal(0, await KeptAsync());
        await VoteAsync(guest, id, "::ffff:81.20.4.7", -1);
        Assert.Equal(1, await KeptAsync());
    }

    private async Task<string> GivenACommentAsync(string text)
    {
        using var writer = App.Browser();
        return await writer.SayAsync(text);
    }

    private async Task<Person> GivenAModeratorAsync(string name, Site site)
    {
        var person = await App.GivenAPersonAsync(name);
        await App.GivenARoleAsync(person.Account, site, RoleKind.Moderator);
        return person;
    }

    private static Task<string> OfficeAsync(Person moderator) => moderator.Browser.GetStringAsync("/admin/times", Stop);

    private static async Task VoteAsync(HttpClient browser, string id, string address, int value = 1)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/comments/{id}/vote")
        {
            Content = new StringContent(string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{value}}}"""), null, "application/json"),
        };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await browser.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<string> EverythingPublicAsync(HttpClient reader, string id)
    {
        var all = new List<string>();
        foreach (var address in new[] { "/times/bridge", "/embed/times/bridge", $"/comments/{id}/fragment", "/api/v1/sites/times/stories/bridge/discussion", "/times/feed.atom", "/times/bridge/feed.atom" })
            all.Add(await reader.GetStringAsync(new Uri(address, UriKind.Relative), Stop));
        return string.Join('\n', all);
    }

    private Task ForgetAsync() =>
        Forget.RunAsync(App.Database, App.The<Writing>(), App.The<ExportFolder>(), new Retention(), App.Clock.GetUtcNow(), Stop);

    private async Task<int> KeptAsync()
    {
        await using var db = App.Open();
        return await db.Votes.CountAsync(v => v.NetworkHash != null, Stop);
    }

    // A name of letters alone: digits at the end of a name look alike.
    private static string Word(int number) => string.Concat(number.ToString("D2", CultureInfo.InvariantCulture).Select(d => (char)('a' + d - '0')));
}

public sealed class VotesWithoutAddressesTests() : ProductTests(onPostgres: false)
{
    private protected override Settings Change(Settings settings) => settings with
    {
        Proxies = [IPNetwork.Parse("127.0.0.0/8")],
        Retention = new Retention { Addresses = TimeSpan.Zero },
    };

    [Fact]
    public async Task Where_no_addresses_are_kept_nothing_is_kept_of_a_vote_and_the_newsroom_says_so()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("Voted on");
        using var guest = App.Browser();
        guest.DefaultRequestHeaders.Add("X-Forwarded-For", "81.20.4.7");
        using var vote = await guest.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/vote", """{"value":1}""");
        Assert.Equal(HttpStatusCode.OK, vote.StatusCode);
        await using var db = App.Open();
        Assert.Null((await db.Votes.SingleAsync(TestContext.Current.CancellationToken)).NetworkHash);

        using var moderator = await App.GivenAPersonAsync("Mo Derator");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        Assert.Contains("Where votes come from is not kept on this installation.",
            await moderator.Browser.GetStringAsync("/admin/times", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
