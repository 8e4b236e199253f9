using System.Globalization;
using System.Net;
using Parley.Core;
using Parley.Core.Commenters;

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

    /// <summary>How long what is known of people is kept.</summary>
    public Retention Retention { get; init; } = new();

    /// <summary>The mail server and the sender; null where none is set up and letters wait.</summary>
    public MailSettings? Mail { get; init; }

    /// <summary>
    /// Whether letters are printed instead, for whoever tries Parley out on their own machine; never where readers come
    /// through a proxy, and never into a log that others keep.
    /// </summary>
    public bool PrintsMail { get; init; }
    /// <summary>Hosts, each with its port, that may be asked although they are inside our own network, and without TLS.</summary>
    public IReadOnlyList<string> InternalHosts { get; init; } = [];

    /// <summary>By whom people may sign in besides our own ways.</summary>
    public IReadOnlyList<Issuer> Issuers { get; init; } = [];

    /// <summary>Reads the variables PARLEY_*.</summary>
    /// <param name="names">The names of all variables, for those whose name is the operator's choice.</param>
    /// <exception cref="FormatException">One of them cannot be read; the message says which.</exception>
    public static Settings Read(Func<string, string?> variable, IEnumerable<string>? names = null)
    {
        var settings = new Settings();
        var hosts = ReadHosts("PARLEY_INTERNAL_HOSTS");
        using var outgoing = new Http.Outgoing(hosts);
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
            Retention = new Retention
            {
                Addresses = TimeSpan.FromDays(ReadNumber("PARLEY_KEEP_ADDRESSES", (int)settings.Retention.Addresses.TotalDays, 0, 3_650)),
                GuestMail = TimeSpan.FromDays(ReadNumber("PARLEY_KEEP_GUEST_MAIL", (int)settings.Retention.GuestMail.TotalDays, 1, 3_650)),
            },
            Proxies = [.. (Given("PARLEY_PROXIES") ?? "")
                .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(ReadNetwork)],
            Mail = MailSettings.Read(Given("PARLEY_SMTP") ?? ReadSecret("PARLEY_SMTP_FILE"), Given("PARLEY_MAIL_FROM")),
            InternalHosts = hosts,
            Issuers = Issuer.ReadAll(names ?? [], variable, outgoing.MayAsk),
        };

        string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;

        // A secret in a file is not in the list of processes, nor in what a crash leaves behind.
        string? ReadSecret(string name)
        {
            if (Given(name) is not { } file) return null;
            return File.Exists(file) ? File.ReadAllText(file).Trim() : throw new FormatException($"{name}: there is no file {file}.");
        }

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

        IReadOnlyList<string> ReadHosts(string name)
        {
            var given = (Given(name) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
            return Array.Find(given, h => !(Uri.TryCreate("http://" + h, UriKind.Absolute, out var uri) && h.EndsWith($":{uri.Port}", StringComparison.Ordinal)
                && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0)) is { } wrong
                ? throw new FormatException($"{name} has \"{wrong}\"; each is a host and a port, such as login.internal:8443.")
                : [.. given.Select(h => h.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal))];
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
