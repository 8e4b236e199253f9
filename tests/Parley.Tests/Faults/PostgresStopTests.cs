using System.Diagnostics;
using System.Net;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

public sealed class PostgresStopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-stop-").FullName;

    [Fact]
    public async Task When_PostgreSQL_stops_at_once_nothing_is_lost_and_all_is_well_when_it_is_back()
    {
        using var postgres = PostgresServer.OfItsOwn();
        var connection = postgres.Create();
        var port = PostgresServer.FreePort();
        using var load = new Load(new Uri($"http://127.0.0.1:{port}"), clients: 20, between: TimeSpan.FromMilliseconds(50));
        await using (var parley = ParleyProcess.ServeAt(port, _folder, connection))
        {
            _ = await parley.Listening;
            await load.StartAsync();
            for (var stop = 0; stop < Cycles.Of("PARLEY_STOPS", 3); stop++)
            {
                await load.UntilAcknowledgedAsync(100 + (stop * 7 % 50));
                // Whoever reads what was read a moment ago notices nothing.
                Assert.Equal(HttpStatusCode.OK, await ReadAsync(load.Url));
                postgres.StopImmediately();
                Assert.Equal(HttpStatusCode.OK, await ReadAsync(load.Url));
                Assert.False(await Health.IsReadyAsync(load.Url));
                postgres.Start();
                var began = Stopwatch.GetTimestamp();
                await Health.UntilReadyAsync(load.Url);
                await load.UntilAcknowledgedAsync(1);
                Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
            }

            await load.FinishAsync();
            Assert.True(load.Answers.ContainsKey(503), "Nobody met the stopped database.");
            Assert.False(load.Answers.ContainsKey(500), parley.Output);
            Assert.Equal(0, load.WithoutRetryAfter);
            Assert.False(parley.HasEnded);
        }

        await Oracle.JudgeAsync(Database.Choose(connection, _folder), load);
        Npgsql.NpgsqlConnection.ClearAllPools();
    }

    private static async Task<HttpStatusCode> ReadAsync(Uri url)
    {
        using var reader = new HttpClient { BaseAddress = url };
        using var answer = await reader.GetAsync(new Uri("/demo/half-the-city-got-an-evening-out-the-other-half-got-a-detour", UriKind.Relative));
        return answer.StatusCode;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
