using System.Globalization;
using System.Net;
using Parley.Core;

namespace Parley;

/// <summary>What an operator may set: each an option of <c>serve</c> or a variable of the environment, or both.</summary>
internal sealed record Settings
{
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    public string Data { get; init; } = "./data";

    /// <summary>A PostgreSQL connection; null for SQLite in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>The origin readers use, for permalinks and canonical addresses; never taken from a request.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>A file with a certificate and its key, PEM or PKCS #12, for addresses that begin with https; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>False lifts every pace and rate limit; honored on loopback only.</summary>
    public bool Limits { get; init; } = true;

    /// <summary>Whether scripts are asked for a little computation before posting quickly.</summary>
    public bool ProofOfWork { get; init; } = true;

    /// <summary>For how long a server told to stop still answers, while it says that it is not ready: 0 to 3 seconds.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many MiB of ready pages are held in memory.</summary>
    public int Cache { get; init; } = 48;

    /// <summary>How many readers may watch discussions live at once; the others ask now and then.</summary>
    public int Streams { get; init; } = 10_000;

    /// <summary>The proxies in front, as addresses or networks, whose forwarded headers are believed.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Reads the variables PARLEY_*.</summary>
    /// <exception cref="FormatException">One of them cannot be read; the message says which.</exception>
    public static Settings Read(Func<string, string?> variable)
    {
        var settings = new Settings();
        return settings with
        {
            Urls = Given("PARLEY_URLS") ?? settings.Urls,
            Data = Given("PARLEY_DATA") ?? settings.Data,
            Database = Given("PARLEY_DATABASE"),
            PublicUrl = ReadOrigin("PARLEY_PUBLIC_URL"),
            Certificate = Given("PARLEY_CERTIFICATE"),
            Limits = ReadSwitch("PARLEY_LIMITS"),
            ProofOfWork = ReadSwitch("PARLEY_PROOF_OF_WORK"),
            Drain = TimeSpan.FromSeconds(ReadNumber("PARLEY_DRAIN", (int)settings.Drain.TotalSeconds, 0, 3)),
            Cache = ReadNumber("PARLEY_CACHE", settings.Cache, 1, 65_536),
            Streams = ReadNumber("PARLEY_STREAMS", settings.Streams, 0, 1_000_000),
            Proxies = [.. (Given("PARLEY_PROXIES") ?? "")
                .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(ReadNetwork)],
        };

        string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;

        bool ReadSwitch(string name) => Given(name) switch
        {
            null or "on" => true,
            "off" => false,
            _ => throw new FormatException($"{name} is \"on\" or \"off\"."),
        };

        int ReadNumber(string name, int otherwise, int least, int most)
        {
            if (Given(name) is not { } value) return otherwise;
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw new FormatException($"{name} is a whole number from {least} to {most}.");
        }

        string? ReadOrigin(string name)
        {
            if (Given(name) is not { } value) return null;
            return WebAddress.TryReadOrigin(value.TrimEnd('/'), out var origin)
                ? origin
                : throw new FormatException($"{name} is an origin such as https://talk.example.org, without a path.");
        }
    }

    /// <summary>The origin that links of our own begin with.</summary>
    public string Origin => PublicUrl ?? WebAddress.OriginOf(FirstUrl()) ?? "http://127.0.0.1:8080";

    /// <summary>Whether every address listened on is this machine's own.</summary>
    public bool IsLoopbackOnly => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries).All(url =>
        Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) && uri.IsLoopback);

    private string FirstUrl() => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("").Trim()
        .Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal);

    private static IPNetwork ReadNetwork(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);

        throw new FormatException($"PARLEY_PROXIES has \"{text}\", which is neither an address nor a network.");
    }
}
