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
        var (requests, bytes) = (0, 0L);
        session.Event("Network.requestWillBeSent").OnEvent += (_, _) => Interlocked.Increment(ref requests);
        session.Event("Network.responseReceived").OnEvent += (_, e) =>
            Interlocked.Add(ref bytes, (long)e!.Value.GetProperty("response").GetProperty("encodedDataLength").GetDouble());
        session.Event("Network.dataReceived").OnEvent += (_, e) =>
            Interlocked.Add(ref bytes, e!.Value.GetProperty("encodedDataLength").GetInt64());
        _ = await session.SendAsync("Network.enable");
        _ = await session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["offline"] = false,
            ["latency"] = LatencyMilliseconds,
            ["downloadThroughput"] = BytesPerSecond,
            ["uploadThroughput"] = BytesPerSecond,
        });

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await page.GotoAsync(url, new PageGotoOptions { WaitUntil = WaitUntilState.Commit, Timeout = LongestMilliseconds });
        await ReadableAsync(page, selector);
        var (firstRequests, firstBytes, firstTime) = (requests, bytes, watch.Elapsed);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle, new PageWaitForLoadStateOptions { Timeout = LongestMilliseconds });
        return JsonSerializer.Serialize(new
        {
            firstRequests,
            firstBytes,
            firstSeconds = Math.Round(firstTime.TotalSeconds, 2),
            requests,
            bytes,
        });
    }

    // In the page or in any frame of it.
    private static async Task ReadableAsync(IPage page, string selector)
    {
        using var patience = new CancellationTokenSource(LongestMilliseconds);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            foreach (var frame in page.Frames)
            {
                if (await IsVisibleAsync(frame, selector)) return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    private static async Task<bool> IsVisibleAsync(IFrame frame, string selector)
    {
        try
        {
            return await frame.Locator(selector).First.IsVisibleAsync();
        }
        catch (PlaywrightException)
        {
            // The frame went on to another document while it was asked.
            return false;
        }
    }
}
