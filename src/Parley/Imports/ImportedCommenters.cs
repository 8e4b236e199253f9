using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Imports;

/// <summary>The commenters of a source: whoever has the same name there is the same person on the site.</summary>
internal sealed class ImportedCommenters(ParleyContext db, Guid siteId, DateTimeOffset now)
{
    // Names kept in memory; beyond, they are looked up again.
    private const int MaximumNames = 20_000;

    private readonly Dictionary<string, Guid> _ids = new(StringComparer.Ordinal);

    /// <summary>What a commenter is known by: the name as the source writes it.</summary>
    public static string KeyOf(string typed) =>
        "name:" + (typed.Length <= CommenterName.MaximumLength ? typed : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(typed))));

    /// <summary>The commenter of this name, added to what is to be saved if there is none yet.</summary>
    /// <param name="typed">The name as the source writes it.</param>
    /// <param name="name">The name to show.</param>
    /// <param name="cancellation">Stops the look-up.</param>
    public async Task<Guid> FindAsync(string typed, string name, CancellationToken cancellation)
    {
        var key = KeyOf(typed);
        if (_ids.TryGetValue(key, out var id)) return id;

        var known = await db.Commenters.Where(c => c.SiteId == siteId && c.ImportKey == key)
            .Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellation);
        id = known ?? Add(key, name);
        _ids.Add(key, id);
        return id;
    }

    /// <summary>Forgets the names if they are many; only once all that was added is saved can they be found again.</summary>
    public void Forget()
    {
        if (_ids.Count >= MaximumNames) _ids.Clear();
    }

    private Guid Add(string key, string name)
    {
        var commenter = new Commenter
        {
            Id = Id.New(now),
            SiteId = siteId,
            Kind = CommenterKind.Imported,
            Name = name,
            NameSkeleton = CommenterName.Skeleton(name),
            ImportKey = key,
            CreatedAt = now,
        };
        _ = db.Commenters.Add(commenter);
        return commenter.Id;
    }
}
