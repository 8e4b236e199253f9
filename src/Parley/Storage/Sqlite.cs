using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Parley.Storage;

/// <summary>SQLite files: how a connection is made durable, and who may migrate.</summary>
internal static class Sqlite
{
    private const string Migrating = ".migrating";

    public static string ConnectionTo(string file) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = true,
        // Seconds; also how long a command waits for another process's write.
        DefaultTimeout = 30,
    }.ToString();

    public static Version Version
    {
        get
        {
            using var connection = new SqliteConnection();
            return Version.Parse(connection.ServerVersion);
        }
    }

    /// <summary>What whoever runs this SQLite should know of it; null where there is nothing.</summary>
    /// <remarks>Before 3.51.3 a WAL that is reset while another process checkpoints it can be damaged; we have one writer.</remarks>
    public static string? Concern(Version sqlite) => sqlite < new Version(3, 51, 3)
        ? $"SQLite {sqlite} can damage a file that several programs write at once: let only Parley open it while it runs."
        : null;

    public static void Prepare(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        // FULL: NORMAL loses acknowledged rows in a power cut (measured: 286 and 349 of them in two runs of five).
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
            + "PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 0;";
        _ = command.ExecuteNonQuery();
    }

    /// <summary>Lets this connection bring the WAL home, as SQLite does by itself: there may be one such at a time.</summary>
    public static void LetCheckpoint(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_autocheckpoint = 1000";
        _ = command.ExecuteNonQuery();
    }

    /// <summary>Makes all that can be read durable, whoever wrote it and whatever became of them.</summary>
    /// <remarks>
    /// A commit whose fsync failed, or whose writer was killed in it, stands in the log all the same and is read like any
    /// other. Whoever asks again under its key would be told that it is done, and a power cut could still take it. So the
    /// log is copied home and synced before anything is answered from it.
    /// </remarks>
    /// <exception cref="TooBusyException">Somebody reads an old state for too long.</exception>
    public static void BringHome(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(FULL)";
        using var reader = command.ExecuteReader();
        // Whether it was kept from its work, the pages in the log, and how many of them are home.
        if (reader.Read() && (reader.GetInt64(0) != 0 || reader.GetInt64(1) != reader.GetInt64(2))) throw new TooBusyException();
    }

    /// <summary>What to say of a damaged file.</summary>
    public const string Damaged = "The database file is damaged; restore a backup with: parley restore FILE --overwrite --data ANOTHER";

    /// <summary>The file and those that belong to it.</summary>
    public static IReadOnlyList<string> FilesOf(string file) =>
        [file, file + "-wal", file + "-shm", file + "-journal", file + Migrating];

    /// <summary>Whether SQLite failed because its file is not what it wrote (SQLITE_CORRUPT, SQLITE_NOTADB).</summary>
    public static bool IsDamage(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SqliteException { SqliteErrorCode: 11 or 26 }) return true;
        }

        return false;
    }

    /// <summary>Refuses a file whose pages do not fit together.</summary>
    public static async Task RequireWholeAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        // Every page is read, which for a million comments takes longer than any request should.
        command.CommandTimeout = 0;
        command.CommandText = "PRAGMA quick_check(1)";
        if (await command.ExecuteScalarAsync(cancellation) is not "ok") throw new RefusedException(Damaged);
    }

    /// <summary>Waits until no other process migrates this file. The lock dies with its process.</summary>
    public static async Task<IAsyncDisposable> LockAsync(string file, TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(file + Migrating, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (FileNotFoundException)
            {
                // It was to be made: some folders take no files.
                throw new RefusedException($"Nothing can be stored in {Path.GetDirectoryName(file)}; name another folder with --data.");
            }
            catch (IOException exception) when (exception is not DirectoryNotFoundException)
            {
                // The operating system has no way to wait for a file lock here; look again soon.
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation);
            }
        }
    }
}
