using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Live;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Storage;

public sealed class WritingOnSqliteTests() : WritingTests(onPostgres: false)
{
    [Fact]
    public async Task Acts_that_wait_share_a_commit_and_all_are_answered_after_it()
    {
        var (_, story) = await App.GivenAStoryAsync();
        var writing = App.Services.GetRequiredService<Writing>();
        using var gate = new ManualResetEventSlim();
        var announced = new ConcurrentQueue<Change>();
        using var listening = App.Services.GetRequiredService<IAnnouncements>().Subscribe(announced.Enqueue);

        // The first holds the writer while the others come.
        var acts = Enumerable.Range(0, 20).Select(i => writing.DoAsync(
            async (act, stop) =>
            {
                if (i == 0) gate.Wait(stop);
                var now = (await act.Db.TakeTurnAsync(story.Id, stop))!;
                await act.KeepAsync(stop, new Change(story.Id, now.Version, ChangeKind.Story));
                return announced.Count;
            },
            TestContext.Current.CancellationToken)).ToList();
        gate.Set();
        var announcedBefore = await Task.WhenAll(acts);

        // Nothing is announced before it is committed: those of one commit saw the same.
        Assert.True(announcedBefore.Distinct().Count() < acts.Count);
        Assert.Equal(20, announced.Count);
    }

    [Fact]
    public async Task When_more_wait_than_can_be_served_soon_the_next_is_told_to_come_again()
    {
        var (_, story) = await App.GivenAStoryAsync();
        var writing = App.Services.GetRequiredService<Writing>();
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var held = writing.DoAsync(
            (_, stop) =>
            {
                begun.SetResult();
                gate.Wait(stop);
                return Task.FromResult(0);
            },
            TestContext.Current.CancellationToken);
        // What the writer has begun waits no longer, and leaves its place to another.
        await begun.Task;
        var waiting = new List<Task<int>>();
        while (!waiting.Exists(t => t.IsFaulted))
            waiting.Add(writing.DoAsync((_, _) => Task.FromResult(0), TestContext.Current.CancellationToken));

        _ = await Assert.ThrowsAsync<TooBusyException>(() => waiting[^1]);
        using var guest = App.Browser();
        using var answer = await guest.PostCommentAsync("Is there room?");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        using var reading = await guest.GetAsync(new Uri("/times/bridge", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, reading.StatusCode);

        gate.Set();
        _ = await held;
        _ = await Task.WhenAll(waiting.SkipLast(1));
        _ = await guest.SayAsync("There is room again on " + story.Key);
    }
}

public sealed class WritingOnPostgresTests() : WritingTests(onPostgres: true)
{
    [Fact]
    public async Task What_one_node_stores_the_others_hear_of()
    {
        var (site, story) = await App.GivenAStoryAsync();
        using var stop = new CancellationTokenSource();
        var other = new PostgresAnnouncements(
            App.Database.Connection, Microsoft.Extensions.Logging.Abstractions.NullLogger<PostgresAnnouncements>.Instance, TimeProvider.System);
        var heard = new TaskCompletionSource<Change>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = other.Subscribe(change => heard.TrySetResult(change));
        await other.StartAsync(stop.Token);

        // Until the other node listens it may miss some; that is allowed, so the first one heard is what counts.
        using var guest = App.Browser();
        var said = new HashSet<string>(StringComparer.Ordinal);
        while (!heard.Task.IsCompleted) _ = said.Add(await guest.SayAsync($"Said {said.Count}"));

        var change = await heard.Task;
        Assert.Equal((story.Id, ChangeKind.Posted), (change.StoryId, change.Kind));
        Assert.Contains(Id.Text(change.CommentId), said);
        await other.StopAsync(CancellationToken.None);
        other.Dispose();
        Assert.NotEqual(Guid.Empty, site.Id);
    }
}

public abstract class WritingTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task An_act_that_fails_fails_alone()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var writing = App.Services.GetRequiredService<Writing>();
        var now = App.Clock.GetUtcNow();
        var acts = Enumerable.Range(0, 30).Select(i => writing.DoAsync(
            async (act, stop) =>
            {
                _ = act.Db.Commenters.Add(Commenter.Guest(Id.New(now), site.Id, Guid.NewGuid().ToByteArray(), now));
                await act.KeepAsync(stop);
                return i % 3 == 0 ? throw new InvalidOperationException("Mine alone") : i;
            },
            TestContext.Current.CancellationToken)).ToList();

        foreach (var (act, i) in acts.Select((a, i) => (a, i)))
        {
            if (i % 3 == 0) _ = await Assert.ThrowsAsync<InvalidOperationException>(() => act);
            else Assert.Equal(i, await act);
        }

        await using var db = App.Open();
        Assert.Equal(20, await db.Commenters.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_an_act_does_not_keep_leaves_no_trace()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var writing = App.Services.GetRequiredService<Writing>();
        var now = App.Clock.GetUtcNow();
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                _ = act.Db.Commenters.Add(Commenter.Guest(Id.New(now), site.Id, Guid.NewGuid().ToByteArray(), now));
                return await act.Db.SaveChangesAsync(stop);
            },
            TestContext.Current.CancellationToken);

        await using var db = App.Open();
        Assert.Equal(0, await db.Commenters.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_leaves_before_their_turn_changes_nothing()
    {
        var (_, story) = await App.GivenAStoryAsync();
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => App.Services.GetRequiredService<Writing>().DoAsync(
            async (act, stop) =>
            {
                _ = await act.Db.TakeTurnAsync(story.Id, stop);
                await act.KeepAsync(stop);
                return 0;
            },
            left.Token));

        await using var db = App.Open();
        Assert.Equal(story.Version, (await db.Stories.SingleAsync(TestContext.Current.CancellationToken)).Version);
    }
}
