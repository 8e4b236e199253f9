using System.Net;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Http;

/// <summary>What stands between readers and Parley, and keeps what it may, never mixes them.</summary>
public abstract class SharedCacheTests(bool onPostgres) : ProductTests(onPostgres)
{
    private static readonly Action<HttpRequestMessage>[] Oddities =
    [
        r => r.Headers.Add("X-Forwarded-Host", "evil.example"),
        r => r.Headers.Add("X-Original-URL", "/api/v1/sites/times/stories/bridge/mine"),
        r => r.Headers.Add("X-Rewrite-URL", "/admin"),
        r => r.Headers.Add("X-Forwarded-Proto", "https"),
        r => r.Headers.Add("X-HTTP-Method-Override", "DELETE"),
        r => r.Headers.TryAddWithoutValidation("Accept", "application/json;q=0.1, */*;q=0, text/x-odd"),
        r => r.Headers.TryAddWithoutValidation("Authorization", "Parley " + new string('a', 43)),
        r => r.Headers.TryAddWithoutValidation("Cookie", "parley-session=odd; parley-frame=odd; parley=odd; parley-lang=de"),
        r => r.Headers.Add("Origin", "https://evil.example"),
    ];

    [Fact]
    public async Task What_may_be_kept_for_all_is_the_same_for_all_whatever_they_carry()
    {
        var id = await GivenAsync();
        using var nobody = App.Browser();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        var kept = 0;
        foreach (var path in Paths(id))
        {
            using var plain = await nobody.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            if (!MayBeKept(plain)) continue;

            kept++;
            Assert.False(plain.Headers.Contains("Set-Cookie"), path);
            Assert.DoesNotContain("Cookie", string.Join(',', plain.Headers.Vary), StringComparison.Ordinal);
            var bytes = await plain.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            foreach (var oddity in Oddities)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                oddity(request);
                using var answer = await ruth.Browser.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.False(answer.Headers.Contains("Set-Cookie"), path);
                Assert.Equal((path, Convert.ToHexString(bytes)), (path, Convert.ToHexString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))));
            }
        }

        // The front page, a story, its parts, the frame, a comment, counts, feeds, the discussion as data, scripts, sentences.
        Assert.True(kept >= 12, $"{kept} may be kept");
    }

    [Fact]
    public async Task Two_readers_behind_one_cache_each_get_what_is_theirs()
    {
        var id = await GivenAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var mina = await App.GivenAPersonAsync("Mina Falk");
        _ = await ruth.Browser.SayAsync("By Ruth");
        _ = await mina.Browser.SayAsync("By Mina");
        var cache = new SharedCache();

        foreach (var path in Paths(id).Where(p => !p.EndsWith("/live", StringComparison.Ordinal)))
        {
            foreach (var person in new[] { ruth, mina, ruth })
            {
                using var own = await person.Browser.GetAsync(path);
                var (status, body) = await cache.GetAsync(person.Browser, path);
                // A challenge, and the address of a notice to be, are new each time they are asked for.
                if (path.EndsWith("/challenge", StringComparison.Ordinal) || path.EndsWith("/notice", StringComparison.Ordinal)) continue;

                Assert.Equal((path, own.StatusCode), (path, status));
                Assert.Equal(await own.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), body);
            }
        }

        var (_, hers) = await cache.GetAsync(mina.Browser, "/api/v1/sites/times/stories/bridge/mine");
        Assert.Contains("Mina Falk", hers, StringComparison.Ordinal);
        Assert.DoesNotContain("Ruth Amsel", hers, StringComparison.Ordinal);
        // It kept something, or the test would show nothing.
        Assert.True(cache.Hits > 10);
    }

    private async Task<string> GivenAsync()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = "https://times.example" }));
        using var writer = App.Browser();
        return await writer.SayAsync("For everybody");
    }

    private IEnumerable<string> Paths(string id) => App.AllDoors().Where(d => d.Method == "GET").Select(d => d.Pattern
        .Replace("{site}", "times", StringComparison.Ordinal).Replace("{story}", "bridge", StringComparison.Ordinal)
        .Replace("{id}", id, StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{year}", "2026", StringComparison.Ordinal)
        + (d.Pattern switch
        {
            "/embed/{site}" => "?story=bridge",
            "/api/v1/sites/{site}/counts" => "?story=bridge",
            _ => "",
        }));

    private static bool MayBeKept(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.OK
        && answer.Headers.CacheControl is { NoStore: false, Private: false } control && (control.Public || control.SharedMaxAge is not null);

    // A cache that keeps all it may for as long as the test lasts, by address and what Vary names: the greediest there could be.
    private sealed class SharedCache
    {
        private readonly Dictionary<string, (HttpStatusCode Status, string Body)> _kept = new(StringComparer.Ordinal);

        public int Hits { get; private set; }

        public async Task<(HttpStatusCode Status, string Body)> GetAsync(HttpClient client, string path)
        {
            if (_kept.TryGetValue(path, out var kept))
            {
                Hits++;
                return kept;
            }

            using var answer = await client.GetAsync(path);
            var result = (answer.StatusCode, await answer.Content.ReadAsStringAsync());
            if (MayBeKept(answer)) _kept[path] = result;
            return result;
        }
    }
}

public sealed class SharedCacheOnSqliteTests() : SharedCacheTests(false);

public sealed class SharedCacheOnPostgresTests() : SharedCacheTests(true);
