using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Parley.Core.Comments;

namespace Parley.Storage;

/// <summary>What PostgreSQL needs: nothing but its name for a duplicate.</summary>
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

    public override bool IsDuplicate(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public static void Use(DbContextOptionsBuilder builder, string connection) => builder.UseNpgsql(connection);
}
