using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Storage;

public sealed class SqliteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-sqlite-").FullName;

    [Theory]
    [InlineData("3.50.4", true)]
    [InlineData("3.51.2", true)]
    [InlineData("3.51.3", false)]
    [InlineData("3.52.0", false)]
    public void A_SQLite_that_does_not_bear_two_writers_is_named(string version, bool isNamed) =>
        Assert.Equal(isNamed, Sqlite.Concern(Version.Parse(version))?.Contains(version, StringComparison.Ordinal) == true);

    [Fact]
    public async Task Only_the_writer_of_the_server_brings_the_log_home()
    {
        await using var app = await ParleyApp.StartAsync();
        await using var db = app.Open();

        await db.Database.OpenConnectionAsync();

        Assert.Equal(0L, await CheckpointsAtAsync(db));
        Assert.Equal(1_000L, await app.Services.GetRequiredService<Writing>().DoAsync(
            (act, _) => CheckpointsAtAsync(act.Db), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_server_says_so_as_it_starts()
    {
        await using var parley = ParleyProcess.Serve(_folder);
        _ = await parley.Listening;

        // Once it has ended, all it said has been heard.
        Assert.Equal(0, await parley.StopAsync());
        Assert.Equal(Sqlite.Concern(Sqlite.Version) is not null, parley.Output.Contains("let only Parley open it", StringComparison.Ordinal));
    }

    // After how many pages of the log a commit on this connection brings it home; never at 0.
    private static async Task<object?> CheckpointsAtAsync(ParleyContext db)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA wal_autocheckpoint";
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        return await command.ExecuteScalarAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
