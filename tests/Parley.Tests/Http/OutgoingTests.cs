using System.Net;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public sealed partial class OutgoingTests : IAsyncLifetime
{
    private WebApplication _server = null!;
    private int _asked;

    private string Url => _server.Urls.First();

    private string Host => new Uri(Url).Authority;

    public async ValueTask InitializeAsync()
    {
        _server = Elsewhere.Build();
        _ = _server.MapGet("/hello", (HttpContext context) =>
        {
            _asked++;
            context.Response.Cookies.Append("kept", "1");
            return $"{context.Request.Headers.Cookie}{context.Request.Headers.Authorization}";
        });
        _ = _server.MapGet("/to", (string where) => Results.Redirect(where));
        _ = _server.MapGet("/round/{times:int}", (int times) => Results.Redirect(times == 0 ? "/hello" : $"/round/{times - 1}"));
        _ = _server.MapGet("/huge", (HttpContext context) => context.Response.WriteAsync(new string('a', 1024 * 1024 + 1)));
        _ = _server.MapGet("/slow", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        _ = _server.MapGet("/drip", async (HttpContext context) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("a");
                await context.Response.Body.FlushAsync();
                await Task.Delay(100, context.RequestAborted);
            }
        });
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_the_operator_vouches_for_is_asked_without_cookies_or_credentials()
    {
        using var outgoing = new Outgoing([Host]);
        for (var i = 0; i < 2; i++)
        {
            var answer = await outgoing.ReadAsync(new Uri(Url + "/hello"), CancellationToken.None);
            Assert.Equal((HttpStatusCode.OK, 0), (answer.Status, answer.Body.Length));
        }

        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Nothing_else_is_asked_without_TLS_nor_on_another_port()
    {
        using var canary = new Canary();
        using var outgoing = new Outgoing([Host]);
        foreach (var url in new[]
        {
            canary.Url, $"http://localhost:{canary.Port}/", "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1:25/x", $"http://ruth:secret@{Host}/hello", "data:,x",
        })
        {
            _ = await Assert.ThrowsAsync<OutgoingException>(() => outgoing.ReadAsync(new Uri(url), CancellationToken.None));
        }

        Assert.Equal((0, 0), (canary.Connections, _asked));
    }

    [Fact]
    public async Task No_way_to_write_an_inner_address_reaches_it()
    {
        using var canary = new Canary();
        using var outgoing = new Outgoing([]);
        var hosts = new[]
        {
            "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "017700000001", "127.1", "127.0.1",
            "0", "0.0.0.0", "[::]", "127.127.127.127", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001::1]", "127.0.0.1.", "①②⑦.⓪.⓪.①", "169.254.169.254", "10.0.0.1", "[fd00::1]", "[fe80::1]",
        };
        foreach (var host in hosts)
        {
            // Some are no address of the web at all, which is as good.
            if (!Uri.TryCreate($"https://{host}:{canary.Port}/", UriKind.Absolute, out var address)) continue;

            _ = await Assert.ThrowsAsync<OutgoingException>(() => outgoing.ReadAsync(address, CancellationToken.None));
        }

        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public async Task The_corpus_of_others_reaches_nothing_inside()
    {
        var file = Repository.Shared("data/hostile/ssrf.jsonl");
        // Names lead nowhere here, so that no test asks the world.
        using var outgoing = new Outgoing([], (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));
        var asked = 0;
        foreach (var line in File.ReadLines(file))
        {
            using var json = System.Text.Json.JsonDocument.Parse(line);
            if (!Uri.TryCreate(json.RootElement.GetProperty("input").GetString(), UriKind.Absolute, out var address)) continue;

            foreach (var tried in new[] { address, Uri.TryCreate("https://" + address.Authority, UriKind.Absolute, out var secure) ? secure : address })
            {
                _ = await Assert.ThrowsAsync<OutgoingException>(() => outgoing.ReadAsync(tried, CancellationToken.None));
                asked++;
            }
        }

        Assert.True(asked > 20);
    }

    [Fact]
    public async Task A_name_that_leads_outside_first_and_inside_then_never_gets_inside()
    {
        using var canary = new Canary();
        var lookups = 0;
        // An address of the public network that nobody answers at: the connection is refused or times out.
        var outside = IPAddress.Parse("192.0.1.1");
        using var outgoing = new Outgoing([], (_, _) => Task.FromResult(new[] { lookups++ == 0 ? outside : IPAddress.Loopback }));
        var address = new Uri($"https://rebinding.example:{canary.Port}/");

        for (var i = 0; i < 3; i++) _ = await Assert.ThrowsAsync<OutgoingException>(() => outgoing.ReadAsync(address, CancellationToken.None));

        Assert.Equal(0, canary.Connections);
        Assert.Equal(3, lookups);
    }

    [Fact]
    public async Task A_name_with_an_inner_address_beside_a_public_one_is_only_asked_outside()
    {
        using var canary = new Canary();
        using var outgoing = new Outgoing([], (_, _) => Task.FromResult(new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("::ffff:127.0.0.1") }));

        var refusal = await Assert.ThrowsAsync<OutgoingException>(() => outgoing.ReadAsync(new Uri($"https://mixed.example:{canary.Port}/"), CancellationToken.None));

        Assert.Contains("no public address", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public async Task Redirects_are_checked_like_the_first_address_and_end()
    {
        using var canary = new Canary();
        using var outgoing = new Outgoing([Host]);

        var followed = await outgoing.ReadAsync(new Uri(Url + "/round/2"), CancellationToken.None);
        Assert.True(followed.IsSuccess);
        _ = await Assert.ThrowsAsync<OutgoingException>(() => outgoing.ReadAsync(new Uri(Url + "/round/3"), CancellationToken.None));
        foreach (var inside in new[] { canary.Url, $"https://127.0.0.1:{canary.Port}/", $"https://[::ffff:127.0.0.1]:{canary.Port}/", $"//127.0.0.1:{canary.Port}/", "file:///etc/passwd" })
        {
            _ = await Assert.ThrowsAsync<OutgoingException>(
                () => outgoing.ReadAsync(new Uri($"{Url}/to?where={Uri.EscapeDataString(inside)}"), CancellationToken.None));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Url}/to?where={Uri.EscapeDataString(canary.Url)}");
        Assert.Equal(HttpStatusCode.Redirect, (await outgoing.SendAsync(request, CancellationToken.None)).Status);
        Assert.Equal(0, canary.Connections);
    }

    [Theory]
    [InlineData("/huge")]
    [InlineData("/slow")]
    [InlineData("/drip")]
    public async Task Whoever_answers_too_much_or_too_slowly_is_given_up(string path)
    {
        using var outgoing = new Outgoing([Host]);

        _ = await Assert.ThrowsAsync<OutgoingException>(() => outgoing.ReadAsync(new Uri(Url + path), CancellationToken.None));
    }

    [Fact]
    public void Only_the_audited_files_may_hold_what_asks_others()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".razor" && AsksOthers().IsMatch(File.ReadAllText(f))).Select(f => Path.GetFileName(f)!);

        // What others are asked, and the mail server that the operator names.
        Assert.Equal(["Outgoing.cs", "Smtp.cs"], files.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("var client = new HttpClient();")]
    [InlineData("private readonly HttpClient _client = new();")]
    [InlineData("TcpClient x = new();")]
    [InlineData("using TcpClient client = new(host, port);")]
    [InlineData("Socket socket = new(SocketType.Stream, ProtocolType.Tcp);")]
    [InlineData("var s = new System.Net.Sockets.Socket(SocketType.Dgram, ProtocolType.Udp);")]
    [InlineData("using var smtp = new System.Net.Mail.SmtpClient(\"mail\");")]
    [InlineData("SmtpClient smtp = new();")]
    [InlineData("UdpClient udp = new(53);")]
    [InlineData("var stream = WebRequest.Create(url);")]
    [InlineData("services.AddHttpClient();")]
    [InlineData("ConnectionFactory f; ClientWebSocket ws = new();")]
    [InlineData("await QuicConnection.ConnectAsync(options);")]
    [InlineData("_ = await Dns.GetHostAddressesAsync(name);")]
    [InlineData("new Ping().Send(host);")]
    [InlineData("var d = XmlReader.Create(\"https://evil.example/\", new() { XmlResolver = new XmlUrlResolver() });")]
    [InlineData("TcpListener listener = new(IPAddress.Any, 0);")]
    public void However_it_is_written_it_is_found(string line) => Assert.Matches(AsksOthers(), line);

    [Fact]
    public void What_the_product_uses_of_the_network_is_known_by_name()
    {
        using var file = File.OpenRead(typeof(Outgoing).Assembly.Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var used = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(t => (Space: metadata.GetString(t.Namespace), Name: metadata.GetString(t.Name)))
            .Where(t => t.Space.StartsWith("System.Net", StringComparison.Ordinal)).Select(t => t.Name).Distinct(StringComparer.Ordinal).ToList();

        Assert.Contains("TcpClient", used);
        Assert.All(used, name => Assert.True(Harmless.Contains(name, StringComparer.Ordinal) || AsksOthers().IsMatch(name), $"{name}: does it ask others? Then it belongs among the words that are looked for here."));
    }

    // Addresses, headers, what is asked and answered, what was agreed on a connection that somebody else opened.
    private static readonly string[] Harmless =
    [
        "AddressFamily", "AuthenticationHeaderValue", "CacheControlHeaderValue", "FormUrlEncodedContent", "HttpCompletionOption", "HttpContent", "HttpContentHeaders",
        "HttpHeaders", "HttpHeaderValueCollection`1", "HttpMethod", "HttpRequestException", "HttpRequestHeaders", "HttpRequestMessage", "HttpResponseHeaders",
        "HttpResponseMessage", "HttpStatusCode", "IPAddress", "IPEndPoint", "IPNetwork", "DnsEndPoint", "EndPoint", "MediaTypeHeaderValue", "MediaTypeWithQualityHeaderValue",
        "ProductInfoHeaderValue", "StringContent", "ProtocolType", "SocketException", "SocketError", "SocketType", "SocketsHttpConnectionContext", "SslClientAuthenticationOptions",
        "WebUtility", "SocketFlags", "ICredentials", "DecompressionMethods",
    ];

    [GeneratedRegex(
        @"\b(?:HttpClient|HttpMessageInvoker|HttpClientHandler|HttpMessageHandler|SocketsHttpHandler|AddHttpClient|IHttpClientFactory|WebClient|(?:Http|Ftp|File)?WebRequest|"
        + @"TcpClient|TcpListener|UdpClient|Socket|NetworkStream|SslStream|NegotiateStream|SmtpClient|ClientWebSocket|QuicConnection|QuicListener|Dns|Ping|"
        + @"NamedPipeClientStream|UnixDomainSocketEndPoint|XmlUrlResolver|XmlSecureResolver)\b",
        RegexOptions.NonBacktracking)]
    private static partial Regex AsksOthers();
}
