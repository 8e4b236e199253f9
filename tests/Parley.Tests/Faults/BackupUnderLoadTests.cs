using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

public sealed class BackupUnderLoadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-backup-").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backup_made_under_load_is_the_discussion_as_it_was_in_one_moment(bool onPostgres)
    {
        var data = Path.Combine(_folder, "data");
        var connection = onPostgres ? PostgresServer.NewDatabase() : null;
        string[] source = connection is null ? ["--data", data] : ["--database", connection];
        var port = PostgresServer.FreePort();
        using var load = new Load(new Uri($"http://127.0.0.1:{port}"), clients: 20, between: TimeSpan.FromMilliseconds(20));
        await using var parley = ParleyProcess.ServeAt(port, data, connection);
        _ = await parley.Listening;
        await load.StartAsync();
        var backups = new List<(string File, HashSet<string> Before)>();
        for (var i = 0; i < Cycles.Of("PARLEY_BACKUPS", 2); i++)
        {
            await load.UntilAcknowledgedAsync(100);
            var before = load.Said.Select(s => s.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var file = Path.Combine(_folder, $"{i}.zip");
            var (code, _, error) = await ParleyProcess.RunAsync(["backup", file, .. source]);
            Assert.True(code == 0, error);
            backups.Add((file, before));
        }

        await load.FinishAsync();
        foreach (var (file, before) in backups)
        {
            var folder = file + ".restored";
            var (code, _, error) = await ParleyProcess.RunAsync("restore", file, "--data", folder);
            Assert.True(code == 0, error);
            await Oracle.JudgePrefixAsync(Database.Choose(null, folder), load, before);
        }
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
