using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST the buttons that mute somebody on their profile, and unmute them in one's own list.</summary>
internal static class MuteForm
{
    private const string List = "/account/mutes";

    public static async Task<IResult> Mute(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await FindAsync(db, site, id, cancellation) is not var (publication, commenterId)) return Pages.NotFound();
        if (!await Profile.Those(db, publication.Id).AnyAsync(c => c.Id == commenterId, cancellation)) return Pages.NotFound();

        var signIn = (await SignIn.OnAsync(context, publication.Id))!;
        var problem = await Muting.MuteAsync(writing, signIn.Account, commenterId, clock.GetUtcNow(), cancellation);
        return problem is null ? Pages.SeeOther(List) : Pages.Problem(problem, Muting.DetailOf(problem));
    }

    public static async Task<IResult> Unmute(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, CancellationToken cancellation)
    {
        if (await FindAsync(db, site, id, cancellation) is not var (publication, commenterId)) return Pages.NotFound();

        // Whoever is muted may be nobody any more who has a profile, but was so here.
        if (!await db.Commenters.AnyAsync(c => c.Id == commenterId && c.SiteId == publication.Id, cancellation)) return Pages.NotFound();

        var signIn = (await SignIn.OnAsync(context, publication.Id))!;
        _ = await Muting.UnmuteAsync(writing, signIn.Account, commenterId, cancellation);
        return Pages.SeeOther(List);
    }

    private static async Task<(Site Site, Guid CommenterId)?> FindAsync(ParleyContext db, string site, string id, CancellationToken cancellation)
    {
        if (!Id.TryRead(id, out var commenterId)) return null;

        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        return publication is null ? null : (publication, commenterId);
    }
}
