using Microsoft.Playwright;
using Parley.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Parley.Browser.Tests;

/// <summary>The one real browser of a test run: Debian's Chromium, driven by Playwright.</summary>
/// <remarks>
/// A test class takes it as a constructor argument and opens contexts of its own, which share nothing. Another
/// Chromium is used where <c>PARLEY_CHROMIUM</c> names one.
/// </remarks>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The running browser.</summary>
    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not been started.");

    /// <summary>What starts it, for whoever needs one with other settings.</summary>
    public IPlaywright Playwright => _playwright ?? throw new InvalidOperationException("The browser has not been started.");

    // The first is for containers, where tests run as root; the others keep it from calling home.
    public static IReadOnlyList<string> Args { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    public static string Executable => Environment.GetEnvironmentVariable("PARLEY_CHROMIUM") ?? "/usr/bin/chromium";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            throw new InvalidOperationException(
                $"There is no Chromium at {Executable}: `apt-get install -y --no-install-recommends chromium`, " +
                "or set PARLEY_CHROMIUM.");
        }

        _playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args = Args,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
