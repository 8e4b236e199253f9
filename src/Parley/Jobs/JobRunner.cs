using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Storage;

namespace Parley.Jobs;

/// <summary>Does what is due, at least once, on whichever node takes it first: the one hosted service for work that waits.</summary>
/// <remarks>
/// Whoever takes a job puts off when it is due next: a lease, renewed while it is done. A process that is killed leaves
/// the row as it is, and the job is taken again when the lease has run out. What is added in this process is done at
/// once; everything else is found by looking (docs/decisions/0023-jobs-and-letters.md).
/// </remarks>
internal sealed class JobRunner(
    IReadOnlyDictionary<string, Work> kinds, Writing writing, Database database, IServiceProvider services, TimeProvider clock,
    ILogger<JobRunner> log) : BackgroundService
{
    // Letters wait for a mail server most of the time; a slow one must not keep other work waiting as well.
    private const int LettersAtOnce = 6;
    private const int OthersAtOnce = 3;

    // Longer than any mail server is waited for; a killed process's letters are at most this late.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(3);

    // What is under way when the server stops may end; the rest is taken up by whoever comes next.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly Lane[] _lanes =
    [
        new([.. kinds.Keys.Where(k => k == Letters.Send)], LettersAtOnce), new([.. kinds.Keys.Where(k => k != Letters.Send)], OthersAtOnce),
    ];

    /// <summary>Has it look at once.</summary>
    public void Ring()
    {
        try
        {
            if (_bell.CurrentCount == 0) _ = _bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else rang in the same moment.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        writing.JobsAdded += OnJobsAdded;
        using var ending = new CancellationTokenSource();
        var isTroubled = false;
        // The first look is not the server's first act: whoever asks for a page after a start comes first.
        while (await WaitAsync(stoppingToken))
        {
            try
            {
                foreach (var lane in _lanes) await FillAsync(lane, ending.Token, stoppingToken);
                isTroubled = false;
            }
#pragma warning disable CA1031 // While the database is away nothing can be taken; once it is back everything is.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (!isTroubled) log.LogWarning("Jobs wait: {Error}", JobError.Of(exception));
                isTroubled = true;
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        writing.JobsAdded -= OnJobsAdded;
        ending.CancelAfter(LastWords);
        await Task.WhenAll(_lanes.SelectMany(l => l.Running));
    }

    private async Task FillAsync(Lane lane, CancellationToken ending, CancellationToken stopping)
    {
        _ = lane.Running.RemoveAll(r => r.IsCompleted);
        if (lane.Kinds.Length == 0) return;

        while (lane.AtOnce > lane.Running.Count
            && await TakeAsync(lane.Kinds, lane.AtOnce - lane.Running.Count, stopping) is { Count: > 0 } taken)
        {
            lane.Running.AddRange(taken.Select(job => RunAsync(job, ending)));
        }
    }

    private void OnJobsAdded(object? sender, EventArgs e) => Ring();

    private async Task<bool> WaitAsync(CancellationToken stopping)
    {
        try
        {
            _ = await _bell.WaitAsync(BetweenLooks, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<List<Job>> TakeAsync(string[] wanted, int most, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using (var db = database.Open())
        {
            // Looking costs nobody their turn to write.
            if (!await db.Jobs.AnyAsync(j => j.FailedAt == null && j.DueAt <= now && wanted.Contains(j.Kind), cancellation)) return [];
        }

        return await writing.DoAsync(
            async (act, stop) =>
            {
                var taken = await act.Db.JobsToTake(wanted, now, most).ToListAsync(stop);
                foreach (var job in taken)
                {
                    (job.DueAt, job.Attempts, job.Error) = (now + Lease, job.Attempts + 1, null);
                    // It was begun and never ended, again and again: it takes its process with it.
                    if (job.Attempts > Retry.Most + 3) (job.FailedAt, job.Error) = (now, "It never came to an end.");
                }

                await act.KeepAsync(stop);
                return taken.FindAll(j => j.FailedAt is null);
            },
            cancellation);
    }

    private async Task RunAsync(Job job, CancellationToken stopping)
    {
        try
        {
            using var renewing = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var renewal = RenewAsync(job, renewing.Token);
            var end = await TryAsync(job, stopping);
            await renewing.CancelAsync();
            await renewal;
            await writing.DoAsync(
                async (act, stop) =>
                {
                    await end(Own(act.Db, job), stop);
                    await act.KeepAsync(stop);
                    return true;
                },
                CancellationToken.None);
        }
#pragma warning disable CA1031 // It could not be recorded how it went: when the lease has run out it is done again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            log.LogWarning("Job {Kind} is done again later: {Error}", job.Kind, JobError.Of(exception));
        }

        Ring();
    }

    // Does it, and says what is to be recorded.
    private async Task<Func<IQueryable<Job>, CancellationToken, Task>> TryAsync(Job job, CancellationToken stopping)
    {
        try
        {
            await using var scope = services.CreateAsyncScope();
            var run = new JobRun(scope.ServiceProvider, job.Subject, clock.GetUtcNow(), job.Attempts >= Retry.Most);
            if (await kinds[job.Kind](run, stopping) is not { } again) return (own, stop) => own.ExecuteDeleteAsync(stop);

            return (own, stop) => own.ExecuteUpdateAsync(j => j.SetProperty(x => x.DueAt, again).SetProperty(x => x.Attempts, 0), stop);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            var now = clock.GetUtcNow();
            return (own, stop) => own.ExecuteUpdateAsync(
                j => j.SetProperty(x => x.DueAt, now).SetProperty(x => x.Attempts, job.Attempts - 1), stop);
        }
#pragma warning disable CA1031 // Whatever it was, it is kept with the job, and tried again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed(job, JobError.Of(exception));
        }
    }

    private Func<IQueryable<Job>, CancellationToken, Task> Failed(Job job, string error)
    {
        var now = clock.GetUtcNow();
        if (Retry.After(job.Attempts, RandomNumberGenerator.GetInt32(1_000_001) / 1e6) is { } wait)
        {
            if (job.Attempts == 1) log.LogWarning("Job {Kind} failed and is tried again: {Error}", job.Kind, error);
            var due = now + wait;
            return (own, stop) => own.ExecuteUpdateAsync(j => j.SetProperty(x => x.DueAt, due).SetProperty(x => x.Error, error), stop);
        }

        log.LogError("Job {Kind} was given up: {Error}", job.Kind, error);
        return (own, stop) => own.ExecuteUpdateAsync(
            j => j.SetProperty(x => x.FailedAt, now).SetProperty(x => x.Error, error), stop);
    }

    private async Task RenewAsync(Job job, CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(BetweenRenewals, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested) return;

            var due = clock.GetUtcNow() + Lease;
            try
            {
                _ = await writing.DoAsync(
                    async (act, stop) =>
                    {
                        _ = await Own(act.Db, job).ExecuteUpdateAsync(j => j.SetProperty(x => x.DueAt, due), stop);
                        await act.KeepAsync(stop);
                        return true;
                    },
                    CancellationToken.None);
            }
#pragma warning disable CA1031 // The next renewal may succeed; if none does, somebody else does the job a second time.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    // Whoever lost the lease has no say in it any more: the next one to take it counted another attempt.
    private static IQueryable<Job> Own(ParleyContext db, Job job) =>
        db.Jobs.Where(j => j.Id == job.Id && j.Attempts == job.Attempts);

    /// <summary>Work that waits for the same, and how much of it is done at once.</summary>
    private sealed record Lane(string[] Kinds, int AtOnce)
    {
        public List<Task> Running { get; } = [];
    }
}
