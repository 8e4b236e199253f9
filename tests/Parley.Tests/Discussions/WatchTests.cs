using System.Net;
using System.Text.Json;
using Parley.Live;
using Parley.Tests.App;

namespace Parley.Tests.Discussions;

public sealed class WatchOnSqliteTests() : WatchTests(onPostgres: false);

public sealed class WatchOnPostgresTests() : WatchTests(onPostgres: true);

public abstract class WatchTests(bool onPostgres) : ProductTests(onPostgres)
{
    private LiveStreams Streams => (LiveStreams)App.Services.GetService(typeof(LiveStreams))!;

    private protected override Settings Change(Settings settings) => settings with { Streams = 12 };

    [Fact]
    public async Task A_watcher_hears_of_comments_votes_changes_and_tombstones_but_never_reads_words()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var first = await writer.SayAsync("First.");
        var second = await writer.SayAsync("Second, soon gone.");
        _ = await writer.SayAsync("An answer.", second);
        await using var watcher = await Watcher.OpenAsync(App);

        var posted = await writer.SayAsync("Third.", first);
        var heard = await watcher.NextAsync();
        Assert.Equal("change", heard.Type);
        Assert.Equal(1, heard.Data.GetProperty("new").GetInt32());
        Assert.Equal([posted], Ids(heard, "posted"));
        Assert.DoesNotContain("Third", heard.Data.GetRawText(), StringComparison.Ordinal);

