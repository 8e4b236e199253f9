using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>The starter lists that were built in, one for each language of the interface: a beginning for editors.</summary>
internal static class StarterWords
{
    /// <summary>The list of a language; null where there is none.</summary>
    public static IReadOnlyList<WordRule>? Of(string language)
    {
        if (!Texts.Text.All.Any(t => t.Language == language)) return null;

        using var stream = typeof(StarterWords).Assembly.GetManifestResourceStream($"words/starter.{language}.txt");
        if (stream is null) return null;

        using var reader = new StreamReader(stream);
        if (!WordRuleText.TryRead(reader.ReadToEnd(), out var rules, out var line, out var problem))
            throw new InvalidDataException($"starter.{language}.txt, line {line}: {problem}");

        return rules;
    }

    /// <summary>Adds to a site's lists what of a starter list they have not; how many rules, or null, and nothing added, where they would be too many.</summary>
    public static async Task<int?> AddAsync(ParleyContext db, Guid site, IReadOnlyList<WordRule> starter, DateTimeOffset now, CancellationToken cancellation)
    {
        var version = await db.Sites.Where(s => s.Id == site).Select(s => s.WordsVersion).SingleAsync(cancellation);
        var known = (await db.WordRules.Where(r => r.SiteId == site).Select(r => r.Text).ToListAsync(cancellation)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = starter.Where(r => !known.Contains(r.Text)).ToList();
        var text = await WordLists.TextOfAsync(db, site, cancellation);
        if (known.Count + added.Count > WordRuleText.MaximumRules || !await ChangeWords.TakeAsync(db, site, version, cancellation)) return null;

        ChangeWords.Add(db, site, added, now);
        if (added.Count > 0) text = (text.Length == 0 || text.EndsWith('\n') ? text : text + '\n') + WordRuleText.Write(added);
        await WordLists.KeepTextAsync(db, site, version + 1, text, cancellation);
        return added.Count;
    }
}
