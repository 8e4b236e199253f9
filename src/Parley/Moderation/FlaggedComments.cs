using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>A comment that readers object to, and how urgently.</summary>
/// <param name="Flags">The flags that nobody has looked at yet, the newest first.</param>
public sealed record FlaggedComment(Comment Comment, Story Story, IReadOnlyList<WeighedFlag> Flags)
{
    public double Weight => FlagWeight.Of(Flags);

    public int FromOnePlace => FlagWeight.FromOnePlace(Flags.Select(f => f.Flag));

    /// <summary>The reason that most of them give.</summary>
    public ReasonClass Reason => ReasonOf(Flags);

    /// <summary>The reason that most of some flags give, by their weight.</summary>
    public static ReasonClass ReasonOf(IReadOnlyList<WeighedFlag> flags) =>
        flags.GroupBy(f => f.Flag.Reason).OrderByDescending(g => g.Sum(f => f.Weight)).ThenBy(g => g.Key).First().Key;
}

/// <summary>Reads what readers object to on a site: computed each time, so that no count drifts.</summary>
internal static class FlaggedComments
{
    // Of one site, the newest; whoever is through with these reads the next.
    private const int Most = 1_000;

    public static async Task<IReadOnlyList<FlaggedComment>> LoadAsync(ParleyContext db, Guid site, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = await Open(db, site).OrderByDescending(f => f.Id).Take(Most).ToListAsync(cancellation);
        var ids = open.Select(f => f.CommentId).Distinct().ToList();
        var comments = await db.Comments.AsNoTracking().Where(c => ids.Contains(c.Id))
            .Join(db.Stories.AsNoTracking(), c => c.StoryId, s => s.Id, (comment, story) => new { comment, story }).ToDictionaryAsync(c => c.comment.Id, cancellation);
        var weighed = await WeighAsync(db, open, now, cancellation);
        return [.. weighed.GroupBy(f => f.Flag.CommentId).Select(g => new FlaggedComment(comments[g.Key].comment, comments[g.Key].story, [.. g]))
            .OrderByDescending(f => f.Weight).ThenBy(f => f.Flags.Min(w => w.Flag.At)).ThenBy(f => f.Comment.Number)];
    }

    /// <summary>The flags on one comment that nobody has looked at yet.</summary>
    public static async Task<IReadOnlyList<WeighedFlag>> OfAsync(ParleyContext db, Guid site, Guid comment, DateTimeOffset now, CancellationToken cancellation) =>
        await WeighAsync(db, await Open(db, site).Where(f => f.CommentId == comment).OrderByDescending(f => f.Id).Take(Most).ToListAsync(cancellation), now, cancellation);

    public static Task<int> CountAsync(ParleyContext db, Guid site, CancellationToken cancellation) =>
        Open(db, site).Select(f => f.CommentId).Distinct().CountAsync(cancellation);

    // What is no longer read needs no looking at.
    private static IQueryable<Flag> Open(ParleyContext db, Guid site) => db.Flags.AsNoTracking().Where(
        f => f.SiteId == site && f.Outcome == null && db.Comments.Any(c => c.Id == f.CommentId && c.State == CommentState.Published));

    private static async Task<IReadOnlyList<WeighedFlag>> WeighAsync(ParleyContext db, List<Flag> flags, DateTimeOffset now, CancellationToken cancellation)
    {
        if (flags.Count == 0) return [];

        var people = flags.Select(f => f.CommenterId).Distinct().ToList();
        var accounts = await db.CommentersAmong(people).AsNoTracking().Where(c => c.AccountId != null).Select(c => c.Id).ToListAsync(cancellation);
        var histories = await Histories.OfAsync(db, accounts, now, cancellation);
        var before = await db.Flags.AsNoTracking().Where(f => people.Contains(f.CommenterId) && f.Outcome != null)
            .GroupBy(f => new { f.CommenterId, f.Outcome }).Select(g => new { g.Key.CommenterId, g.Key.Outcome, Count = g.Count() }).ToListAsync(cancellation);
        return [.. flags.Select(f => new WeighedFlag(
            f, histories.TryGetValue(f.CommenterId, out var history) ? StandingRule.Of(history, now).Standing : (Standing?)null,
            CountOf(f.CommenterId, FlagOutcome.Upheld), CountOf(f.CommenterId, FlagOutcome.Dismissed)))];

        int CountOf(Guid person, FlagOutcome outcome) => before.FirstOrDefault(b => b.CommenterId == person && b.Outcome == outcome)?.Count ?? 0;
    }
}
