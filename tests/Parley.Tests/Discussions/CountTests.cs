using System.Net;
using Parley.Tests.App;

namespace Parley.Tests.Discussions;

public sealed class CountOnSqliteTests() : CountTests(onPostgres: false);

public sealed class CountOnPostgresTests() : CountTests(onPostgres: true);

public abstract class CountTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task A_story_is_counted_by_its_key_or_by_the_address_of_its_page()
    {
        _ = await App.GivenAStoryAsync(change: (_, story) => story.Url = "https://times.example/bridge");
        using var browser = App.Browser();
        _ = await browser.SayAsync("One.");

        using var answer = await browser.GetAsync(new Uri(
            "/api/v1/sites/times/counts?story=bridge&story=never&url=https://times.example/bridge"
            + "&url=https://TIMES.example/bridge%23comments&url=https://other.example/&url=nonsense", UriKind.Relative),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("cross-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.True(answer.Headers.CacheControl!.Public);
        var counts = await answer.JsonAsync();
        Assert.Equal(1, counts.GetProperty("bridge").GetInt32());
        Assert.Equal(0, counts.GetProperty("never").GetInt32());
        Assert.Equal(1, counts.GetProperty("https://times.example/bridge").GetInt32());
        Assert.Equal(1, counts.GetProperty("https://TIMES.example/bridge#comments").GetInt32());
        Assert.Equal(0, counts.GetProperty("https://other.example/").GetInt32());
        Assert.Equal(0, counts.GetProperty("nonsense").GetInt32());
    }

    [Theory]
    [InlineData(60, 40, HttpStatusCode.OK)]
    [InlineData(60, 41, HttpStatusCode.BadRequest)]
    public async Task At_most_a_hundred_are_counted_at_once(int keys, int addresses, HttpStatusCode expected)
    {
        _ = await App.GivenAStoryAsync();
        using var browser = App.Browser();
        var query = Enumerable.Range(0, keys).Select(i => $"story=s{i}")
            .Concat(Enumerable.Range(0, addresses).Select(i => $"url=https://times.example/{i}"));
        using var answer = await browser.GetAsync(
            new Uri("/api/v1/sites/times/counts?" + string.Join('&', query), UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
    }
}
