using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;

namespace Parley.Discussions;

/// <summary>GET how many comments each of some stories has, each named by its key or by the address of its page.</summary>
internal static class CountComments
{
    // A front page links to fewer stories than this.
    private const int MostStories = 100;

    public static async Task<IResult> Handle(
        string site, [FromQuery] string[] story, [FromQuery] string[] url, ParleyContext db, Settings settings,
        CancellationToken cancellation)
    {
        if (story.Length + url.Length > MostStories) return Problems.Of("bad-request", "TooManyStories");

        // Load.
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        if (publication is null) return Problems.NotFound();

        // What cannot be a key names no story, and not every database takes every character.
        var named = story.Where(Story.IsKey).Concat(url.Select(u => KeyOfOurs(u, site, settings))).OfType<string>().ToArray();
        var addresses = url.Select(Canonical).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var found = await db.Stories.AsNoTracking()
            .Where(s => s.SiteId == publication.Id
                && (named.Contains(s.Key) || (s.Url != null && addresses.Contains(s.Url))))
            .Select(s => new { s.Key, s.Url, s.CommentCount }).ToListAsync(cancellation);

        // Answer. What was asked is the name of its answer; a story nobody has opened yet has no comments either.
        var byKey = found.ToDictionary(s => s.Key, s => s.CommentCount, StringComparer.Ordinal);
        var byUrl = found.Where(s => s.Url is not null).ToDictionary(s => s.Url!, s => s.CommentCount, StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var asked in url)
        {
            counts[asked] = Canonical(asked) is { } address && byUrl.TryGetValue(address, out var count)
                ? count
                : KeyOfOurs(asked, site, settings) is { } key ? byKey.GetValueOrDefault(key) : 0;
        }

        foreach (var asked in story) counts[asked] = byKey.GetValueOrDefault(asked);
        return TypedResults.Ok(counts);
    }

    private static string? Canonical(string url) => WebAddress.TryCanonicalize(url, out var canonical) ? canonical : null;

    // A story that is published here has no other address than its page's.
    private static string? KeyOfOurs(string url, string site, Settings settings)
    {
        var start = $"{settings.Origin}/{site}/";
        return url.StartsWith(start, StringComparison.Ordinal) && url[start.Length..] is var key && Story.IsKey(key) ? key : null;
    }
}
