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
    public async Task The_server_says_so_as_it_starts()
    {
        await using var parley = ParleyProcess.Serve(_folder);
        _ = await parley.Listening;

        // Once it has ended, all it said has been heard.
        Assert.Equal(0, await parley.StopAsync());
        Assert.Equal(Sqlite.Concern(Sqlite.Version) is not null, parley.Output.Contains("let only Parley open it", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
