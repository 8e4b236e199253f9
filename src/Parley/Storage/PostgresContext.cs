using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Parley.Storage;

/// <summary>What PostgreSQL needs: nothing but its name for a duplicate.</summary>
internal sealed class PostgresContext(DbContextOptions<PostgresContext> options) : ParleyContext(options)
{
    public override Task<IDbContextTransaction> BeginWritingAsync(CancellationToken cancellation) =>
        Database.BeginTransactionAsync(cancellation);

    public override bool IsDuplicate(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public static void Use(DbContextOptionsBuilder builder, string connection) => builder.UseNpgsql(connection);
}
