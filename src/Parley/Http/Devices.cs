namespace Parley.Http;

/// <summary>A few words by which people recognize a browser of theirs.</summary>
internal static class Devices
{
    // The first that is named in what a browser says of itself; those that imitate others come before them.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
        ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    /// <summary>Such as "Firefox, Linux"; empty for what nobody would recognize.</summary>
    public static string NameOf(string userAgent) => string.Join(", ", new[] { Find(userAgent, Browsers), Find(userAgent, Systems) }.OfType<string>());

    private static string? Find(string userAgent, (string Sign, string Name)[] known) =>
        known.FirstOrDefault(k => userAgent.Contains(k.Sign, StringComparison.Ordinal)).Name;
}
