using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parley.Live;
using Parley.Tests.App;

namespace Parley.Tests.Discussions;

/// <summary>What one reader, one address or one long absence may cost.</summary>
public sealed class WatchLimitsTests() : ProductTests(onPostgres: false)
{
    private const string Live = "/api/v1/sites/times/stories/bridge/live";

    private LiveStreams Streams => App.Services.GetRequiredService<LiveStreams>();

    private IAnnouncements Announcements => App.Services.GetRequiredService<IAnnouncements>();

    private protected override Settings Change(Settings settings) =>
        settings with { Limits = true, Proxies = [IPNetwork.Parse("127.0.0.0/8")] };

    [Fact]
    public async Task A_reader_who_takes_nothing_is_dropped_and_whoever_reads_stays()
    {
        var (_, story) = await App.GivenAStoryAsync();
        await using var reader = await Watcher.OpenAsync(App);
        using var stalled = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await stalled.ConnectAsync(IPAddress.Loopback, App.Url.Port, TestContext.Current.CancellationToken);
        _ = await stalled.SendAsync(Encoding.ASCII.GetBytes($"GET {Live} HTTP/1.1\r\nHost: {App.Url.Authority}\r\n\r\n"), TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Streams.Count < 2) await Task.Delay(20, patience.Token);

        // Everything between server and reader fills up; each time the one who reads has read before more is said.
        var ids = Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()).ToList();
        var version = 0L;
        while (Streams.Count == 2)
        {
            patience.Token.ThrowIfCancellationRequested();
            Announcements.Announce([.. ids.Select(id => new Change(story.Id, ++version, ChangeKind.Voted, id, 1, 1, 0))]);
            Streams.Tick();
            Assert.Equal("change", (await reader.NextAsync()).Type);
        }

        Assert.Equal(1, Streams.Count);
        Announcements.Announce([new Change(story.Id, ++version, ChangeKind.Voted, ids[0], 1, 2, 0)]);
        var heard = await reader.NextAsync();
        while (!heard.Id.StartsWith($"{version}-", StringComparison.Ordinal)) heard = await reader.NextAsync();
    }

    [Fact]
    public async Task An_address_has_ten_places_and_the_next_reader_of_it_is_told_to_come_again()
    {
        _ = await App.GivenAStoryAsync();
        var watchers = new List<Watcher>();
        for (var i = 0; i < 10; i++) watchers.Add(await Watcher.OpenAsync(App));

        using (var refused = await AskAsync("127.0.0.1"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(60), refused.Headers.RetryAfter!.Delta);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
            Assert.Equal("urn:parley:problem:too-many-streams", (await refused.JsonAsync()).GetProperty("type").GetString());
        }

        // It is that address's own bound: another is not held up by it, nor by the last one that left.
        using (var other = await AskAsync("198.51.100.7")) Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        await watchers[0].DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Streams.Count > 9) await Task.Delay(20, patience.Token);
        watchers[0] = await Watcher.OpenAsync(App);
        foreach (var watcher in watchers) await watcher.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_changes_are_remembered_for_whoever_comes_back_and_who_missed_more_reads_anew()
    {
        var (_, story) = await App.GivenAStoryAsync();
        await using var watcher = await Watcher.OpenAsync(App);
        var id = Guid.NewGuid();
        Announce(1, 500);
        await using (var back = await Watcher.OpenAsync(App, lastEventId: "1-0"))
        {
            var heard = await back.NextAsync();
            Assert.Equal(("change", "500-0"), (heard.Type, heard.Id));
            Assert.Equal("[500,0]", heard.Data.GetProperty("votes").EnumerateObject().Single().Value.GetRawText());
        }

        Announce(501, 1_001);
        await using var late = await Watcher.OpenAsync(App, lastEventId: "1-0");
        Assert.Equal("resync", (await late.NextAsync()).Type);
        await using var recent = await Watcher.OpenAsync(App, lastEventId: "900-0");
        Assert.Equal("change", (await recent.NextAsync()).Type);

        void Announce(int from, int to) => Announcements.Announce([.. Enumerable.Range(from, to - from + 1).Select(i =>
            new Change(story.Id, i, ChangeKind.Voted, id, 1, i, 0))]);
    }

    private async Task<HttpResponseMessage> AskAsync(string address)
    {
        using var browser = App.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, Live);
        request.Headers.Add("X-Forwarded-For", address);
        return await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
