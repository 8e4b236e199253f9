using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

public sealed class KillTests : IDisposable
{
    // Fifty writes a second, spread over as many clients as a busy story has.
    private const int Clients = 10;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-kill-").FullName;

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("PARLEY_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_survives_kill_9_and_is_there_once(bool onPostgres)
    {
        var connection = onPostgres ? PostgresServer.NewDatabase() : null;
        var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var number = 0;

        for (var kill = 0; kill < Kills; kill++)
        {
            await using var parley = ParleyProcess.Serve(_folder, connection);
            var url = await parley.Listening;
            using var stop = new CancellationTokenSource();
            var before = acknowledged.Count;
            var clients = Enumerable.Range(0, Clients).Select(_ => WriteAsync(url, acknowledged, () => Interlocked.Increment(ref number), stop.Token)).ToList();

            // Killed in the middle of work: after another 20 to 45 acknowledgements, a different moment every time.
            while (acknowledged.Count < before + 20 + (kill * 7 % 26)) await Task.WhenAny(clients.Append(Task.Delay(5)));
            await parley.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(clients);
        }

        // The next start needs no hand, and serves what was said.
        await using (var last = ParleyProcess.Serve(_folder, connection))
        {
            using var reader = new HttpClient { BaseAddress = await last.Listening };
            using var answer = await reader.GetAsync(new Uri("/", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await last.KillAsync();
        }

        await AssertWholeAsync(Database.Choose(connection, _folder), acknowledged);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task WriteAsync(Uri url, ConcurrentDictionary<string, string> acknowledged, Func<int> next, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = url };
        string? parent = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"Said number {next()}");
                using var answer = await client.PostCommentAsync(text, parent, key: Guid.NewGuid().ToString(), story: Story);
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    var id = (await answer.JsonAsync()).GetProperty("id").GetString()!;
                    Assert.True(acknowledged.TryAdd(id, text));
                    parent = parent is null ? id : null;
                }

                // The pace of the load, not a wait for anything.
                await Task.Delay(Between, stop);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
            {
                // The server is being killed; what was not answered was not promised.
            }
        }
    }

    private const string Story = "demo/stories/half-the-city-got-an-evening-out-the-other-half-got-a-detour";

    private static async Task AssertWholeAsync(Database database, ConcurrentDictionary<string, string> acknowledged)
    {
        await using var db = database.Open();
        if (!database.IsPostgres)
        {
            Assert.Equal("ok", await db.Database.SqlQuery<string>($"SELECT integrity_check AS Value FROM pragma_integrity_check").FirstAsync());
            Assert.Equal(0, await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM pragma_foreign_key_check").SingleAsync());
        }

        var comments = await db.Comments.AsNoTracking().ToListAsync();
        var stored = comments.Where(c => c.Text.StartsWith("Said number", StringComparison.Ordinal)).ToList();
        Assert.Equal(stored.Count, stored.DistinctBy(c => c.Text, StringComparer.Ordinal).Count());
        var texts = stored.ToDictionary(c => Id.Text(c.Id), c => c.Text, StringComparer.Ordinal);
        Assert.All(acknowledged, a => Assert.Equal(a.Value, texts.GetValueOrDefault(a.Key)));

        foreach (var story in await db.Stories.AsNoTracking().ToListAsync())
        {
            var own = comments.Where(c => c.StoryId == story.Id).ToList();
            Assert.Equal(own.Count(c => c.IsShown), story.CommentCount);
            Assert.Equal(own.Max(c => c.Number), story.LastNumber);
            Assert.All(own, c => Assert.Equal(own.Count(r => r.ParentId == c.Id && r.IsShown), c.ReplyCount));
            Assert.All(own.Where(c => c.Depth == 1), c => Assert.Equal(own.Count(r => r.BranchId == c.Id && r.Depth > 1 && r.IsShown), c.BranchCount));
        }
    }
}
