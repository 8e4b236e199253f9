using System.Text.Json;
using Microsoft.Playwright;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>A Chromium with a profile of its own that keeps no third party's cookies, and knows hosts that only exist in tests.</summary>
internal sealed class PrivateBrowser : IAsyncDisposable
{
    private readonly string _profile;

    private PrivateBrowser(IBrowserContext context, string profile) => (Context, _profile) = (context, profile);

    public IBrowserContext Context { get; }

    /// <param name="keepsNothingOf">Whose cookies it does not keep in the pages of a.test even where they are set apart for the publisher.</param>
    public static async Task<PrivateBrowser> StartAsync(
        Chromium chromium, Uri? keepsNothingOf = null, ColorScheme scheme = ColorScheme.Light, ViewportSize? size = null)
    {
        var profile = Directory.CreateTempSubdirectory("parley-profile-").FullName;
        _ = Directory.CreateDirectory(Path.Combine(profile, "Default"));
        var exceptions = keepsNothingOf is null
            ? []
            : new Dictionary<string, object>(StringComparer.Ordinal)
            {
                // 2: block. The first is whose cookie, the second in whose page.
                [$"https://{keepsNothingOf.Host},https://[*.]a.test"] = new { setting = 2 },
            };
        await File.WriteAllTextAsync(Path.Combine(profile, "Default", "Preferences"), JsonSerializer.Serialize(new
        {
            profile = new
            {
                // 1: third parties' are blocked, as a person chooses it in the settings.
                cookie_controls_mode = 1,
                block_third_party_cookies = true,
                content_settings = new { exceptions = new { cookies = exceptions } },
            },
        }));
        var context = await chromium.Playwright.Chromium.LaunchPersistentContextAsync(profile, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Chromium.Executable,
            // The tests' own certificate and no other, believed in full: where one is only overlooked there are no passkeys.
            Args = [.. Chromium.Args, "--host-resolver-rules=MAP *.test 127.0.0.1", "--ignore-certificate-errors-spki-list=" + SelfSigned.KeyHash],
            ColorScheme = scheme,
            ViewportSize = size ?? new ViewportSize { Width = 1280, Height = 900 },
        });
        return new PrivateBrowser(context, profile);
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        Directory.Delete(_profile, recursive: true);
    }
}
