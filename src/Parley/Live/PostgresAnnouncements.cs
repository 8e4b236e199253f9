using System.Globalization;
using System.Threading.Channels;
using Npgsql;

namespace Parley.Live;

/// <summary>Announcements between the nodes that share a PostgreSQL database, by LISTEN and NOTIFY.</summary>
/// <remarks>
/// This node hears itself at once; the others a moment after the commit. Not within the transaction: every one that
/// notifies waits for a lock that all of them share, so that commits would no longer be shared. What is lost between
/// commit and announcement, readers notice within two seconds (docs/decisions/0009-public-bytes.md).
/// </remarks>
internal sealed class PostgresAnnouncements(string connection, ILogger<PostgresAnnouncements> logger, TimeProvider clock)
    : BackgroundService, IAnnouncements
{
    private const string Channel = "parley";

    // A notification holds 8,000 bytes; a change is written in at most 130.
    private const int ChangesInANotification = 60;

    private static readonly TimeSpan BeforeTryingAgain = TimeSpan.FromSeconds(1);

    private readonly InProcessAnnouncements _here = new();
    private readonly string _node = Guid.NewGuid().ToString("N");

    // Whoever announces never waits: what does not fit is missed, as it may be.
    private readonly Channel<Change> _outgoing = System.Threading.Channels.Channel.CreateBounded<Change>(
        new BoundedChannelOptions(10_000) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    public void Announce(IReadOnlyList<Change> changes)
    {
        _here.Announce(changes);
        foreach (var change in changes) _ = _outgoing.Writer.TryWrite(change);
    }

    public IDisposable Subscribe(Action<Change> hear) => _here.Subscribe(hear);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        KeepAsync(ListenAsync, stoppingToken), KeepAsync(NotifyAsync, stoppingToken));

    private async Task KeepAsync(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Of its own: a pooled one would carry its subscription into somebody's request.
                var settings = new NpgsqlConnectionStringBuilder(connection) { Pooling = false, KeepAlive = 30 };
                await using var own = new NpgsqlConnection(settings.ToString());
                await own.OpenAsync(stopping);
                await work(own, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
            {
                Log.Interrupted(logger, exception.Message);
                await Task.Delay(BeforeTryingAgain, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(NpgsqlConnection own, CancellationToken stopping)
    {
        own.Notification += (_, notification) => Hear(notification.Payload);
        await using (var listen = own.CreateCommand())
        {
            listen.CommandText = "LISTEN " + Channel;
            _ = await listen.ExecuteNonQueryAsync(stopping);
        }

        while (true) await own.WaitAsync(stopping);
    }

    private async Task NotifyAsync(NpgsqlConnection own, CancellationToken stopping)
    {
        while (await _outgoing.Reader.WaitToReadAsync(stopping))
        {
            var changes = new List<string>();
            while (changes.Count < ChangesInANotification && _outgoing.Reader.TryRead(out var change)) changes.Add(Write(change));
            await using var notify = own.CreateCommand();
            notify.CommandText = "SELECT pg_notify(@channel, @payload)";
            _ = notify.Parameters.AddWithValue("channel", Channel);
            _ = notify.Parameters.AddWithValue("payload", _node + '\n' + string.Join('\n', changes));
            _ = await notify.ExecuteNonQueryAsync(stopping);
        }
    }

    private void Hear(string payload)
    {
        var lines = payload.Split('\n');
        if (lines[0] == _node) return;

        _here.Announce([.. lines.Skip(1).Select(Read).OfType<Change>()]);
    }

    private static string Write(Change change) => string.Create(
        CultureInfo.InvariantCulture,
        $"{change.StoryId:N} {change.Version} {change.Kind} {change.CommentId:N} {change.Number} {change.Up} {change.Down}");

    // Null for what another version of Parley says in another way: its change is noticed by the story's version.
    private static Change? Read(string line) =>
        line.Split(' ') is [var story, var version, var kind, var comment, var number, var up, var down]
        && Guid.TryParseExact(story, "N", out var storyId)
        && long.TryParse(version, CultureInfo.InvariantCulture, out var v)
        && Enum.TryParse<ChangeKind>(kind, out var k)
        && Guid.TryParseExact(comment, "N", out var commentId)
        && int.TryParse(number, CultureInfo.InvariantCulture, out var n)
        && int.TryParse(up, CultureInfo.InvariantCulture, out var u)
        && int.TryParse(down, CultureInfo.InvariantCulture, out var d)
            ? new Change(storyId, v, k, commentId, n, u, d)
            : null;
}

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Announcements between nodes are interrupted: {Reason}")]
    public static partial void Interrupted(ILogger logger, string reason);
}
