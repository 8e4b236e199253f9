using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Storage;
using Parley.Storage.Backups;
using Parley.Stories;
using Parley.Tests.App;

namespace Parley.Tests.Storage;

public sealed class BackupTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, 123, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-backup-").FullName;
    private int _databases;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_table_and_column_of_the_model_is_in_a_backup(bool onPostgres)
    {
        var database = await FilledAsync(onPostgres);
        var (file, manifest) = await BackUpAsync(database);

        await using var db = database.Open();
        var tables = db.Model.GetRelationalModel().Tables.ToList();
        Assert.Equal(tables.Select(t => t.Name).Order(), manifest.Tables.Select(t => t.Name).Order());
        using var archive = await ZipFile.OpenReadAsync(file);
        Assert.Equal(BackupManifest.Entry, archive.Entries[^1].FullName);
        foreach (var table in tables)
        {
            using var reader = new StreamReader(await archive.GetEntry(BackupTable.EntryOf(table.Name))!.OpenAsync());
            if (await reader.ReadLineAsync() is not { } line) continue;

            using var row = JsonDocument.Parse(line);
            Assert.Equal(table.Columns.Select(c => c.Name).Order(), row.RootElement.EnumerateObject().Select(m => m.Name).Order());
        }

        Assert.Equal(await db.Comments.CountAsync(), manifest.Tables.Single(t => t.Name == "comments").Rows);
        Assert.Equal(Migration.Known(database), manifest.Migrations);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_is_backed_up_from_one_database_is_restored_into_the_other_unchanged(bool fromPostgres, bool toPostgres)
    {
        var source = await FilledAsync(fromPostgres);
        var (file, manifest) = await BackUpAsync(source);

        var target = New(toPostgres);
        await RestoreAsync(target, file);
        var (_, again) = await BackUpAsync(target);
        Assert.Equal(manifest.Tables, again.Tables);
    }

    [Fact]
    public async Task A_backup_is_its_owners_alone_and_replaces_no_file_unasked()
    {
        var database = await FilledAsync(onPostgres: false);
        var (file, _) = await BackUpAsync(database);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        var before = await File.ReadAllBytesAsync(file);
        _ = await Assert.ThrowsAsync<RefusedException>(() => Backup.RunAsync(database, file, false, "0.0.0", Now, Nothing, default));
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        _ = await Backup.RunAsync(database, file, true, "9.9.9", Now, Nothing, default);
        Assert.NotEqual(before, await File.ReadAllBytesAsync(file));
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Theory]
    [InlineData("parley.db")]
    [InlineData("parley.db-wal")]
    [InlineData("parley.db-shm")]
    [InlineData("./../data0/parley.db")]
    [InlineData("../link/parley.db")]
    [InlineData("../link/parley.db-wal")]
    [InlineData("../by-name.zip")]
    [InlineData("../round/about.zip")]
    public async Task No_backup_replaces_the_database_itself_however_its_path_is_spelled(string spelled)
    {
        var database = await FilledAsync(onPostgres: false);
        var data = Path.GetDirectoryName(database.File)!;
        _ = Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), data);
        _ = File.CreateSymbolicLink(Path.Combine(_folder, "by-name.zip"), Path.Combine("link", "parley.db"));
        _ = Directory.CreateDirectory(Path.Combine(_folder, "round"));
        _ = File.CreateSymbolicLink(Path.Combine(_folder, "round", "about.zip"), "../by-name.zip");
        // Held open, so that what SQLite keeps beside its file is there.
        await using var held = database.Connect();
        await held.OpenAsync();
        var before = Directory.GetFiles(data).Order().ToList();
        var bytes = await File.ReadAllBytesAsync(database.File!);

        foreach (var overwrite in new[] { true, false })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => Backup.RunAsync(
                database, Path.Combine(data, spelled), overwrite, "0.0.0", Now, Nothing, default));
            Assert.Contains("of the database itself", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, Directory.GetFiles(data).Order());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(database.File!));
        Assert.NotNull(new FileInfo(Path.Combine(_folder, "by-name.zip")).LinkTarget);
    }

    [Fact]
    public async Task A_database_that_is_itself_a_link_is_as_safe()
    {
        var database = await FilledAsync(onPostgres: false);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var elsewhere = Path.Combine(_folder, "elsewhere.db");
        File.Move(database.File!, elsewhere);
        _ = File.CreateSymbolicLink(database.File!, elsewhere);
        foreach (var file in new[] { database.File!, elsewhere, elsewhere + "-wal" })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => Backup.RunAsync(database, file, true, "0.0.0", Now, Nothing, default));
            Assert.Contains("of the database itself", refused.Message, StringComparison.Ordinal);
        }

        _ = await Backup.RunAsync(database, Path.Combine(_folder, "elsewhere.zip"), false, "0.0.0", Now, Nothing, default);
    }

    [Fact]
    public async Task Where_no_backup_can_be_made_or_read_is_said_in_our_own_words()
    {
        var database = await FilledAsync(onPostgres: false);
        var missing = Path.Combine(_folder, "nowhere");
        var data = Path.GetDirectoryName(database.File)!;
        foreach (var (file, sentence) in new[]
        {
            (Path.Combine(missing, "x.zip"), $"There is no folder {missing}; make it, or name a file elsewhere."),
            (_folder, $"{_folder} is a folder; name a file in it."),
        })
        {
            var (code, _, error) = await ParleyProcess.RunAsync("backup", file, "--overwrite", "--data", data);
            Assert.Equal((1, sentence), (code, error.Trim()));
        }

        var restored = await ParleyProcess.RunAsync("restore", _folder, "--data", missing);
        Assert.Equal((1, $"{_folder} is a folder, not a backup."), (restored.Code, restored.Error.Trim()));
        Assert.False(Path.Exists(missing));
    }

    [Fact]
    public async Task A_backup_that_fails_leaves_no_file()
    {
        var database = await FilledAsync(onPostgres: false);
        using var stop = new CancellationTokenSource();
        var file = Path.Combine(_folder, "stopped.zip");
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backup.RunAsync(
            database, file, false, "0.0.0", Now, (_, _) => stop.Cancel(), stop.Token));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_backup_with_any_bit_changed_or_any_byte_missing_is_refused()
    {
        var database = await FilledAsync(onPostgres: false);
        var (file, _) = await BackUpAsync(database);
        var whole = await File.ReadAllBytesAsync(file);
        var broken = Path.Combine(_folder, "broken.zip");

        // Positions all over the file, and all of its first and last bytes, where the formats' own fields are.
        var positions = Enumerable.Range(0, 64).Concat(Enumerable.Range(0, 200).Select(i => (int)(whole.LongLength * i / 200)))
            .Concat(Enumerable.Range(whole.Length - 120, 120)).Distinct().ToList();
        foreach (var at in positions)
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(broken, changed);
            await AssertRefusedAsync(broken);
            await File.WriteAllBytesAsync(broken, whole[..at]);
            await AssertRefusedAsync(broken);
        }

        await File.WriteAllBytesAsync(broken, [.. whole, 0]);
        await AssertRefusedAsync(broken);
    }

    [Fact]
    public async Task What_is_no_backup_or_of_a_newer_Parley_or_changed_by_hand_is_refused_by_its_own_sentence()
    {
        var database = await FilledAsync(onPostgres: false);
        var (file, _) = await BackUpAsync(database);

        var foreign = Path.Combine(_folder, "foreign.zip");
        await using (var archive = await ZipFile.OpenAsync(foreign, ZipArchiveMode.Create))
        await using (var entry = await archive.CreateEntry("manifest.json").OpenAsync())
            await entry.WriteAsync("{}"u8.ToArray());
        await AssertRefusedAsync(foreign, "not a backup");
        await AssertRefusedAsync(database.File!, "not a backup");

        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, EditedBackup.Manifest(m => m["format"] = 2)), "format 2");
        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, EditedBackup.Manifest(m => m["migrations"]!.AsArray().Add("9999-later"))), "9999-later");
        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, EditedBackup.Manifest(m => m["tables"]![0]!["rows"] = 99)), "99");
        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, EditedBackup.Manifest(m => m["tables"]![0]!["name"] = "horses")), "horses");
        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, (name, content) => name == BackupManifest.Entry ? null : content), "manifest");
        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, (name, content) => name.Contains("comments", StringComparison.Ordinal) ? null : content), "entries");
        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, EditedBackup.Rows("comments", r => r["text"] = "Forged", agree: false)), "comments");
        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, EditedBackup.Rows("comments", r => r["horse"] = 1)), "horse");
        await AssertRefusedAsync(await EditedBackup.WriteAsync(file, EditedBackup.Rows("comments", r => r["number"] = "one")), "number");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_that_do_not_fit_together_leave_everything_as_it_was(bool onPostgres)
    {
        var database = await FilledAsync(onPostgres);
        var (file, manifest) = await BackUpAsync(database);
        var strays = await EditedBackup.WriteAsync(file, EditedBackup.Rows("comments", r => r["commenter_id"] = Guid.NewGuid()));
        _ = await Assert.ThrowsAnyAsync<Exception>(() => RestoreAsync(database, strays, overwrite: true));
        Assert.Equal(manifest.Tables, (await BackUpAsync(database)).Manifest.Tables);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Over_data_a_restore_must_be_told_so(bool onPostgres)
    {
        var database = await FilledAsync(onPostgres);
        var (file, manifest) = await BackUpAsync(database);
        _ = await Assert.ThrowsAsync<RefusedException>(() => RestoreAsync(database, file));
        Assert.Equal(manifest.Tables, (await BackUpAsync(database)).Manifest.Tables);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Readers_of_a_running_server_see_the_restored_discussion_under_a_version_that_never_was(bool onPostgres)
    {
        await using var app = await ParleyApp.StartAsync(onPostgres);
        _ = await app.GivenAStoryAsync();
        using var guest = app.Browser();
        _ = await guest.SayAsync("Kept by the backup");
        var (file, _) = await BackUpAsync(app.Database);
        for (var i = 0; i < 5; i++) _ = await guest.SayAsync($"Said later, {i}");
        var before = await guest.DiscussionAsync();

        await RestoreAsync(app.Database, file, overwrite: true);
        await using (var db = app.Open()) Assert.True((await db.Stories.SingleAsync()).Version > before.GetProperty("version").GetInt64());

        // Other processes' changes reach a reader within two seconds.
        await Patience.UntilAsync(
            async () => (await guest.DiscussionAsync()).GetProperty("count").GetInt32() == 1, () => "a reader to see the restored discussion");
        _ = await guest.SayAsync("And the discussion goes on");
        Assert.Equal(2, (await guest.DiscussionAsync()).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_backup_lacks_because_it_is_older_begins_as_new_things_do(bool onPostgres)
    {
        var database = await FilledAsync(onPostgres);
        var (file, _) = await BackUpAsync(database);
        var older = await EditedBackup.WriteAsync(file, EditedBackup.Rows("comments", r => _ = r.AsObject().Remove("is_dated")));
        var target = New(onPostgres);
        await RestoreAsync(target, older);
        await using var db = target.Open();
        Assert.True(await db.Comments.AllAsync(c => c.IsDated));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restore_killed_in_the_middle_leaves_the_old_data(bool onPostgres)
    {
        var large = await FilledAsync(onPostgres: false);
        await AddAsync(large, 24_000);
        var (file, _) = await BackUpAsync(large);
        var target = await FilledAsync(onPostgres);
        var before = (await BackUpAsync(target)).Manifest.Tables;

        var arguments = new List<string> { "restore", file, "--overwrite", "--data", Path.GetDirectoryName(target.File) ?? _folder };
        if (onPostgres) arguments.AddRange(["--database", target.Connection]);
        await using (var restore = ParleyProcess.Start([.. arguments]))
        {
            while (!restore.Output.Contains("rows restored", StringComparison.Ordinal))
            {
                Assert.False(restore.Listening.IsFaulted, restore.Output);
                await Task.Delay(1);
            }

            await restore.KillAsync();
            Assert.DoesNotContain("as of", restore.Output, StringComparison.Ordinal);
        }

        Assert.Equal(before, (await BackUpAsync(target)).Manifest.Tables);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Nothing(long done, long all)
    {
    }

    private Database New(bool onPostgres) => Database.Choose(
        onPostgres ? PostgresServer.NewDatabase() : null, Path.Combine(_folder, $"data{_databases++}"));

    private async Task<Database> FilledAsync(bool onPostgres)
    {
        var database = New(onPostgres);
        await Migration.ApplyAsync(database, TimeProvider.System, default);
        _ = await Sample.FillIfEmptyAsync(database, Now, default);
        _ = await Secrets.ReadOrMakeAsync(database, "server", default);
        await using var db = database.Open();
        var story = await db.Stories.SingleAsync();
        var comment = await db.Comments.FirstAsync();
        // What is hard to carry: other scripts, quotes, line ends of other worlds, an edge of a surrogate pair.
        (comment.Text, comment.EditedAt, comment.ImportKey) = ("\"\\\u2028 ادب 👩‍🚀 \t\n</script>", Now, "k:1");
        _ = db.SiteOrigins.Add(new() { SiteId = story.SiteId, Origin = "https://news.example" });
        _ = db.IdempotencyKeys.Add(new() { SiteId = story.SiteId, Key = "client:1", RequestHash = [0, 255, 7], CommentId = comment.Id, At = Now });
        _ = await db.SaveChangesAsync();
        return database;
    }

    private static async Task AddAsync(Database database, int count)
    {
        await using var db = database.Open();
        var columns = db.Model.GetRelationalModel().Tables.Single(t => t.Name == "comments").Columns.Select(c => c.Name).ToList();
        // Copies of one branch, made by the database itself: one by one they take longer than what is tested.
        var copied = columns.Select(column => column switch
        {
            "id" or "branch_id" => "new.id",
            "number" => "stories.last_number + new.number",
            "text" or "html" => "printf('%.400c', 'x')",
            "reply_count" or "branch_count" => "0",
            "import_key" => "NULL",
            _ => "one." + column,
        });
        var sql = $"""
            WITH RECURSIVE new(number, id) AS (
                SELECT 1, randomblob(16) UNION ALL SELECT number + 1, randomblob(16) FROM new WHERE number < {count})
            INSERT INTO comments ({string.Join(", ", columns)})
            SELECT {string.Join(", ", copied)} FROM new
            JOIN (SELECT * FROM comments WHERE parent_id IS NULL LIMIT 1) AS one JOIN stories ON stories.id = one.story_id
            """;
        Assert.Equal(count, await db.Database.ExecuteSqlRawAsync(sql));
        _ = await db.Stories.ExecuteUpdateAsync(s => s
            .SetProperty(x => x.CommentCount, x => x.CommentCount + count).SetProperty(x => x.LastNumber, x => x.LastNumber + count));
    }

    private async Task<(string File, BackupManifest Manifest)> BackUpAsync(Database database)
    {
        var file = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".zip");
        return (file, await Backup.RunAsync(database, file, false, "0.0.0", Now, Nothing, default));
    }

    private static async Task RestoreAsync(Database target, string file, bool overwrite = false)
    {
        await using var model = target.Open();
        using var backup = await BackupFile.OpenAsync(file, model, Migration.Known(target), Nothing, default);
        await Migration.ApplyAsync(target, TimeProvider.System, default);
        await Restore.RunAsync(target, backup, overwrite, Nothing, default);
    }

    private async Task AssertRefusedAsync(string file, string because = "")
    {
        // An installation that is not there yet shows that nothing at all was done.
        var target = New(onPostgres: false);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => RestoreAsync(target, file));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.False(Path.Exists(Path.GetDirectoryName(target.File)));
    }
}
