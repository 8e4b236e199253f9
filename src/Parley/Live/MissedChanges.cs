using Microsoft.EntityFrameworkCore;
using Parley.Storage;

namespace Parley.Live;

/// <summary>Notices what was stored and not announced here: a command's writes, or a node's whose announcement was lost.</summary>
/// <remarks>
/// What stands in the database at one look and has not been heard of by the next is told as something to be read anew:
/// at most two seconds late, as with pages (docs/decisions/0009-public-bytes.md). One question for all watched stories,
/// none while nobody watches.
/// </remarks>
internal sealed class MissedChanges(LiveStreams streams, Database database, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Reads how the watched stories stand; how many there were.</summary>
    public async Task<int> LookAsync(CancellationToken cancellation)
    {
        var watched = streams.Watched().ToDictionary(s => s.Id);
        if (watched.Count == 0) return 0;

        await using var db = database.Open();
        var now = await db.StoriesAmong([.. watched.Keys]).AsNoTracking()
            .Select(s => new { s.Id, s.Version, s.LastNumber }).ToListAsync(cancellation);
        foreach (var story in now) watched[story.Id].Look(new LivePosition(story.Version, story.LastNumber));
        return watched.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                _ = await LookAsync(stoppingToken);
            }
#pragma warning disable CA1031 // While the database is away, requests say so; what happens meanwhile is seen once it is back.
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
            }
        }
    }
}
