using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Parley.Live;

namespace Parley.Storage;

/// <summary>PostgreSQL as its users expect: a transaction each, on a connection each, and the server shares commits.</summary>
internal sealed class PostgresWriting(Database database, IAnnouncements announcements) : Writing, IDisposable
{
    // More at once would only wait inside the database, for one another's rows.
    private const int AtOnce = 32;

    // Whoever lost against another act begins again and then sees what the other one did.
    private const int Tries = 3;

    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);
    private int _waiting;

    public override async Task<T> DoAsync<T>(Func<Act, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            _ = Interlocked.Decrement(ref _waiting);
            throw new TooBusyException();
        }

        try
        {
            await _turns.WaitAsync(cancellation);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waiting);
        }

        try
        {
            for (var left = Tries - 1; ; left--)
            {
                try
                {
                    return await TryAsync(work, cancellation);
                }
                catch (Exception exception) when (left > 0 && HasLost(exception))
                {
                }
            }
        }
        finally
        {
            _ = _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<T> TryAsync<T>(Func<Act, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        using var statements = new Statements(db.Database.GetDbConnection()) { Transaction = transaction.GetDbTransaction() };
        var act = new Act(db, statements);
        var answer = await work(act, cancellation);
        if (!act.IsKept) return answer;

        // Once it is on its way nobody's leaving may stop it half-known.
        await transaction.CommitAsync(CancellationToken.None);
        announcements.Announce(act.Changes);
        if (act.HasJobs) TellOfJobs();
        return answer;
    }

    // A foreign key fails where another act took away meanwhile what this one had found.
    private static bool HasLost(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState is
            PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;
}
