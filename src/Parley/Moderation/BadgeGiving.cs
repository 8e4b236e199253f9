using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>How a badge is given, from a page or from the command line.</summary>
internal static class BadgeGiving
{
    // As many as somebody looks at.
    private const int MostAlike = 20;

    /// <summary>Gives a badge, or takes it for <see cref="Badge.None"/>; every page that shows a name of the site is made anew.</summary>
    /// <returns>False, and nothing changed, for a guest: whoever has the browser would have the badge.</returns>
    public static async Task<bool> SetAsync(ParleyContext db, Commenter commenter, Badge badge, CancellationToken cancellation)
    {
        if (commenter.Kind == CommenterKind.Guest && badge != Badge.None) return false;
        if (commenter.Badge == badge) return true;

        commenter.Badge = badge;
        var site = await db.Sites.SingleAsync(s => s.Id == commenter.SiteId, cancellation);
        site.Version++;
        return true;
    }

    /// <summary>Others on the site whom readers could take for somebody: under the same name as it looks, or with an office added.</summary>
    public static async Task<IReadOnlyList<Commenter>> WhoLooksLikeAsync(ParleyContext db, Commenter commenter, CancellationToken cancellation)
    {
        var skeleton = commenter.NameSkeleton;
        if (skeleton.Length == 0) return [];

        var near = await db.Commenters.AsNoTracking()
            .Where(c => c.SiteId == commenter.SiteId && c.Id != commenter.Id && c.NameSkeleton.Contains(skeleton))
            .OrderBy(c => c.Id).Take(50 * MostAlike).ToListAsync(cancellation);
        return [.. near.Where(c => CommenterName.Imitates(c.Name, commenter.Name) || CommenterName.ClaimsToBe(c.Name, commenter.Name)).Take(MostAlike)];
    }
}
