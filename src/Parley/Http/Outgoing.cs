#pragma warning disable RS0030 // This is the audited place.
using System.Net;
using System.Net.Sockets;
using Parley.Core;

namespace Parley.Http;

/// <summary>The one place from which Parley asks others over HTTP.</summary>
/// <remarks>
/// Whoever chooses an address must not reach our own network by it: names are resolved here, what is not public is
/// refused, and the connection goes to the very address that was checked, so that a second answer of the name server
/// changes nothing. Only what the operator vouches for (PARLEY_INTERNAL_HOSTS) may be inside, and without TLS. Five
/// seconds and one mebibyte are the most; no cookies, no proxy of the environment, no credentials, no redirect that was
/// not checked like the first address.
/// </remarks>
internal sealed class Outgoing : IDisposable
{
    /// <summary>How many redirects are followed where any are.</summary>
    public const int MostHops = 3;

    private const int LargestAnswer = 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // A name that moved is looked up again after so long.
    private static readonly TimeSpan ConnectionKeptFor = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _internal;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly SocketsHttpHandler _connections;
    private readonly HttpClient _client;

    /// <param name="internalHosts">Each <c>host:port</c> that may be inside.</param>
    /// <param name="resolve">How names become addresses; the system's own way if null.</param>
    public Outgoing(IEnumerable<string> internalHosts, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _internal = new HashSet<string>(internalHosts, StringComparer.OrdinalIgnoreCase);
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
        _connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = Longest,
            PooledConnectionLifetime = ConnectionKeptFor,
            MaxResponseHeadersLength = 32,
            ConnectCallback = ConnectAsync,
        };
        _client = new HttpClient(_connections, disposeHandler: false)
        {
            Timeout = Longest,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>What somebody answered.</summary>
    public sealed record Answer(HttpStatusCode Status, byte[] Body)
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;
    }

    /// <summary>Whether an address may be asked at all, before its name is looked up: https of what is not plainly inside, or a host vouched for.</summary>
    public bool MayAsk(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0
        && (IsInternal(address.IdnHost, address.Port) ? address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp
            : address.Scheme == Uri.UriSchemeHttps && !IsPlainlyInside(address));

    /// <summary>Reads what is at an address; redirects are followed, each checked like the first.</summary>
    /// <exception cref="OutgoingException">It may not be asked, does not answer in time, or answers too much.</exception>
    public async Task<Answer> ReadAsync(Uri address, CancellationToken cancellation)
    {
        for (var hops = 0; ; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var (answer, next) = await AskAsync(request, cancellation);
            if (next is null) return answer;
            if (hops == MostHops) throw new OutgoingException($"{address.Host} redirects too often.");

            address = next;
        }
    }

    /// <summary>Sends one request; a redirect is an answer like any other.</summary>
    /// <exception cref="OutgoingException">It may not be asked, does not answer in time, or answers too much.</exception>
    public async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        (await AskAsync(request, cancellation)).Answer;

    public void Dispose()
    {
        _client.Dispose();
        _connections.Dispose();
    }

    private async Task<(Answer Answer, Uri? Next)> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var address = request.RequestUri!;
        if (!MayAsk(address)) throw new OutgoingException($"{address.Scheme}://{address.Host} may not be asked: not https, or not public.");

        // Whoever is asked may want to know by whom, and some (GitHub) insist.
        request.Headers.UserAgent.Add(new("Parley", null));
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
            var answer = new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
            var isRedirect = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
                or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
            return (answer, isRedirect && response.Headers.Location is { } location ? new Uri(address, location) : null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new OutgoingException($"{address.Host} could not be asked: {Reason(exception)}", exception);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellation);
        var allowed = IsInternal(host, port) ? found : Array.FindAll(found, NetworkAddress.IsGlobal);
        if (allowed.Length == 0) throw new HttpRequestException("no public address");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // To the addresses that were checked, and never to the name again.
            await socket.ConnectAsync(allowed, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // By its number, or a name that only ever means this machine or its network.
    private static bool IsPlainlyInside(Uri address) => IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal)
        ? !NetworkAddress.IsGlobal(literal)
        : !address.IdnHost.TrimEnd('.').Contains('.', StringComparison.Ordinal) || address.IdnHost.TrimEnd('.').EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private bool IsInternal(string host, int port) =>
        _internal.Contains($"{host.Trim('[', ']')}:{port.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

    private static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException => "no answer in time",
        _ => (exception.InnerException ?? exception).Message,
    };
}

/// <summary>Somebody could not be asked; the message says whom and why, for the log.</summary>
internal sealed class OutgoingException(string message, Exception? inner = null) : Exception(message, inner);
