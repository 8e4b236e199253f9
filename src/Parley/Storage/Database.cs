using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Parley.Live;

namespace Parley.Storage;

/// <summary>Which database this installation uses, and how to reach it.</summary>
internal sealed class Database
{
    // Any number will do, as long as every Parley uses the same: the letters "parley" as hexadecimal digits of ASCII.
    private const long MigrationLock = 0x7061_726c_6579;

    private const string HowToConnect =
        "--database takes a PostgreSQL connection such as \"Host=localhost;Database=parley;Username=parley\".";

    private readonly Lazy<Func<ParleyContext>> _contexts;

    private Database(bool isPostgres, string connection, string? file)
    {
        (IsPostgres, Connection, File) = (isPostgres, connection, file);
        _contexts = new Lazy<Func<ParleyContext>>(Contexts);
    }

    public bool IsPostgres { get; }

    public string Connection { get; }

    /// <summary>The SQLite file; null for PostgreSQL.</summary>
    public string? File { get; }

    /// <summary>What whoever runs this database should know of it; null where there is nothing.</summary>
    public string? Concern => IsPostgres ? null : Sqlite.Concern(Sqlite.Version);

    /// <summary>The database that <c>--database</c> names, or SQLite in the data folder.</summary>
    /// <exception cref="FormatException">The connection is not one; the message says what to write.</exception>
    public static Database Choose(string? connection, string dataFolder)
    {
        if (string.IsNullOrWhiteSpace(connection))
        {
            var file = Path.Combine(Path.GetFullPath(dataFolder), "parley.db");
            return new Database(false, Sqlite.ConnectionTo(file), file);
        }

        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connection);
            if (!string.IsNullOrEmpty(builder.Host))
            {
                builder.ApplicationName ??= "parley";
                // What is asked again and again is planned once; a pooler that cannot have that says 0 here.
                var given = new DbConnectionStringBuilder { ConnectionString = connection };
                if (!given.ContainsKey("Max Auto Prepare")) builder.MaxAutoPrepare = 50;
                return new Database(true, builder.ToString(), null);
            }
        }
        catch (ArgumentException exception)
        {
            throw new FormatException(HowToConnect, exception);
        }

        throw new FormatException(HowToConnect);
    }

    public DbConnection Connect() => IsPostgres ? new NpgsqlConnection(Connection) : new SqliteConnection(Connection);

    /// <summary>A connection that no pool keeps: what was set on it ends with it.</summary>
    public DbConnection ConnectApart() => IsPostgres
        ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Connection) { Pooling = false }.ToString())
        : new SqliteConnection(new SqliteConnectionStringBuilder(Connection) { Pooling = false }.ToString());

    /// <summary>Contexts for whoever reads, the one way to write, and what tells that something was written.</summary>
    public void AddTo(IServiceCollection services)
    {
        _ = services.AddScoped(_ => Open());
        if (!IsPostgres)
        {
            _ = services.AddSingleton<IAnnouncements, InProcessAnnouncements>().AddSingleton<Writing, SqliteWriting>();
            return;
        }

        _ = services.AddSingleton(s => new PostgresAnnouncements(
                Connection, s.GetRequiredService<ILogger<PostgresAnnouncements>>(), s.GetRequiredService<TimeProvider>()))
            .AddSingleton<IAnnouncements>(s => s.GetRequiredService<PostgresAnnouncements>())
            .AddHostedService(s => s.GetRequiredService<PostgresAnnouncements>())
            .AddSingleton<Writing, PostgresWriting>();
    }

    /// <summary>The way to write for a command; <see cref="CloseAsync"/> ends it.</summary>
    public Writing OpenWriting(IAnnouncements announcements) =>
        IsPostgres ? new PostgresWriting(this, announcements) : new SqliteWriting(this, announcements);

    public static async Task CloseAsync(Writing writing)
    {
        if (writing is IAsyncDisposable apart) await apart.DisposeAsync();
        else (writing as IDisposable)?.Dispose();
    }

    /// <summary>A context of its own; the caller disposes of it.</summary>
    public ParleyContext Open() => _contexts.Value();

    private Func<ParleyContext> Contexts()
    {
        if (IsPostgres)
        {
            var postgres = new DbContextOptionsBuilder<PostgresContext>();
            PostgresContext.Use(postgres, Connection);
            return new PooledDbContextFactory<PostgresContext>(postgres.Options).CreateDbContext;
        }

        var sqlite = new DbContextOptionsBuilder<SqliteContext>();
        SqliteContext.Use(sqlite, Connection);
        return new PooledDbContextFactory<SqliteContext>(sqlite.Options).CreateDbContext;
    }

    /// <summary>A context on a connection, and inside a transaction, that the caller began and ends.</summary>
    public async Task<ParleyContext> OpenAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        ParleyContext db = IsPostgres
            ? new PostgresContext(new DbContextOptionsBuilder<PostgresContext>().UseNpgsql(connection).Options)
            : new SqliteContext(new DbContextOptionsBuilder<SqliteContext>().UseSqlite(connection).Options);
        _ = await db.Database.UseTransactionAsync(transaction, cancellation);
        return db;
    }

    /// <summary>Keeps every other process from migrating until the lock is disposed of, or its holder dies.</summary>
    public async Task<IAsyncDisposable> LockMigrationsAsync(TimeProvider clock, CancellationToken cancellation)
    {
        if (File is not null) return await Sqlite.LockAsync(File, clock, cancellation);

        // The lock belongs to the connection: whoever is killed loses it with the connection.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Connection) { Pooling = false }.ToString());
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_advisory_lock(@lock)";
        command.CommandTimeout = 0;
        _ = command.Parameters.AddWithValue("lock", MigrationLock);
        _ = await command.ExecuteNonQueryAsync(cancellation);
        return connection;
    }
}
