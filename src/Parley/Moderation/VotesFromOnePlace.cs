using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>A comment that many voted on from one network; see <see cref="OnePlace"/>.</summary>
/// <param name="Voters">How many accounts and guests' browsers.</param>
/// <param name="First">When the first of these votes was cast.</param>
/// <param name="Last">When the last of them was.</param>
public sealed record VotesFromOnePlace(Comment Comment, Story Story, int Voters, DateTimeOffset First, DateTimeOffset Last)
{
    // As many as anybody looks into.
    private const int Listed = 50;

    // Enough to find that many among them where the rest are too small a part of their comment's votes.
    private const int Considered = 500;

    /// <summary>Those of a site, the latest first.</summary>
    /// <param name="since">Votes before are none of ours any more, whether or not they are forgotten already.</param>
    internal static async Task<IReadOnlyList<VotesFromOnePlace>> LoadAsync(
        ParleyContext db, Guid site, DateTimeOffset since, CancellationToken cancellation)
    {
        var places = db.Votes.Where(v => v.NetworkHash != null && v.At >= since)
            .GroupBy(v => new { v.CommentId, v.NetworkHash })
            .Where(g => g.Count() >= OnePlace.LeastVoters)
            .Select(g => new { g.Key.CommentId, Voters = g.Count(), First = g.Min(v => v.At), Last = g.Max(v => v.At) });
        var found = await (
            from place in places
            join comment in db.Comments.AsNoTracking() on place.CommentId equals comment.Id
            join story in db.Stories.AsNoTracking() on comment.StoryId equals story.Id
            where comment.SiteId == site && comment.State == CommentState.Published
            orderby place.Last descending, place.Voters descending
            select new { comment, story, place.Voters, place.First, place.Last }).Take(Considered).ToListAsync(cancellation);
        return [.. found.Where(f => OnePlace.IsWorthALook(f.Voters, f.comment.UpVotes + f.comment.DownVotes)).Take(Listed)
            .Select(f => new VotesFromOnePlace(f.comment, f.story, f.Voters, f.First, f.Last))];
    }
}
