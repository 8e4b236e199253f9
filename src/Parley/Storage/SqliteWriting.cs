using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Live;

namespace Parley.Storage;

/// <summary>One writer for the whole process: acts that arrive while a commit is under way share the next one.</summary>
/// <remarks>
/// A commit costs a round to the disk whatever is in it. Each act has a savepoint, so that one that fails, fails alone;
/// nobody hears an answer before the commit they share is on the disk. After a failed commit the connection is thrown
/// away: what a handle says after a failed fsync is not to be believed (docs/decisions/0008-one-writer-on-sqlite.md).
/// </remarks>
internal sealed class SqliteWriting : Writing, IAsyncDisposable
{
    // What shares a commit must not make the first of them wait long: 100 ms is what a writer may feel at the worst.
    private const int MostTogether = 200;
    private static readonly TimeSpan LongestTogether = TimeSpan.FromMilliseconds(40);

    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly Database _database;
    private readonly IAnnouncements _announcements;
    private readonly Task _writer;
    private SqliteConnection? _connection;
    private SqliteContext? _context;
    private Statements? _statements;

    public SqliteWriting(Database database, IAnnouncements announcements)
    {
        (_database, _announcements) = (database, announcements);
        _writer = Task.Run(WriteAsync);
    }

    public override async Task<T> DoAsync<T>(Func<Act, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var pending = new Pending<T>(work, cancellation);
        if (!_queue.Writer.TryWrite(pending)) throw new TooBusyException();

        return await pending.Answer;
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever is in the queue is still served.
        _ = _queue.Writer.TryComplete();
        await _writer;
        Close();
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            var batch = new List<Pending>();
            try
            {
                await CommitTogetherAsync(batch);
            }
#pragma warning disable CA1031 // Whatever it was, those who wait must hear it, and the next ones must be served.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Close();
                // Without a connection nobody's act has begun: the first in the queue hears why, the rest get their own try.
                if (batch.Count == 0 && _queue.Reader.TryRead(out var first)) batch.Add(first);
                foreach (var pending in batch) pending.Fail(exception);
            }
        }
    }

    private async Task CommitTogetherAsync(List<Pending> batch)
    {
        var db = await OpenAsync();
        var statements = _statements!;
        await using var transaction = _connection!.BeginTransaction(deferred: false);
        _ = await db.Database.UseTransactionAsync(transaction);
        statements.Transaction = transaction;
        var changes = new List<Change>();
        var (isAnythingKept, hasJobs) = (false, false);
        var began = Stopwatch.GetTimestamp();
        while (batch.Count < MostTogether && Stopwatch.GetElapsedTime(began) < LongestTogether
            && _queue.Reader.TryRead(out var pending))
        {
            batch.Add(pending);
            var act = new Act(db, statements);
            statements.Add("SAVEPOINT act");
            await pending.RunAsync(act);
            db.ChangeTracker.Clear();
            if (pending.HasFailed) statements.Forget();
            if (!pending.HasFailed && act.IsKept)
            {
                changes.AddRange(act.Changes);
                isAnythingKept = true;
                hasJobs |= act.HasJobs;
            }
            else
            {
                // Where the failure undid everything, this throws, and everybody in the batch hears it.
                statements.Add("ROLLBACK TO act");
            }

            statements.Add("RELEASE act");
        }

        if (isAnythingKept) await transaction.CommitAsync();
        else await transaction.RollbackAsync();
        _ = await db.Database.UseTransactionAsync(null);
        if (changes.Count > 0) _announcements.Announce(changes);
        foreach (var pending in batch) pending.Complete();
        if (hasJobs) TellOfJobs();
    }

    private async Task<SqliteContext> OpenAsync()
    {
        if (_context is not null) return _context;

        // Not from the pool: after a failure this handle must be gone.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(_database.Connection) { Pooling = false }.ToString());
        await _connection.OpenAsync();
        Sqlite.Prepare(_connection);
        Sqlite.LetCheckpoint(_connection);
        Sqlite.BringHome(_connection);
        _context = new SqliteContext(new DbContextOptionsBuilder<SqliteContext>().UseSqlite(_connection).Options);
        // Each act has a savepoint already.
        _context.Database.AutoSavepointsEnabled = false;
        _statements = new Statements(_connection);
        return _context;
    }

    private void Close()
    {
        try
        {
            _statements?.Dispose();
            _context?.Dispose();
            _connection?.Dispose();
        }
        catch (SqliteException)
        {
            // It is being thrown away because it failed; it may fail at that too.
        }

        (_statements, _context, _connection) = (null, null, null);
    }

    private abstract class Pending
    {
        public abstract bool HasFailed { get; }

        public abstract Task RunAsync(Act act);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Pending<T>(Func<Act, CancellationToken, Task<T>> work, CancellationToken cancellation) : Pending
    {
        // Whoever waits must not go on inside the writer.
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Answer => _answer.Task;

        public override bool HasFailed => _failure is not null;

        public override async Task RunAsync(Act act)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                _result = await work(act, cancellation);
            }
#pragma warning disable CA1031 // It belongs to whoever asked, and goes there.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure = exception;
            }
        }

        public override void Complete()
        {
            if (_failure is null) _answer.SetResult(_result!);
            else _answer.SetException(_failure);
        }

        public override void Fail(Exception exception) => _answer.TrySetException(_failure ?? exception);
    }
}
