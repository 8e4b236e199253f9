using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Jobs;

namespace Parley.Storage;

/// <summary>What PostgreSQL needs: its name for a duplicate, its ways to hold a row.</summary>
internal sealed class PostgresContext(DbContextOptions<PostgresContext> options) : ParleyContext(options)
{
    public override Task<IDbContextTransaction> BeginWritingAsync(CancellationToken cancellation) =>
        Database.BeginTransactionAsync(cancellation);

    public override IQueryable<Comment> WithAncestors(IReadOnlyList<Guid> ids) => Comments.FromSql(
        $"""
        WITH RECURSIVE up AS (
            SELECT id, parent_id FROM comments WHERE id = ANY ({ids.ToArray()})
            UNION SELECT c.id, c.parent_id FROM up JOIN comments c ON c.id = up.parent_id)
        SELECT comments.* FROM up JOIN comments ON comments.id = up.id
        """);

    public override IQueryable<Story> StoriesAmong(IReadOnlyList<Guid> ids) =>
        Stories.FromSql($"SELECT * FROM stories WHERE id = ANY ({ids.ToArray()})");

    public override IQueryable<Commenter> CommentersAmong(IReadOnlyList<Guid> ids) =>
        Commenters.FromSql($"SELECT * FROM commenters WHERE id = ANY ({ids.ToArray()})");
    // Always in the same order, so that two never wait for one another.
    public override async Task LockAsync(IEnumerable<byte[]> hashes, CancellationToken cancellation)
    {
        foreach (var hash in hashes.Select(h => BinaryPrimitives.ReadInt64BigEndian(h)).Order())
            _ = await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({hash})", cancellation);
    }

    // Whoever takes a job holds its row; the others go on to the next.
    public override IQueryable<Job> JobsToTake(IReadOnlyList<string> kinds, DateTimeOffset now, int most) => Jobs.FromSql(
        $"""
        SELECT * FROM jobs WHERE failed_at IS NULL AND due_at <= {now} AND kind = ANY ({kinds.ToArray()})
            ORDER BY due_at LIMIT {most} FOR UPDATE SKIP LOCKED
        """);
    // Stronger than what an update takes: a row that refers to this one has to wait, too.
    public override async Task<Commenter?> TakeCommenterAsync(Guid commenterId, CancellationToken cancellation) =>
        (await Commenters.FromSql($"SELECT * FROM commenters WHERE id = {commenterId} FOR UPDATE").ToListAsync(cancellation)).SingleOrDefault();

    protected override async Task<Story?> LockStoryAsync(Guid storyId, CancellationToken cancellation) =>
        (await Stories.FromSql($"SELECT * FROM stories WHERE id = {storyId} FOR UPDATE").ToListAsync(cancellation)).SingleOrDefault();

    public override bool IsDuplicate(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public static void Use(DbContextOptionsBuilder builder, string connection) => builder.UseNpgsql(connection);
}
