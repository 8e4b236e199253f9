using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Core.Sites;

namespace Parley.Storage;

/// <summary>Each site's word lists, made ready once and kept until an editor changes them, on whichever node.</summary>
internal sealed class WordLists
{
    private readonly ConcurrentDictionary<Guid, (int Version, WordMatcher Words)> _known = new();

    /// <summary>The lists of a site as of its <see cref="Site.WordsVersion"/>.</summary>
    public async Task<WordMatcher> OfAsync(ParleyContext db, Site site, CancellationToken cancellation)
    {
        if (_known.TryGetValue(site.Id, out var known) && known.Version == site.WordsVersion) return known.Words;

        var rules = await db.WordRules.AsNoTracking().Where(r => r.SiteId == site.Id).ToListAsync(cancellation);
        var words = WordMatcher.Of(rules);
        _known[site.Id] = (site.WordsVersion, words);
        return words;
    }
}
