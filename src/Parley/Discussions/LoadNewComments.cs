using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Discussions;

/// <summary>Reads what was posted since a page was made, with what it answers up to the top.</summary>
internal static class LoadNewComments
{
    // A script that misses more opens the page anew.
    private const int MostComments = 100;

    public static async Task<Discussion> LoadAsync(
        ParleyContext db, Site site, Story story, Room room, int since, CancellationToken cancellation)
    {
        var comments = await LoadDiscussion.Shown(db).Where(c => c.StoryId == story.Id && c.Number > since)
            .OrderBy(c => c.Number).Take(MostComments).ToListAsync(cancellation);
        var present = comments.Select(c => c.Id).ToHashSet();
        var missing = comments.Select(c => c.ParentId).OfType<Guid>().Where(id => !present.Contains(id)).Distinct().ToList();
        if (missing.Count > 0)
        {
            var ancestors = await db.WithAncestors(missing).AsNoTracking().ToListAsync(cancellation);
            comments.AddRange(ancestors.Where(a => !present.Contains(a.Id)));
        }

        return new Discussion
        {
            Site = site,
            Story = story,
            Room = room,
            Order = Order.Oldest,
            Branches = Discussion.Arrange(
                [.. comments.Where(c => c.ParentId is null).OrderBy(c => c.Number)],
                comments.Where(c => c.ParentId is not null),
                await LoadDiscussion.PlatesAsync(db, room, comments, cancellation)),
            IsContinued = true,
        };
    }
}
