using System.Globalization;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

/// <summary>The disk answers with errors, by libfiu between the process and the system.</summary>
public sealed class InputOutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-fiu-").FullName;

    [Fact]
    public async Task When_flushing_fails_now_and_then_nothing_is_acknowledged_that_is_not_stored()
    {
        var port = PostgresServer.FreePort();
        using var load = new Load(new Uri($"http://127.0.0.1:{port}"), clients: 20, between: TimeSpan.FromMilliseconds(20));
        await using (var parley = ParleyProcess.ServeAt(port, _folder, environment: Faulty()))
        {
            _ = await parley.Listening;
            await load.StartAsync();
            await ControlAsync(parley, "enable_random name=posix/io/sync/*,probability=0.2");
            // Acts share commits, so how many calls that takes is not known beforehand.
            do await load.UntilAcknowledgedAsync(Cycles.Of("PARLEY_IO", 300));
            while (!load.Answers.ContainsKey(503));
            await ControlAsync(parley, "disable name=posix/io/sync/*");
            await load.FinishAsync();
            await parley.KillAsync();
        }

        Assert.DoesNotContain(500, load.Answers.Keys);
        await Oracle.JudgeAsync(Database.Choose(null, _folder), load);
    }

    [Theory]
    [InlineData("posix/io/sync/*")]
    [InlineData("posix/io/rw/pwrite")]
    public async Task Whichever_call_fails_the_act_is_not_acknowledged_and_the_next_is(string call)
    {
        var port = PostgresServer.FreePort();
        using var load = new Load(new Uri($"http://127.0.0.1:{port}"), clients: 1, between: TimeSpan.Zero);
        var failed = 0;
        await using (var parley = ParleyProcess.ServeAt(port, _folder, environment: Faulty()))
        {
            _ = await parley.Listening;
            await load.StartAsync();
            // The n-th call fails with EIO (5), for n from 1: after every few acts, wherever those have brought the file.
            for (var n = 0; n < Cycles.Of("PARLEY_NTH", 20); n++)
            {
                await load.UntilAcknowledgedAsync(1 + (n % 3));
                var before = load.Answers.GetValueOrDefault(503);
                await ControlAsync(parley, $"enable name={call},failinfo=5,onetime");
                await load.UntilAcknowledgedAsync(3);
                if (load.Answers.GetValueOrDefault(503) > before) failed++;
            }

            await load.FinishAsync();
            await parley.KillAsync();
        }

        Assert.True(failed > 0, "No call failed, so nothing was shown.");
        Assert.DoesNotContain(500, load.Answers.Keys);
        await Oracle.JudgeAsync(Database.Choose(null, _folder), load);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string> Faulty()
    {
        var run = Machine.Need("fiu-utils", "/usr/lib/fiu/fiu_run_preload.so");
        return new(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = run + " " + Machine.Need("fiu-utils", "/usr/lib/fiu/fiu_posix_preload.so"),
            ["FIU_CTRL_FIFO"] = Path.Combine(_folder, "fiu"),
        };
    }

    private Task ControlAsync(ParleyProcess parley, string order) => Machine.RunAsync(
        "fiu-ctrl", "-f", Path.Combine(_folder, "fiu"), "-c", order, parley.Id.ToString(CultureInfo.InvariantCulture));
}
