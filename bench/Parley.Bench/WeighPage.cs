using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Parley.Bench;

/// <summary>What a browser fetches until the first comment can be read, and until the page is at rest.</summary>
/// <remarks>
/// On a line of 1.6 Mbit/s with 150 ms of latency (what Lighthouse calls slow 4G), so that what comes first is seen to
/// come first; bytes are those on the wire, headers included.
/// </remarks>
internal static class WeighPage
{
    private const int BytesPerSecond = 1_600_000 / 8;
    private const int LatencyMilliseconds = 150;

    // Looked for before every frame that is drawn.
    private const string NoteWhenReadable = """
        (function look() {
          const found = document.querySelector(SELECTOR);
          if (found && found.textContent.trim() && found.getClientRects().length) {
            globalThis.firstReadable = performance.timeOrigin + performance.now();
          } else {
            requestAnimationFrame(look);
          }
        })();
        """;

    // Anything slower than this is not waited for.
    private const int LongestMilliseconds = 60_000;

    public static async Task<string> RunAsync(string url, string selector)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("PARLEY_CHROMIUM") ?? "/usr/bin/chromium",
            // Frames of other sites stay in this process, where one session sees and slows all that is fetched.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-site-isolation-trials",
                "--disable-features=IsolateOrigins,site-per-process",
            ],
        });
        var page = await browser.NewPageAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        var arrivals = new ConcurrentQueue<Arrival>();
        var clock = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        session.Event("Network.requestWillBeSent").OnEvent += (_, e) =>
        {
            _ = clock.TrySetResult(Number(e, "wallTime") - Number(e, "timestamp"));
            arrivals.Enqueue(Arrival.Of(e, 0));
        };
        session.Event("Network.responseReceived").OnEvent += (_, e) => arrivals.Enqueue(
            Arrival.Of(e, (long)e!.Value.GetProperty("response").GetProperty("encodedDataLength").GetDouble()));
        session.Event("Network.dataReceived").OnEvent += (_, e) => arrivals.Enqueue(Arrival.Of(e, (long)Number(e, "encodedDataLength")));
        session.Event("Network.loadingFinished").OnEvent += (_, e) =>
            arrivals.Enqueue(Arrival.Of(e, (long)Number(e, "encodedDataLength")) with { IsWhole = true });
        _ = await session.SendAsync("Network.enable");
        _ = await session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["offline"] = false,
            ["latency"] = LatencyMilliseconds,
            ["downloadThroughput"] = BytesPerSecond,
            ["uploadThroughput"] = BytesPerSecond,
        });

        await page.AddInitScriptAsync(NoteWhenReadable.Replace("SELECTOR", JsonSerializer.Serialize(selector), StringComparison.Ordinal));
        _ = await page.GotoAsync(url, new PageGotoOptions { WaitUntil = WaitUntilState.Commit, Timeout = LongestMilliseconds });
        var readable = (await ReadableAsync(page) / 1000) - await clock.Task;
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle, new PageWaitForLoadStateOptions { Timeout = LongestMilliseconds });

        // A request counts as it comes in, piece by piece, and in the end as what the browser says that it was in all.
        var all = arrivals.ToLookup(a => a.Request, StringComparer.Ordinal);
        return JsonSerializer.Serialize(new
        {
            firstRequests = all.Count(r => r.Any(a => a.At <= readable && a.Bytes > 0)),
            firstBytes = all.Sum(r => Bytes(r.Where(a => a.At <= readable))),
            firstSeconds = Math.Round(readable - arrivals.Min(a => a.At), 2),
            requests = all.Count,
            bytes = all.Sum(Bytes),
        });
    }

    private static long Bytes(IEnumerable<Arrival> arrivals) =>
        arrivals.Any(a => a.IsWhole) ? arrivals.Last(a => a.IsWhole).Bytes : arrivals.Sum(a => a.Bytes);

    private static double Number(JsonElement? e, string name) => e!.Value.GetProperty(name).GetDouble();

    // When it could be read, in milliseconds since 1970, by the page's or the frame's own clock.
    private static async Task<double> ReadableAsync(IPage page)
    {
        using var patience = new CancellationTokenSource(LongestMilliseconds);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            foreach (var frame in page.Frames)
            {
                if (await AskAsync(frame) is { } moment) return moment;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    private static async Task<double?> AskAsync(IFrame frame)
    {
        try
        {
            return await frame.EvaluateAsync<double?>("() => globalThis.firstReadable ?? null");
        }
        catch (PlaywrightException)
        {
            // The frame went on to another document while it was asked.
            return null;
        }
    }

    private sealed record Arrival(string Request, double At, long Bytes)
    {
        public bool IsWhole { get; init; }

        public static Arrival Of(JsonElement? e, long bytes) =>
            new(e!.Value.GetProperty("requestId").GetString()!, Number(e, "timestamp"), bytes);
    }
}
