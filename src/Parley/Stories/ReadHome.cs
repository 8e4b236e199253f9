using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Stories;

/// <summary>GET the sites' stories, newest first.</summary>
internal static class ReadHome
{
    private const int StoriesOnAPage = 100;

    public static async Task<IResult> Handle(ParleyContext db, CancellationToken cancellation)
    {
        var stories = await (
            from story in db.Stories.AsNoTracking()
            join site in db.Sites.AsNoTracking() on story.SiteId equals site.Id
            orderby story.PublishedAt descending, story.Id descending
            select new { site, story }).Take(StoriesOnAPage).ToListAsync(cancellation);

        return Pages.Page<HomePage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(HomePage.Stories)] = stories.ConvertAll(s => (s.site, s.story)),
            [nameof(HomePage.Text)] = Text.English,
        });
    }
}
