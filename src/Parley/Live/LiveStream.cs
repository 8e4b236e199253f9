using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks.Sources;

namespace Parley.Live;

/// <summary>One reader who watches one story, as long as the connection lasts.</summary>
/// <remarks>
/// There may be ten thousand, so each holds next to nothing: no timer, no database, and a queue only while something is
/// in it. What it sends is rendered once and shared by all.
/// </remarks>
internal sealed class LiveStream : IValueTaskSource<bool>
{
    // Enough for a reader whose line pauses a few seconds; whoever is further behind reads the page anew.
    private const int LongestQueue = 8;

    private static readonly byte[] Heartbeat = ": \n\n"u8.ToArray();

    // So that ten thousand readers do not come back in the same moment.
    private static readonly byte[][] Retries =
        [.. Enumerable.Range(0, 25).Select(i => Encoding.ASCII.GetBytes($"retry: {2_000 + (i * 250)}\n\n"))];

    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _signal = new() { RunContinuationsAsynchronously = true };
    private bool _isWaiting;
    private bool _isSignalled;
    private bool _isOver;
    private bool _isHeartbeatDue;
    private byte[]? _resync;
    private Queue<byte[]>? _queue;

    /// <summary>Since when a write has been waiting for the reader, in ticks of the environment; 0 while none is.</summary>
    private long _writingSince;
    private Action? _abort;

    /// <summary>Sends what is in the queue, as it comes, until the reader goes or the server stops.</summary>
    public async Task SendAsync(Stream body, Action abort, CancellationToken gone)
    {
        _abort = abort;
        using var leaving = gone.UnsafeRegister(static s => ((LiveStream)s!).End(), this);
        await WriteAsync(body, Retry(), gone);
        while (true)
        {
            var (next, isOver) = Take();
            if (next is not null) await WriteAsync(body, next, gone);
            if (isOver) break;
            if (next is null) _ = await WaitAsync();
        }

        if (!gone.IsCancellationRequested) await WriteAsync(body, Retry(), gone);
    }

    /// <summary>Queues an event. Where the queue is full it is emptied, and the reader told to read anew.</summary>
    public void Send(byte[] change, byte[] resync)
    {
        lock (_lock)
        {
            if (_resync is not null)
            {
                _resync = resync;
                return;
            }

            _queue ??= new Queue<byte[]>(1);
            if (_queue.Count >= LongestQueue) (_resync, _queue) = (resync, null);
            else _queue.Enqueue(change);
        }

        Signal();
    }

    /// <summary>Lets the reader's side know that the line still stands.</summary>
    public void Beat()
    {
        lock (_lock) _isHeartbeatDue = true;
        Signal();
    }

    /// <summary>Ends the stream after what it is just sending.</summary>
    public void End()
    {
        lock (_lock) _isOver = true;
        Signal();
    }

    /// <summary>Drops a reader who has not taken anything for longer than <paramref name="patience"/>.</summary>
    public void DropIfStalled(TimeSpan patience)
    {
        var since = Volatile.Read(ref _writingSince);
        if (since != 0 && Environment.TickCount64 - since > patience.TotalMilliseconds) _abort?.Invoke();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _signal.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _signal.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);

    private static byte[] Retry() => Retries[RandomNumberGenerator.GetInt32(Retries.Length)];

    private async ValueTask WriteAsync(Stream body, byte[] bytes, CancellationToken gone)
    {
        Volatile.Write(ref _writingSince, Environment.TickCount64);
        await body.WriteAsync(bytes, gone);
        await body.FlushAsync(gone);
        Volatile.Write(ref _writingSince, 0);
    }

    private (byte[]? Next, bool IsOver) Take()
    {
        lock (_lock)
        {
            _isSignalled = false;
            if (_isOver) return (null, true);
            if (_resync is { } resync)
            {
                _resync = null;
                return (resync, false);
            }

            if (_queue is { Count: > 0 } queue)
            {
                var next = queue.Dequeue();
                if (queue.Count == 0) _queue = null;
                _isHeartbeatDue = false;
                return (next, false);
            }

            var isDue = _isHeartbeatDue;
            _isHeartbeatDue = false;
            return (isDue ? Heartbeat : null, false);
        }
    }

    private ValueTask<bool> WaitAsync()
    {
        lock (_lock)
        {
            if (_isSignalled) return new ValueTask<bool>(true);

            _signal.Reset();
            _isWaiting = true;
            return new ValueTask<bool>(this, _signal.Version);
        }
    }

    private void Signal()
    {
        lock (_lock)
        {
            _isSignalled = true;
            if (!_isWaiting) return;

            _isWaiting = false;
        }

        _signal.SetResult(true);
    }
}
