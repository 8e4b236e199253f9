using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;

namespace Parley.Storage;

/// <summary>Ranks a site's comments again when guests' votes come to weigh otherwise. Call inside a transaction.</summary>
internal static class RankAnew
{
    public static async Task OfSiteAsync(ParleyContext db, Site site, CancellationToken cancellation)
    {
        // Only what guests have voted on can move; one update for each way in which they have.
        var ways = await db.Comments.Where(c => c.SiteId == site.Id && c.GuestUpVotes + c.GuestDownVotes > 0)
            .Select(c => new { IsFeatured = c.FeaturedBy != null, c.UpVotes, c.DownVotes, c.GuestUpVotes, c.GuestDownVotes }).Distinct().ToListAsync(cancellation);
        foreach (var way in ways)
        {
            var rank = Ranking.KeyOf(
                new Comment
                {
                    Name = "",
                    FeaturedBy = way.IsFeatured ? RoleKind.Moderator : null,
                    UpVotes = way.UpVotes,
                    DownVotes = way.DownVotes,
                    GuestUpVotes = way.GuestUpVotes,
                    GuestDownVotes = way.GuestDownVotes,
                },
                site);
            _ = await db.Comments.Where(c => c.SiteId == site.Id && c.FeaturedBy != null == way.IsFeatured && c.UpVotes == way.UpVotes && c.DownVotes == way.DownVotes
                    && c.GuestUpVotes == way.GuestUpVotes && c.GuestDownVotes == way.GuestDownVotes)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.Rank, rank), cancellation);
        }
    }
}
