using System.Data.Common;
using System.Reflection;

namespace Parley.Storage;

/// <summary>Brings a database to the newest schema: the SQL files beside this one, in the order of their names.</summary>
/// <remarks>Why not EF Core's own, and which lock is taken: docs/decisions/0002-sql-migrations-and-our-own-lock.md.</remarks>
internal static class Migration
{
    private const string Folder = "migrations/";

    public static async Task ApplyAsync(Database database, TimeProvider clock, CancellationToken cancellation)
    {
        if (database.File is not null)
            MakePrivate(Path.GetDirectoryName(database.File)!);

        await using var turn = await database.LockMigrationsAsync(clock, cancellation);
        var isNew = database.File is { } file && !File.Exists(file);
        await using var connection = database.Connect();
        await connection.OpenAsync(cancellation);
        // In a folder that was there before, others may look; what is kept of people is not for them. SQLite's own files follow.
        if (isNew && !OperatingSystem.IsWindows()) File.SetUnixFileMode(database.File!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (!database.IsPostgres) Sqlite.Prepare(connection);

        await RunAsync(connection, null,
            "CREATE TABLE IF NOT EXISTS migrations (name text NOT NULL PRIMARY KEY)", cancellation);
        var applied = await AppliedAsync(connection, cancellation);
        var known = Names(database.IsPostgres);
        if (applied.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new RefusedException(
                $"The database has the migration {unknown}, which this version does not know; start the newer Parley that made it.");
        }

        foreach (var name in known.Except(applied, StringComparer.Ordinal))
        {
            // One transaction for the change and for the note that it was made: a kill leaves both or neither.
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await RunAsync(connection, transaction, Read(name, database.IsPostgres), cancellation);
            await using var note = connection.CreateCommand();
            note.Transaction = transaction;
            note.CommandText = "INSERT INTO migrations (name) VALUES (@name)";
            var parameter = note.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@name", name);
            _ = note.Parameters.Add(parameter);
            _ = await note.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }

    /// <summary>The migrations this version knows, oldest first.</summary>
    public static IReadOnlyList<string> Known(Database database) => Names(database.IsPostgres);

    /// <summary>Changes nothing, and refuses a database that is not there, or is older or newer than this version.</summary>
    public static async Task RequireCurrentAsync(Database database, CancellationToken cancellation)
    {
        if (database.File is { } file && !File.Exists(file))
            throw new RefusedException($"Nothing is stored in {Path.GetDirectoryName(file)}.");

        await using var connection = database.Connect();
        await connection.OpenAsync(cancellation);
        List<string> applied;
        try
        {
            applied = await AppliedAsync(connection, cancellation);
        }
        catch (DbException exception) when (exception is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 1 }
            or Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UndefinedTable })
        {
            throw new RefusedException("Nothing is stored in this database.");
        }

        if (applied.Except(Known(database), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new RefusedException($"The database has the migration {unknown}, which this version does not know; use the newer Parley that made it.");
        if (applied.Count < Known(database).Count)
            throw new RefusedException("The database is of an older version; start this one once with: parley serve");
    }

    // Mail addresses lie in there: a folder that we make is its owner's alone.
    private static void MakePrivate(string folder)
    {
        if (Directory.Exists(folder)) return;
        try
        {
            if (OperatingSystem.IsWindows()) _ = Directory.CreateDirectory(folder);
            else _ = Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"The data folder {folder} cannot be made; name another with --data.");
        }
    }

    private static List<string> Names(bool isPostgres)
    {
        var ending = Ending(isPostgres);
        return [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal) && n.EndsWith(ending, StringComparison.Ordinal))
            .Select(n => n[Folder.Length..^ending.Length])
            .Order(StringComparer.Ordinal)];
    }

    private static string Ending(bool isPostgres) => isPostgres ? ".postgres.sql" : ".sqlite.sql";

    private static string Read(string name, bool isPostgres)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name + Ending(isPostgres))!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static async Task<List<string>> AppliedAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM migrations ORDER BY name";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellation)) names.Add(reader.GetString(0));
        return names;
    }

    private static async Task RunAsync(
        DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The text comes from this assembly, never from outside.
        command.CommandText = sql;
#pragma warning restore CA2100
        _ = await command.ExecuteNonQueryAsync(cancellation);
    }
}
