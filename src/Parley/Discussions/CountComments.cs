using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Discussions;

/// <summary>GET how many comments each of some stories has.</summary>
internal static class CountComments
{
    // A front page links to fewer stories than this.
    private const int MostStories = 100;

    public static async Task<IResult> Handle(string site, string[] story, ParleyContext db, CancellationToken cancellation)
    {
        if (story.Length > MostStories) return Problems.Of("bad-request", "TooManyStories");

        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        if (publication is null) return Problems.NotFound();

        var found = await db.Stories.AsNoTracking()
            .Where(s => s.SiteId == publication.Id && story.Contains(s.Key))
            .ToDictionaryAsync(s => s.Key, s => s.CommentCount, StringComparer.Ordinal, cancellation);

        // A story nobody has opened yet has no comments either.
        return TypedResults.Ok(story.Distinct(StringComparer.Ordinal)
            .ToDictionary(key => key, key => found.GetValueOrDefault(key), StringComparer.Ordinal));
    }
}
