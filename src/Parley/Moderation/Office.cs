using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>Where somebody moderates: the site, who they are, and by which role the door was opened.</summary>
public sealed record Office(Site Site, Account Account, RoleKind Role)
{
    /// <summary>Whether badges and roles may be given.</summary>
    public bool IsEditors => Role >= RoleKind.Editor;

    /// <summary>The office of a request whose door has let it in.</summary>
    internal static async Task<Office> OfAsync(HttpContext context, ParleyContext db, string site, CancellationToken cancellation)
    {
        var publication = await db.Sites.AsNoTracking().SingleAsync(s => s.Key == site, cancellation);
        return new Office(publication, (await SignIn.OfAsync(context))!.Account, Guards.RoleOf(context));
    }
}
