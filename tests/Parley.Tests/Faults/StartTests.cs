using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-start-").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Three_processes_that_start_at_once_make_one_database(bool onPostgres)
    {
        var connection = onPostgres ? PostgresServer.NewDatabase() : null;
        var processes = Enumerable.Range(0, 3).Select(_ => ParleyProcess.Serve(_folder, connection)).ToList();
        try
        {
            foreach (var process in processes) _ = await process.Listening;

            await using var db = Database.Choose(connection, _folder).Open();
            Assert.Equal(1, await db.Sites.CountAsync());
            Assert.Equal(1, await db.Stories.CountAsync());
            Assert.Equal((await db.Stories.SingleAsync()).CommentCount, await db.Comments.CountAsync());
            Assert.Equal(
                Migration.Known(Database.Choose(connection, _folder)).Count,
                await db.Database.SqlQuery<int>($"SELECT CAST(COUNT(*) AS int) AS \"Value\" FROM migrations").SingleAsync());
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_migrator_killed_at_work_on_SQLite_does_not_keep_the_next_start_waiting()
    {
        var database = Database.Choose(null, _folder);
        await using (var other = new SqliteConnection(database.Connection))
        {
            // Another's write lock holds the migrator inside its migration, with our lock in its hand.
            await other.OpenAsync();
            Sqlite.Prepare(other);
            await ExecuteAsync(other, "BEGIN EXCLUSIVE");
            await using var migrator = ParleyProcess.Serve(_folder);
            await UntilAsync(() => IsLocked(database.File! + ".migrating"));
            await migrator.KillAsync();
            await ExecuteAsync(other, "ROLLBACK");
        }

        await using var next = ParleyProcess.Serve(_folder);
        _ = await next.Listening;
        await using var db = database.Open();
        Assert.Equal(1, await db.Sites.CountAsync());
    }

    [Fact]
    public async Task A_migrator_killed_at_work_on_PostgreSQL_does_not_keep_the_next_start_waiting()
    {
        var connection = PostgresServer.NewDatabase();
        await using (var other = new NpgsqlConnection(connection))
        {
            // A table of the name it wants to make, not yet committed, holds the migrator inside its migration.
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();
            await ExecuteAsync(other, "CREATE TABLE migrations (name text NOT NULL PRIMARY KEY)");
            await using var migrator = ParleyProcess.Serve(_folder, connection);
            await UntilAsync(() => WaitsForALock(connection));
            await migrator.KillAsync();
            await transaction.RollbackAsync();
        }

        await using var next = ParleyProcess.Serve(_folder, connection);
        _ = await next.Listening;
        await using var db = Database.Choose(connection, _folder).Open();
        Assert.Equal(1, await db.Sites.CountAsync());
    }

    [Fact]
    public async Task Told_to_stop_the_server_ends_by_itself_and_starts_again_where_it_was()
    {
        string id;
        await using (var first = ParleyProcess.Serve(_folder))
        {
            using var guest = new HttpClient { BaseAddress = await first.Listening };
            using var answer = await guest.PostCommentAsync("Before the stop", story: "demo/stories/half-the-city-got-an-evening-out-the-other-half-got-a-detour");
            id = (await answer.JsonAsync()).GetProperty("id").GetString()!;
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = ParleyProcess.Serve(_folder);
        using var reader = new HttpClient { BaseAddress = await second.Listening };
        Assert.Contains("Before the stop", await reader.GetStringAsync(new Uri($"/comments/{id}/fragment", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_from_a_newer_version_is_left_alone_with_one_sentence()
    {
        var database = Database.Choose(null, _folder);
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        await using (var connection = database.Connect())
        {
            await connection.OpenAsync();
            await ExecuteAsync(connection, "INSERT INTO migrations (name) VALUES ('9999-later')");
        }

        var (code, _, error) = await ParleyProcess.RunAsync("serve", "--data", _folder, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.Contains("9999-later", error, StringComparison.Ordinal);
        _ = Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task SQLite_keeps_what_it_acknowledged_through_a_power_cut_by_its_settings()
    {
        await Migration.ApplyAsync(Database.Choose(null, _folder), TimeProvider.System, CancellationToken.None);
        await using var db = Database.Choose(null, _folder).Open();
        await db.Database.OpenConnectionAsync();
        Assert.Equal("wal", await db.Database.SqlQuery<string>($"SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync());
        Assert.Equal(2, await db.Database.SqlQuery<int>($"SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync());
        Assert.Equal(1, await db.Database.SqlQuery<int>($"SELECT foreign_keys AS Value FROM pragma_foreign_keys").SingleAsync());
        Assert.Equal(5000, await db.Database.SqlQuery<int>($"SELECT timeout AS Value FROM pragma_busy_timeout").SingleAsync());
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        _ = await command.ExecuteNonQueryAsync();
    }

    private static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Patience.UntilAsync(() => Task.FromResult(condition()), () => what);

    private static bool IsLocked(string file)
    {
        if (!File.Exists(file)) return false;

        try
        {
            using var _ = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static bool WaitsForALock(string connection)
    {
        using var asking = new NpgsqlConnection(connection);
        asking.Open();
        using var command = asking.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        return (long)command.ExecuteScalar()! > 0;
    }
}
