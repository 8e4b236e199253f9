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

    /// <summary>One more than the looks at which this same write was found waiting for the reader; 0 while none is.</summary>
    private int _writing;
    private Action? _abort;

    /// <summary>The version of the story up to which this reader had heard everything when it came.</summary>
    public long Heard { get; set; }

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

    /// <summary>Drops a reader who has not taken what was found waiting at so many looks before.</summary>
    public void DropIfStalled(int looks)
    {
        var writing = Volatile.Read(ref _writing);
        if (writing > looks) _abort?.Invoke();
        else if (writing > 0) _ = Interlocked.CompareExchange(ref _writing, writing + 1, writing);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _signal.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _signal.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);

    private static byte[] Retry() => Retries[RandomNumberGenerator.GetInt32(Retries.Length)];

    private async ValueTask WriteAsync(Stream body, byte[] bytes, CancellationToken gone)
    {
        Volatile.Write(ref _writing, 1);
        await body.WriteAsync(bytes, gone);
        await body.FlushAsync(gone);
        Volatile.Write(ref _writing, 0);
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
