using System.Net;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

/// <summary>The machine's clock moves under the running server, by libfaketime.</summary>
public sealed class ClockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-clock-").FullName;

    [Fact]
    public async Task Whatever_the_clock_does_order_and_promises_hold()
    {
        var library = Machine.Need("libfaketime", "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1");
        var moved = Path.Combine(_folder, "moved");
        await File.WriteAllTextAsync(moved, "+0");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = moved,
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };
        var port = PostgresServer.FreePort();
        var data = Path.Combine(_folder, "data");
        using var load = new Load(new Uri($"http://127.0.0.1:{port}"), clients: 5, between: TimeSpan.FromMilliseconds(30));
        using var guest = new HttpClient { BaseAddress = load.Url };
        await using (var parley = ParleyProcess.ServeAt(port, data, environment: environment))
        {
            _ = await parley.Listening;
            await load.StartAsync();
            var order = new List<string>();
            foreach (var offset in new[] { "+1h", "-1h", "+400d", "-3h", "+0" })
            {
                await File.WriteAllTextAsync(moved, offset);
                await UntilMovedAsync(guest, offset);
                // Whoever had read the clock before it moved is through: their forgetting belongs to that hour.
                await load.UntilAcknowledgedAsync(20);
                var key = Guid.NewGuid().ToString();
                using var first = await guest.PostCommentAsync($"At {offset}", name: "Keeper", key: key, story: Load.Story);
                Assert.Equal(HttpStatusCode.Created, first.StatusCode);
                var id = (await first.JsonAsync()).GetProperty("id").GetString()!;
                order.Add(id);

                // Asked again it is the same; changed at once it is changed.
                using var again = await guest.PostCommentAsync($"At {offset}", name: "Keeper", key: key, story: Load.Story);
                Assert.Equal(id, (await again.JsonAsync()).GetProperty("id").GetString());
                using var edited = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", "{\"text\":\"Edited\"}");
                Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);

                // Written at another hour: whether it may still be changed is a rule; that it answers is a promise.
                using var earlier = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{order[0]}", "{\"text\":\"Edited later\"}");
                Assert.True(earlier.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Conflict, earlier.StatusCode.ToString());
                Assert.True(await Health.IsReadyAsync(load.Url));
                await load.UntilAcknowledgedAsync(20);
            }

            await load.FinishAsync();
            Assert.DoesNotContain(load.Answers.Keys, k => k >= 500);
            var read = await OrderAsync(guest);
            Assert.Equal(order, read.Where(order.Contains));
            await parley.KillAsync();
        }

        await Oracle.JudgeAsync(Database.Choose(null, data), load);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The server's own clock says it, in the header that every answer has.
    private static async Task UntilMovedAsync(HttpClient guest, string offset)
    {
        var wanted = offset[^1] switch
        {
            'h' => TimeSpan.FromHours(int.Parse(offset[..^1], System.Globalization.CultureInfo.InvariantCulture)),
            'd' => TimeSpan.FromDays(int.Parse(offset[..^1], System.Globalization.CultureInfo.InvariantCulture)),
            _ => TimeSpan.Zero,
        };
        await Patience.UntilAsync(
            async () =>
            {
                using var answer = await guest.GetAsync(new Uri("/health/live", UriKind.Relative));
                var apart = answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow();
                return (apart - wanted).Duration() < TimeSpan.FromSeconds(30);
            },
            () => $"the server's clock to be {wanted} from ours");
    }

    // All ids in the order oldest first, page after page.
    private static async Task<List<string>> OrderAsync(HttpClient guest)
    {
        var ids = new List<string>();
        var after = "";
        while (true)
        {
            var page = await guest.DiscussionAsync("?order=oldest&limit=100" + after, Load.Story);
            ids.AddRange(page.GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("id").GetString()!));
            if (page.GetProperty("next").GetString() is not { } next) return ids;

            after = "&after=" + Uri.EscapeDataString(next);
        }
    }
}