        using var voter = App.Browser();
        using var voted = await voter.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{first}/vote", """{"value":-1}""");
        Assert.True(voted.IsSuccessStatusCode);
        heard = await watcher.NextAsync();
        Assert.Equal("[0,1]", heard.Data.GetProperty("votes").GetProperty(first).GetRawText());

        using var edited = await writer.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{first}", """{"text":"1st"}""");
        Assert.True(edited.IsSuccessStatusCode);
        heard = await watcher.NextAsync();
        Assert.Equal([first], Ids(heard, "edited"));

        using var deleted = await writer.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{second}", "");
        Assert.True(deleted.IsSuccessStatusCode);
        heard = await watcher.NextAsync();
        Assert.Equal([second], Ids(heard, "gone"));
    }

    [Fact]
    public async Task A_lost_connection_is_resumed_exactly()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        string last;
        await using (var watcher = await Watcher.OpenAsync(App))
        {
            _ = await writer.SayAsync("Heard.");
            last = (await watcher.NextAsync()).Id;
        }

        var missed = new List<string>();
        for (var i = 0; i < 5; i++) missed.Add(await writer.SayAsync($"Missed {i}."));
        using var voted = await App.Browser().SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{missed[0]}/vote", """{"value":1}""");

        await using var again = await Watcher.OpenAsync(App, lastEventId: last);
        var heard = await again.NextAsync();
        Assert.Equal("change", heard.Type);
        Assert.Equal(missed.Order(StringComparer.Ordinal), Ids(heard, "posted").Order(StringComparer.Ordinal));
        Assert.NotEqual(last, heard.Id);

        // Whoever has heard it all hears nothing: the next thing is what happens next.
        await using var third = await Watcher.OpenAsync(App, lastEventId: heard.Id);
        var next = await writer.SayAsync("Next.");
        Assert.Equal([next], Ids(await third.NextAsync(), "posted"));
    }

    [Fact]
    public async Task Who_was_away_too_long_reads_anew_unless_only_comments_came()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var first = await writer.SayAsync("First.");
        var second = await writer.SayAsync("Second.");

        // Nobody watched, so nothing was remembered; but two versions with two comments in them are two comments.
        await using (var watcher = await Watcher.OpenAsync(App, "0-0"))
            Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), Ids(await watcher.NextAsync(), "posted").Order(StringComparer.Ordinal));

        using var voter = App.Browser();
        using var voted = await voter.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{first}/vote", """{"value":1}""");
        await using var late = await Watcher.OpenAsync(App, "0-0");
        Assert.Equal("resync", (await late.NextAsync()).Type);
        using var wrong = await voter.GetAsync(new Uri("/api/v1/sites/times/stories/bridge/live?since=x", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task More_than_an_event_holds_is_told_as_one_word()
    {
        var (_, story) = await App.GivenAStoryAsync();
        await using var watcher = await Watcher.OpenAsync(App);
        var announcements = (IAnnouncements)App.Services.GetService(typeof(IAnnouncements))!;
        announcements.Announce([.. Enumerable.Range(1, 101).Select(i =>
            new Change(story.Id, i, ChangeKind.Posted, Guid.NewGuid(), i))]);

        var heard = await watcher.NextAsync();
        Assert.Equal(("resync", "101-101"), (heard.Type, heard.Id));
    }

    [Fact]
    public async Task There_are_only_so_many_places_and_one_that_is_left_is_free_again()
    {
        _ = await App.GivenAStoryAsync();
        var watchers = new List<Watcher>();
        for (var i = 0; i < 12; i++) watchers.Add(await Watcher.OpenAsync(App));
        using var browser = App.Browser();
        using (var answer = await browser.GetAsync(new Uri("/api/v1/sites/times/stories/bridge/live", UriKind.Relative), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(60), answer.Headers.RetryAfter!.Delta);
            Assert.Equal("urn:parley:problem:too-many-streams", (await answer.JsonAsync()).GetProperty("type").GetString());
        }

        await watchers[0].DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Streams.Count == 12) await Task.Delay(20, patience.Token);
        watchers[0] = await Watcher.OpenAsync(App);
        foreach (var watcher in watchers) await watcher.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_beats_while_nothing_happens_and_says_when_to_come_back()
    {
        _ = await App.GivenAStoryAsync();
        await using var watcher = await Watcher.OpenAsync(App);
        Assert.InRange(watcher.Retry, 2_000, 8_000);
        for (var second = 0; second < 20; second++) Streams.Tick();
        Assert.StartsWith(":", await watcher.LineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_and_is_not_held_up()
    {
        await using var app = await ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        await using var watcher = await Watcher.OpenAsync(app);
        var started = System.Diagnostics.Stopwatch.StartNew();
        await app.StopAsync();
        Assert.StartsWith("retry: ", await watcher.LineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await watcher.LineAsync());
        Assert.Null(await watcher.LineAsync());
        Assert.InRange(started.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static string[] Ids((string Type, string Id, JsonElement Data) heard, string name) =>
        [.. heard.Data.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];
}

/// <summary>One reader's stream, read as a browser reads it.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly HttpClient _browser;
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private Watcher(HttpClient browser, HttpResponseMessage answer, StreamReader lines, int retry) =>
        (_browser, _answer, _lines, Retry) = (browser, answer, lines, retry);

    public int Retry { get; }

    public static async Task<Watcher> OpenAsync(ParleyApp app, string since = "", string? lastEventId = null)
    {
        var browser = app.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sites/times/stories/bridge/live?since=" + since);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var retry = await lines.ReadLineAsync();
        Assert.Equal("", await lines.ReadLineAsync());
        return new Watcher(browser, answer, lines,
            int.Parse(retry!["retry: ".Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async Task<string?> LineAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _lines.ReadLineAsync(patience.Token);
    }

    /// <summary>The next event; heartbeats are passed over.</summary>
    public async Task<(string Type, string Id, JsonElement Data)> NextAsync()
    {
        var (type, id, data) = ("", "", "");
        // For the event, not for each line: heartbeats come for ever.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line["event: ".Length..];
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line["id: ".Length..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line["data: ".Length..];
            if (line.Length > 0 || data.Length == 0) continue;

            using var document = JsonDocument.Parse(data);
            return (type, id, document.RootElement.Clone());
        }

        throw new InvalidOperationException("The stream ended.");
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _answer.Dispose();
        _browser.Dispose();
        return ValueTask.CompletedTask;
    }
}
