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

    /// <summary>Keeps the lists as they were typed, beside the rules that were read from them.</summary>
    public static async Task KeepTextAsync(ParleyContext db, Guid site, int version, string text, CancellationToken cancellation)
    {
        var kept = await db.WordListTexts.SingleOrDefaultAsync(t => t.SiteId == site, cancellation);
        if (kept is null) _ = db.WordListTexts.Add(kept = new WordListText { SiteId = site });
        (kept.Version, kept.Text) = (version, text);
    }

    /// <summary>The lists of a site as they were typed, or, where that is not known, as they are written.</summary>
    public static async Task<string> TextOfAsync(ParleyContext db, Guid site, CancellationToken cancellation) =>
        await db.WordListTexts.Where(t => t.SiteId == site && db.Sites.Any(s => s.Id == site && s.WordsVersion == t.Version)).Select(t => t.Text).SingleOrDefaultAsync(cancellation)
        ?? WordRuleText.Write(await db.WordRules.AsNoTracking().Where(r => r.SiteId == site).ToListAsync(cancellation));
}
