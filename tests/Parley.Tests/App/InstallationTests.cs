using Parley.Core;
using Parley.Core.Sites;
using Parley.Storage;

namespace Parley.Tests.App;

/// <summary>Tests of commands on an installation of their own: a data folder with the site "times" in it.</summary>
public abstract class InstallationTests : IAsyncLifetime
{
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("parley-test-").FullName;

    public async ValueTask InitializeAsync()
    {
        var database = Database.Choose(null, Folder);
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        await using var db = database.Open();
        _ = db.Sites.Add(new Site { Id = Id.New(DateTimeOffset.UnixEpoch), Key = "times", Name = "The Times of Testing" });
        _ = await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
