using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Parley.Storage.Backups;

/// <summary>Puts a verified backup in the place of everything that is stored, in one transaction.</summary>
internal static class Restore
{
    /// <param name="tell">Hears rows taken in and rows in all.</param>
    /// <exception cref="RefusedException">Something is stored already and may not be replaced.</exception>
    public static async Task RunAsync(
        Database database, BackupFile backup, bool overwrite, Action<long, long> tell, CancellationToken cancellation)
    {
        try
        {
            await ReplaceAsync(database, backup, overwrite, tell, cancellation);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or System.Text.Json.JsonException)
        {
            throw new RefusedException($"The backup changed while it was read; nothing was changed here. ({exception.Message})");
        }
    }

    private static async Task ReplaceAsync(
        Database database, BackupFile backup, bool overwrite, Action<long, long> tell, CancellationToken cancellation)
    {
        await using var db = database.Open();
        var tables = StoredTable.All(db);
        await using var connection = database.ConnectApart();
        await connection.OpenAsync(cancellation);
        if (!database.IsPostgres)
        {
            Sqlite.Prepare(connection);
            // Comments refer to comments, and SQLite would ask at every row; all are asked at once before the commit.
            await StoredTable.DoAsync(connection, null, "PRAGMA foreign_keys = OFF", cancellation);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (database.IsPostgres) await LockAsync(connection, transaction, tables, cancellation);
        if (!overwrite) await RefuseOverAsync(connection, transaction, tables, cancellation);

        var floors = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables.Where(t => t.HasVersions))
            floors[table.Name] = await StoredTable.AskAsync(connection, transaction, Floor(table), cancellation);

        foreach (var table in tables.Reverse()) await StoredTable.DoAsync(connection, transaction, table.Delete, cancellation);

        var taken = 0L;
        foreach (var table in tables)
        {
            var rows = backup.ReadAsync(table, cancellation);
            void Tell() => tell(++taken, backup.Manifest.Rows);
            if (connection is NpgsqlConnection postgres) await CopyAsync(postgres, table, rows, Tell, cancellation);
            else await InsertAsync(connection, transaction, table, rows, Tell, cancellation);
            await CheckCountAsync(connection, transaction, table, backup.Manifest, cancellation);
        }

        // Pages in memory are known by versions: none of this timeline may repeat one of the other.
        foreach (var (table, floor) in floors)
        {
            await StoredTable.DoAsync(connection, transaction,
                FormattableString.Invariant($"UPDATE {StoredTable.Quote(table)} SET version = version + {floor}"), cancellation);
        }

        var strays = database.IsPostgres
            ? 0
            : await StoredTable.AskAsync(connection, transaction, "SELECT COUNT(*) FROM pragma_foreign_key_check", cancellation);
        if (strays > 0)
            throw new RefusedException("The backup refers to rows that it does not have; nothing was changed.");

        // What came to be after the backup was made has its beginnings; what is derived is derived anew.
        if (backup.Manifest.Migrations.Count < Migration.Known(database).Count)
        {
            await using var restored = await database.OpenAsync(connection, transaction, cancellation);
            await Checks.Check.RepairStoriesAsync(
                restored, await restored.Stories.Select(s => s.Id).ToListAsync(cancellation), cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static string Floor(StoredTable table) => $"SELECT MAX(version) + 1 FROM {StoredTable.Quote(table.Name)}";

    // Readers go on reading what was there until the commit; writers wait. Stories first, as every writer takes them.
    private static async Task LockAsync(
        DbConnection connection, DbTransaction transaction, IEnumerable<StoredTable> tables, CancellationToken cancellation)
    {
        foreach (var table in tables.OrderByDescending(t => t.Name == "stories"))
        {
            await StoredTable.DoAsync(
                connection, transaction, $"LOCK TABLE {StoredTable.Quote(table.Name)} IN SHARE ROW EXCLUSIVE MODE", cancellation);
        }
    }

    private static async Task RefuseOverAsync(
        DbConnection connection, DbTransaction transaction, IEnumerable<StoredTable> tables, CancellationToken cancellation)
    {
        // Every start makes secrets; they alone are not yet somebody's installation.
        foreach (var table in tables.Where(t => t.Name != "secrets"))
        {
            if (await StoredTable.AskAsync(connection, transaction, table.Count, cancellation) > 0)
                throw new RefusedException("Something is stored here already; --overwrite replaces all of it by the backup.");
        }
    }

    private static async Task CheckCountAsync(
        DbConnection connection, DbTransaction transaction, StoredTable table, BackupManifest manifest, CancellationToken cancellation)
    {
        var wanted = manifest.Tables.FirstOrDefault(t => t.Name == table.Name)?.Rows ?? 0;
        var stored = await StoredTable.AskAsync(connection, transaction, table.Count, cancellation);
        if (stored != wanted)
            throw new RefusedException($"Of {wanted} rows of {table.Name} {stored} were taken in; nothing was changed.");
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, StoredTable table, IAsyncEnumerable<object?[]> rows, Action tell, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(table.Copy, cancellation);
        // All foreign keys of a table are verified in its last step.
        copy.Timeout = TimeSpan.FromHours(12);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await copy.StartRowAsync(cancellation);
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i] is { } value) await copy.WriteAsync(value, table.Columns[i].StoreType, cancellation);
                else await copy.WriteNullAsync(cancellation);
            }

            tell();
        }

        _ = await copy.CompleteAsync(cancellation);
    }

    private static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, StoredTable table, IAsyncEnumerable<object?[]> rows, Action tell,
        CancellationToken cancellation)
    {
        await using var insert = (SqliteCommand)StoredTable.Command(connection, transaction, table.Insert);
        for (var i = 0; i < table.Columns.Count; i++) _ = insert.Parameters.Add(new SqliteParameter { ParameterName = StoredTable.Parameter(i) });
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            for (var i = 0; i < row.Length; i++) insert.Parameters[i].Value = row[i] ?? DBNull.Value;
            _ = await insert.ExecuteNonQueryAsync(cancellation);
            tell();
        }
    }
}
