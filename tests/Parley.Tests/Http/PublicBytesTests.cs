using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public sealed class PublicBytesOnSqliteTests() : PublicBytesTests(onPostgres: false);

public sealed class PublicBytesOnPostgresTests() : PublicBytesTests(onPostgres: true);

public abstract class PublicBytesTests(bool onPostgres) : ProductTests(onPostgres)
{
    private static readonly string[] PublicAddresses =
    [
        "/times/bridge", "/times/bridge?order=newest", "/embed/times/bridge", "/embed/times?story=bridge&theme=dark",
        "/api/v1/sites/times/stories/bridge/discussion", "/",
    ];

    [Fact]
    public async Task A_cookie_changes_no_byte_of_what_everybody_gets()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        _ = await writer.SayAsync("Mine, and my browser knows it");
        using var nobody = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = App.Url };

        foreach (var address in PublicAddresses)
        {
            // Once by the long way, once from memory: neither looks at who asks.
            for (var time = 0; time < 2; time++)
            {
                using var mine = await writer.GetAsync(address);
                using var everybodys = await nobody.GetAsync(address);
                Assert.Equal(await everybodys.Content.ReadAsByteArrayAsync(), await mine.Content.ReadAsByteArrayAsync());
                Assert.Equal(HeadersOf(everybodys), HeadersOf(mine));
                Assert.False(mine.Headers.Contains("Set-Cookie"), address);
            }
        }
    }

    [Theory]
    [InlineData("/times/bridge?branch=")]
    [InlineData("/times/bridge/fragment?branch=")]
    [InlineData("/api/v1/sites/times/stories/bridge/discussion?branch=")]
    public async Task A_branch_that_is_not_there_is_not_found(string address)
    {
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser();
        var said = await reader.SayAsync("A branch");

        using var there = await reader.GetAsync(address + said);
        using var nowhere = await reader.GetAsync(address + Parley.Core.Id.Text(Guid.NewGuid()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (there.StatusCode, nowhere.StatusCode));
    }

    [Fact]
    public async Task Whoever_has_the_page_hears_that_it_is_the_same_and_after_a_change_gets_the_new_one()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser();
        foreach (var address in PublicAddresses)
        {
            using var first = await reader.GetAsync(address);
            var tag = first.Headers.ETag!;
            using var again = await GetAsync(reader, address, r => r.Headers.IfNoneMatch.Add(tag));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(tag, again.Headers.ETag);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync());
            using var weakened = await GetAsync(reader, address, r => r.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(tag.Tag, isWeak: true)));
            Assert.Equal(HttpStatusCode.NotModified, weakened.StatusCode);

            using var writer = App.Browser();
            _ = await writer.SayAsync("Something new at " + address);
            using var changed = await GetAsync(reader, address, r => r.Headers.IfNoneMatch.Add(tag));
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            Assert.NotEqual(tag, changed.Headers.ETag);
        }
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    public async Task The_page_comes_packed_as_the_reader_can_unpack_it(string accepted, string? packed)
    {
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser();
        var plain = await reader.GetStringAsync("/times/bridge");

        for (var time = 0; time < 2; time++)
        {
            using var answer = await GetAsync(reader, "/times/bridge", r => r.Headers.TryAddWithoutValidation("Accept-Encoding", accepted));
            Assert.Equal(packed, answer.Content.Headers.ContentEncoding.SingleOrDefault());
            Assert.Contains("Accept-Encoding", answer.Headers.Vary);
            await using var body = await answer.Content.ReadAsStreamAsync();
            using var text = new StreamReader(Unpack(body, packed));
            Assert.Equal(plain, await text.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Asked_for_the_head_alone_it_says_the_same_and_sends_nothing()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser();
        foreach (var address in PublicAddresses)
        {
            using var whole = await reader.GetAsync(address);
            for (var time = 0; time < 2; time++)
            {
                using var head = await reader.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));
                Assert.Equal(HttpStatusCode.OK, head.StatusCode);
                Assert.Equal(HeadersOf(whole), HeadersOf(head));
                Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            }
        }
    }

    [Fact]
    public async Task What_stands_between_may_keep_it_for_two_seconds_and_browsers_ask_again()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser();
        using var answer = await reader.GetAsync("/times/bridge");
        var cache = answer.Headers.CacheControl!;
        Assert.True(cache.Public);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(2)), (cache.MaxAge, cache.SharedMaxAge));
        Assert.Contains("stale-while-revalidate=10", cache.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rush_of_comments_is_shown_a_second_late_and_then_whole()
    {
        App.Clock.Hold();
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser(insists: false);
        using var writer = App.Browser();
        var before = await reader.GetStringAsync("/times/bridge");

        for (var i = 0; i < 5; i++) _ = await writer.SayAsync($"Rush {i}");
        // Nobody waits for a render within the first second; who has reason to know better names the version.
        Assert.Equal(before, await reader.GetStringAsync("/times/bridge"));
        Assert.Contains("Rush 4", await reader.GetStringAsync("/times/bridge?version=5"), StringComparison.Ordinal);

        _ = await writer.SayAsync("Rush 5");
        App.Clock.Move(TimeSpan.FromSeconds(2));
        Assert.Contains("Rush 5", await reader.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_not_there_yet_is_nothing_to_wait_for()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser(insists: false);
        using var answer = await reader.GetAsync("/times/bridge?version=99999999");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var none = await reader.GetAsync("/times/bridge?version=x");
        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
    }

    [Fact]
    public async Task What_another_process_stored_is_shown_two_seconds_later_though_nobody_announced_it()
    {
        App.Clock.Hold();
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser(insists: false);
        _ = await reader.GetStringAsync("/times/bridge");
        await using (var db = App.Open())
        {
            _ = await db.Stories.ExecuteUpdateAsync(
                s => s.SetProperty(x => x.Title, "A bridge opens").SetProperty(x => x.Version, x => x.Version + 1), TestContext.Current.CancellationToken);
        }

        App.Clock.Move(TimeSpan.FromSeconds(2));
        Assert.Contains("A bridge opens", await reader.GetStringAsync("/times/bridge"), StringComparison.Ordinal);

        await using (var db = App.Open())
        {
            _ = await db.Sites.ExecuteUpdateAsync(
                s => s.SetProperty(x => x.Name, "The Other Times").SetProperty(x => x.Version, x => x.Version + 1), TestContext.Current.CancellationToken);
        }

        App.Clock.Move(TimeSpan.FromSeconds(2));
        Assert.Contains("The Other Times", await reader.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_ages_is_handed_out_once_more_while_it_is_looked_after()
    {
        App.Clock.Hold();
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser(insists: false);
        using var writer = App.Browser();
        var old = await reader.GetStringAsync("/times/bridge");
        _ = await writer.SayAsync("The new one");

        App.Clock.Move(TimeSpan.FromSeconds(1.1));
        Assert.Equal(old, await reader.GetStringAsync("/times/bridge"));
        while (!(await reader.GetStringAsync("/times/bridge")).Contains("The new one", StringComparison.Ordinal)) await Task.Yield();
    }

    [Fact]
    public async Task Without_a_change_a_thousand_readers_cost_no_render()
    {
        App.Clock.Hold();
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser(insists: false);
        var bytes = App.Services.GetRequiredService<PublicBytes>();
        _ = await reader.GetStringAsync("/times/bridge");
        var before = bytes.Renders;

        for (var i = 0; i < 1_000; i++) _ = await reader.GetStringAsync("/times/bridge");

        Assert.Equal(before, bytes.Renders);
    }

    private static Stream Unpack(Stream body, string? packed) => packed switch
    {
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        "gzip" => new GZipStream(body, CompressionMode.Decompress),
        _ => body,
    };

    private static string HeadersOf(HttpResponseMessage answer) => string.Join('\n', answer.Headers.Concat(answer.Content.Headers)
        .Where(h => h.Key is not "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}").Order(StringComparer.Ordinal));

    private static Task<HttpResponseMessage> GetAsync(HttpClient browser, string address, Action<HttpRequestMessage> change)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        change(request);
        return browser.SendAsync(request);
    }
}

public sealed class SmallMemoryTests() : ProductTests(onPostgres: false)
{
    private protected override Settings Change(Settings settings) => settings with { Cache = 1 };

    [Fact]
    public async Task What_is_held_stays_within_its_bound_and_everything_is_still_answered()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = App.Browser(insists: false);
        var bytes = App.Services.GetRequiredService<PublicBytes>();
        for (var i = 0; i < 300; i++)
        {
            var page = await reader.GetStringAsync($"/times/bridge?order=oldest&after={i}");
            Assert.Contains("A bridge closes", page, StringComparison.Ordinal);
            Assert.InRange(bytes.Size, 1, 1024 * 1024);
        }
    }
}
