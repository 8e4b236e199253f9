using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Storage;
using Parley.Stories;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

/// <summary>
/// The data folder on an image of a disk; the server stopped under load, the image copied, the copy mounted. What the
/// file system had not been told to flush is not in the image, and is lost as in a power cut.
/// </summary>
public sealed class PowerCutTests
{
    [Fact]
    public async Task What_was_acknowledged_survives_a_power_cut()
    {
        for (var cut = 0; cut < Cycles.Of("PARLEY_CUTS", 2); cut++)
        {
            await using var disk = await Disk.OnImageAsync();
            var port = PostgresServer.FreePort();
            using var load = new Load(new Uri($"http://127.0.0.1:{port}"), clients: 50, between: TimeSpan.FromMilliseconds(50));
            await using var parley = ParleyProcess.ServeAt(port, Path.Combine(disk.Folder, "data"));
            _ = await parley.Listening;
            await load.StartAsync();
            await load.UntilAcknowledgedAsync(200 + (cut * 13 % 100));

            await parley.SignalAsync("STOP");
            await using var after = await disk.AfterAPowerCutAsync();
            await parley.KillAsync();
            await load.AbandonAsync();
            await Oracle.JudgeAsync(Database.Choose(null, Path.Combine(after.Folder, "data")), load);
            SqliteConnection.ClearAllPools();
        }
    }

    [Fact]
    public async Task A_backup_that_was_made_is_there_after_a_power_cut()
    {
        await using var disk = await Disk.OnImageAsync();
        var data = Path.Combine(disk.Folder, "data");
        var database = Database.Choose(null, data);
        await Migration.ApplyAsync(database, TimeProvider.System, default);
        _ = await Sample.FillIfEmptyAsync(database, TimeProvider.System.GetUtcNow(), default);
        SqliteConnection.ClearAllPools();
        await Machine.RunAsync("sync", "-f", disk.Folder);

        var made = await ParleyProcess.RunAsync("backup", Path.Combine(disk.Folder, "backup.zip"), "--data", data);
        await using var after = await disk.AfterAPowerCutAsync();
        Assert.Equal((0, ""), (made.Code, made.Error));

        var restored = await ParleyProcess.RunAsync(
            "restore", Path.Combine(after.Folder, "backup.zip"), "--data", Path.Combine(disk.Folder, "restored"));
        Assert.Equal((0, ""), (restored.Code, restored.Error));
    }

    [Fact]
    public async Task The_power_cut_is_one_because_a_database_that_does_not_flush_loses_what_it_acknowledged()
    {
        var lost = 0;
        for (var cut = 0; cut < 10 && lost == 0; cut++)
        {
            var (acknowledged, stored) = await CommitAndCutAsync("NORMAL");
            if (stored < acknowledged) lost++;
        }

        Assert.True(lost > 0, "Void: without flushing nothing was lost in ten cuts, so these cuts prove nothing.");
        var (all, kept) = await CommitAndCutAsync("FULL");
        Assert.Equal(all, kept);
    }

    // The product's own storage and one connection of it, set to flush as told.
    private static async Task<(int Acknowledged, int Stored)> CommitAndCutAsync(string synchronous)
    {
        await using var disk = await Disk.OnImageAsync();
        var database = Database.Choose(null, Path.Combine(disk.Folder, "data"));
        await Migration.ApplyAsync(database, TimeProvider.System, default);
        _ = await Sample.FillIfEmptyAsync(database, TimeProvider.System.GetUtcNow(), default);
        SqliteConnection.ClearAllPools();
        // What was there before is on the disk: only what is committed from here on can be lost.
        await Machine.RunAsync("sync", "-f", disk.Folder);

        var acknowledged = 0;
        await using var connection = database.ConnectApart();
        await connection.OpenAsync();
        Sqlite.Prepare(connection);
        await ExecuteAsync(connection, "PRAGMA synchronous = " + synchronous);
        for (; acknowledged < 50; acknowledged++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var db = await database.OpenAsync(connection, transaction, default);
            var one = await db.Comments.AsNoTracking().FirstAsync(c => c.ParentId == null);
            var story = (await db.TakeTurnAsync(one.StoryId, default))!;
            (one.Id, one.Number, one.Name) = (Id.New(TimeProvider.System.GetUtcNow()), story.LastNumber + 1, "Writer");
            one.PlaceUnder(null);
            _ = db.Comments.Add(one);
            _ = await db.Stories.Where(s => s.Id == story.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastNumber, one.Number));
            _ = await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await using var after = await disk.AfterAPowerCutAsync();
        await using var left = Database.Choose(null, Path.Combine(after.Folder, "data")).Open();
        var stored = await left.Comments.CountAsync(c => c.Name == "Writer");
        await left.DisposeAsync();
        await connection.CloseAsync();
        SqliteConnection.ClearAllPools();
        return (acknowledged, stored);
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        _ = await command.ExecuteNonQueryAsync();
    }
}
