using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Parley.Core.Stories;
using Parley.Live;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Discussions;

public sealed class MissedChangesOnSqliteTests() : MissedChangesTests(onPostgres: false);

public sealed class MissedChangesOnPostgresTests() : MissedChangesTests(onPostgres: true)
{
    [Fact]
    public async Task A_node_that_cannot_listen_still_tells_its_readers_what_another_node_stored()
    {
        _ = await App.GivenAStoryAsync();
        await using var other = await ParleyApp.StartAsync(change: s => s with { Database = App.Database.Connection });
        await using var watcher = await Watcher.OpenAsync(App);
        using var writer = other.Browser();
        using var enough = new CancellationTokenSource();
        var deafened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var deafening = DeafenAsync(deafened, enough.Token);
        await deafened.Task;

        _ = await writer.SayAsync("Said on the other node.");

        Assert.Equal("1-1", (await watcher.NextAsync()).Id);
        await enough.CancelAsync();
        await deafening;
    }

    [Fact]
    public async Task After_the_database_was_away_what_was_missed_is_told()
    {
        using var postgres = PostgresServer.OfItsOwn();
        await using var app = await ParleyApp.StartAsync(change: s => s with { Database = postgres.Create() });
        _ = await app.GivenAStoryAsync();
        await using var watcher = await Watcher.OpenAsync(app);

        postgres.StopImmediately();
        _ = await Assert.ThrowsAnyAsync<Exception>(() => Missed(app).LookAsync(TestContext.Current.CancellationToken));
        postgres.Start();
        NpgsqlConnection.ClearAllPools();
        await StoreUnannouncedAsync(app);

        var heard = await watcher.NextAsync();
        Assert.Equal(("resync", "1-1"), (heard.Type, heard.Id));
    }

    // Ends every connection that listens, as soon as it does, until told that it is enough.
    private async Task DeafenAsync(TaskCompletionSource deafened, CancellationToken enough)
    {
        await using var connection = new NpgsqlConnection(App.Database.Connection);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        while (!enough.IsCancellationRequested)
        {
            await using var end = connection.CreateCommand();
            end.CommandText = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
            if ((long)(await end.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0) _ = deafened.TrySetResult();
            await Task.Yield();
        }
    }
}

public abstract class MissedChangesTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task What_a_command_in_another_process_stores_readers_are_told_to_read()
    {
        _ = await App.GivenAStoryAsync();
        await using var watcher = await Watcher.OpenAsync(App);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "A bridge closes\n\n  • Ada\n\n    One\n\n  • Ben\n\n    Two\n", TestContext.Current.CancellationToken);

        var (code, output, error) = await ParleyProcess.RunAsync(["import", "page", file, "--site", "times", "--story", "bridge", .. App.Options]);
        File.Delete(file);
        Assert.True(code == 0, output + error);

        var story = await StoryAsync();
        Assert.Equal(2, story.LastNumber);
        var heard = await watcher.NextAsync();
        Assert.Equal(("resync", new LivePosition(story.Version, 2).ToString()), (heard.Type, heard.Id));
        // And this once: what is told next is what happens next.
        await LookTwiceAsync();
        using var writer = App.Browser();
        _ = await writer.SayAsync("Three.");
        heard = await watcher.NextAsync();
        Assert.Equal(("change", 1), (heard.Type, heard.Data.GetProperty("new").GetInt32()));
    }

    [Fact]
    public async Task What_was_missed_between_two_changes_that_were_heard_is_noticed_too()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        _ = await writer.SayAsync("Heard.");
        await using var watcher = await Watcher.OpenAsync(App);

        await StoreUnannouncedAsync(App);
        _ = await writer.SayAsync("Heard as well.");

        var heard = await watcher.NextAsync();
        if (heard.Type == "change") heard = await watcher.NextAsync();
        Assert.Equal(("resync", "3-3"), (heard.Type, heard.Id));
    }

    [Fact]
    public async Task What_was_heard_is_told_once()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        await using var watcher = await Watcher.OpenAsync(App);
        for (var i = 0; i < 5; i++)
        {
            _ = await writer.SayAsync($"Said {i}.");
            await LookTwiceAsync();
        }

        var count = 0;
        while (count < 5)
        {
            var heard = await watcher.NextAsync();
            Assert.Equal("change", heard.Type);
            count += heard.Data.GetProperty("new").GetInt32();
        }

        await LookTwiceAsync();
        _ = await writer.SayAsync("The last.");
        var last = await watcher.NextAsync();
        Assert.Equal(("change", "6-6", 1), (last.Type, last.Id, last.Data.GetProperty("new").GetInt32()));
    }

    [Fact]
    public async Task The_database_is_asked_only_while_somebody_watches()
    {
        _ = await App.GivenAStoryAsync();
        // One that cannot be asked without failing.
        var nowhere = Database.Choose(null, Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")));
        var streams = App.Services.GetRequiredService<LiveStreams>();
        using var looking = new MissedChanges(streams, nowhere, App.Clock);

        Assert.Equal(0, await looking.LookAsync(TestContext.Current.CancellationToken));
        await using (var watcher = await Watcher.OpenAsync(App))
        {
            _ = await Assert.ThrowsAnyAsync<Exception>(() => looking.LookAsync(TestContext.Current.CancellationToken));
            Assert.Equal(1, await Missed(App).LookAsync(TestContext.Current.CancellationToken));
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (streams.Count > 0) await Task.Delay(20, patience.Token);
        Assert.Equal(0, await looking.LookAsync(TestContext.Current.CancellationToken));
    }

    private protected static MissedChanges Missed(ParleyApp app) => app.Services.GetRequiredService<MissedChanges>();

    /// <summary>A comment's number and version, as another process takes them, and no word of it.</summary>
    private protected static async Task StoreUnannouncedAsync(ParleyApp app)
    {
        await using var db = app.Open();
        Assert.Equal(1, await db.Stories.ExecuteUpdateAsync(
            s => s.SetProperty(x => x.Version, x => x.Version + 1).SetProperty(x => x.LastNumber, x => x.LastNumber + 1),
            TestContext.Current.CancellationToken));
    }

    // What is ahead at one look and unheard at the next is missed: two looks would say so.
    private async Task LookTwiceAsync()
    {
        for (var look = 0; look < 2; look++) _ = await Missed(App).LookAsync(TestContext.Current.CancellationToken);
    }

    private async Task<Story> StoryAsync()
    {
        await using var db = App.Open();
        return await db.Stories.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
    }
}
