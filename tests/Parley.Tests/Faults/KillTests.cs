using System.Diagnostics;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

public sealed class KillTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-kill-").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_survives_kill_9_and_is_there_once(bool onPostgres)
    {
        var connection = onPostgres ? PostgresServer.NewDatabase() : null;
        var port = PostgresServer.FreePort();
        using var load = new Load(new Uri($"http://127.0.0.1:{port}"), clients: 50, between: TimeSpan.FromMilliseconds(100));
        var starts = new List<TimeSpan>();
        var parley = ParleyProcess.ServeAt(port, _folder, connection);
        try
        {
            _ = await parley.Listening;
            await load.StartAsync();
            for (var kill = 0; kill < Cycles.Of("PARLEY_KILLS", 5); kill++)
            {
                // In the middle of work: after another 40 to 90 acknowledgements, a different moment every time.
                await load.UntilAcknowledgedAsync(40 + (kill * 7 % 51));
                await parley.KillAsync();
                await parley.DisposeAsync();
                var began = Stopwatch.GetTimestamp();
                parley = ParleyProcess.ServeAt(port, _folder, connection);
                _ = await parley.Listening;
                await Health.UntilReadyAsync(load.Url);
                starts.Add(Stopwatch.GetElapsedTime(began));
            }

            // Whoever lost an answer asks again and is answered: every act has an outcome.
            await load.FinishAsync();
        }
        finally
        {
            await parley.DisposeAsync();
        }

        // Five seconds after a kill it serves again. The middle of all starts: one alone tells more of what else the machine does.
        Assert.InRange(starts.Order().ElementAt(starts.Count / 2), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(load.Said, s => s.Id is null && !s.IsRefused);
        Assert.DoesNotContain(500, load.Answers.Keys);
        await Oracle.JudgeAsync(Database.Choose(connection, _folder), load);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

internal static class Health
{
    public static async Task<bool> IsReadyAsync(Uri url)
    {
        using var client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public static Task UntilReadyAsync(Uri url) => Patience.UntilAsync(() => IsReadyAsync(url), () => $"{url} to be ready");
}
