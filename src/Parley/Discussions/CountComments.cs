using Microsoft.EntityFrameworkCore;
using Parley.Core.Stories;
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

        // What cannot be a key names no story, and not every database takes every character.
        var keys = story.Where(Story.IsKey).ToArray();
        var found = await db.Stories.AsNoTracking()
            .Where(s => s.SiteId == publication.Id && keys.Contains(s.Key))
            .ToDictionaryAsync(s => s.Key, s => s.CommentCount, StringComparer.Ordinal, cancellation);

        // A story nobody has opened yet has no comments either.
        return TypedResults.Ok(story.Distinct(StringComparer.Ordinal)
            .ToDictionary(key => key, key => found.GetValueOrDefault(key), StringComparer.Ordinal));
    }
}
