using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

public sealed class TermTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-term-").FullName;

    [Fact]
    public async Task Told_to_stop_under_load_with_many_live_readers_it_stops_in_order_and_in_time()
    {
        var port = PostgresServer.FreePort();
        using var load = new Load(new Uri($"http://127.0.0.1:{port}"), clients: 20, between: TimeSpan.FromMilliseconds(50));
        var streams = new List<Stream>();
        await using (var parley = ParleyProcess.ServeAt(port, _folder, environment: new Dictionary<string, string>(StringComparer.Ordinal)))
        {
            _ = await parley.Listening;
            await load.StartAsync();
            for (var i = 0; i < Cycles.Of("PARLEY_WATCHERS", 200); i++) streams.Add(await ListenAsync(port, i));
            await load.UntilAcknowledgedAsync(50);

            var began = Stopwatch.GetTimestamp();
            var stopping = parley.StopAsync();
            var endings = await Task.WhenAll(streams.Select(ReadToEndAsync));
            Assert.Equal(0, await stopping);
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(15));
            Assert.All(endings, e => Assert.Contains("retry:", e, StringComparison.Ordinal));
            await load.AbandonAsync();
        }

        foreach (var stream in streams) await stream.DisposeAsync();
        Assert.DoesNotContain(500, load.Answers.Keys);
        await Oracle.JudgeAsync(Database.Choose(null, _folder), load);
    }

    [Fact]
    public async Task Told_to_stop_it_says_so_before_it_stops_and_answers_who_is_already_asking()
    {
        var port = PostgresServer.FreePort();
        await using var parley = ParleyProcess.ServeAt(port, _folder);
        _ = await parley.Listening;

        // Half a request, whose writer is slow: it is on its way when the signal comes, and is answered.
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, port);
        const string Body = "{\"text\":\"Begun before the stop\",\"name\":\"Slow\"}";
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/sites/{Load.Story}/comments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Body.Length}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n{Body[..10]}"));
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, port);
        using var watcher = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        // A connection that is open is still answered, and hears that no more should come.
        Assert.True((await watcher.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode);

        var stopping = parley.StopAsync();
        HttpStatusCode status;
        do
        {
            using var answer = await watcher.GetAsync(new Uri("/health/ready", UriKind.Relative));
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);

        // Whoever only holds a connection is sent away: now every connection knows of the stop, the slow one too.
        Assert.Equal(0, await idle.GetStream().ReadAsync(new byte[1]));
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Body[10..]));
        var said = await ReadToEndAsync(slow.GetStream());
        Assert.Equal(0, await stopping);
        Assert.True(said.StartsWith("HTTP/1.1 201", StringComparison.Ordinal), said + parley.Output);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    // From as many addresses as readers have, so that no cap for one address is met: all of 127.0.0.0/8 is loopback.
    private static async Task<Stream> ListenAsync(int port, int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(new IPAddress([127, 1, (byte)(number / 200), (byte)(1 + (number % 200))]), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /api/v1/sites/{Load.Story}/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"));
        var start = new byte[15];
        await stream.ReadExactlyAsync(start);
        Assert.Equal("HTTP/1.1 200 OK", Encoding.ASCII.GetString(start));
        return stream;
    }

    private static async Task<string> ReadToEndAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }
}
