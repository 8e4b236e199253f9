using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Jobs;

namespace Parley.Storage;

/// <summary>What SQLite needs: sortable moments, compact ids, durable commits, one writer at a time.</summary>
internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : ParleyContext(options)
{
    // SQLite has one writer. Waiting for one's turn here costs nothing; waiting inside SQLite blocks a thread and polls.
    private static readonly SemaphoreSlim Writer = new(1, 1);

    public override async Task<IDbContextTransaction> BeginWritingAsync(CancellationToken cancellation)
    {
        await Writer.WaitAsync(cancellation);
        try
        {
            // Microsoft.Data.Sqlite begins IMMEDIATE: the write lock is held before the first read decides anything.
            return new WriterTurn(await Database.BeginTransactionAsync(cancellation), Writer);
        }
        catch
        {
            _ = Writer.Release();
            throw;
        }
    }

    public override IQueryable<Comment> WithAncestors(IReadOnlyList<Guid> ids)
    {
        var json = JsonOf(ids);
        return Comments.FromSql(
            $"""
            WITH RECURSIVE up(id) AS (
                SELECT unhex(value) FROM json_each({json})
                UNION SELECT c.parent_id FROM up JOIN comments c ON c.id = up.id WHERE c.parent_id IS NOT NULL)
            SELECT comments.* FROM up JOIN comments ON comments.id = up.id
            """);
    }

    public override IQueryable<Story> StoriesAmong(IReadOnlyList<Guid> ids)
    {
        var json = JsonOf(ids);
        return Stories.FromSql($"SELECT stories.* FROM json_each({json}) AS given JOIN stories ON stories.id = unhex(given.value)");
    }

    public override IQueryable<Commenter> CommentersAmong(IReadOnlyList<Guid> ids)
    {
        var json = JsonOf(ids);
        return Commenters.FromSql($"SELECT commenters.* FROM json_each({json}) AS given JOIN commenters ON commenters.id = unhex(given.value)");
    }
    // Whoever has begun to write is alone.
    public override Task LockAsync(IEnumerable<byte[]> hashes, CancellationToken cancellation) => Task.CompletedTask;

    // The one process that serves takes them in its turn to write.
    public override IQueryable<Job> JobsToTake(IReadOnlyList<string> kinds, DateTimeOffset now, int most) =>
        Jobs.Where(j => j.FailedAt == null && j.DueAt <= now && kinds.Contains(j.Kind)).OrderBy(j => j.DueAt).Take(most);
    public override Task<Commenter?> TakeCommenterAsync(Guid commenterId, CancellationToken cancellation) =>
        Commenters.SingleOrDefaultAsync(c => c.Id == commenterId, cancellation);

    // Whoever has begun to write has the whole database.
    protected override Task<Story?> LockStoryAsync(Guid storyId, CancellationToken cancellation) =>
        Stories.SingleOrDefaultAsync(s => s.Id == storyId, cancellation);

    public override bool IsDuplicate(DbUpdateException exception) =>
        // 1555 and 2067: SQLITE_CONSTRAINT_PRIMARYKEY and _UNIQUE.
        exception.InnerException is SqliteException { SqliteExtendedErrorCode: 1555 or 2067 };

    public static void Use(DbContextOptionsBuilder builder, string connection) =>
        builder.UseSqlite(connection).AddInterceptors(DurableConnection.Instance);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        _ = configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        _ = configurationBuilder.Properties<Guid>().HaveConversion<BigEndianBytes>();
    }

    // SQLite takes no list as a parameter, but reads JSON.
    private static string JsonOf(IEnumerable<Guid> ids) =>
        JsonSerializer.Serialize(ids.Select(id => Convert.ToHexString(id.ToByteArray(true))));

    // SQLite cannot sort a DateTimeOffset.
    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));

    // 16 bytes instead of 36 characters, in the order of time (docs/decisions/0004-ids.md has the figures).
    private sealed class BigEndianBytes() : ValueConverter<Guid, byte[]>(
        id => id.ToByteArray(true), bytes => new Guid(bytes, true));

    private sealed class DurableConnection : DbConnectionInterceptor
    {
        public static DurableConnection Instance { get; } = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            Sqlite.Prepare(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Sqlite.Prepare(connection);
            return Task.CompletedTask;
        }
    }

    private sealed class WriterTurn(IDbContextTransaction inner, SemaphoreSlim writer) : IDbContextTransaction
    {
        private int _isOver;

        public Guid TransactionId => inner.TransactionId;

        public void Commit() => inner.Commit();

        public Task CommitAsync(CancellationToken cancellationToken = default) => inner.CommitAsync(cancellationToken);

        public void Rollback() => inner.Rollback();

        public Task RollbackAsync(CancellationToken cancellationToken = default) =>
            inner.RollbackAsync(cancellationToken);

        public void Dispose()
        {
            try
            {
                inner.Dispose();
            }
            finally
            {
                End();
            }
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await inner.DisposeAsync();
            }
            finally
            {
                End();
            }
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) _ = writer.Release();
        }
    }
}
