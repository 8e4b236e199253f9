using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>POST the badge that somebody wears on a site.</summary>
internal static class GiveBadge
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        if (!Id.TryRead(id, out var commenterId)) return Pages.NotFound();
        if (!OfficeWords.TryRead<Badge>(form["badge"], out var badge)) return Pages.Problem("bad-request", "BadgeUnknown");

        var given = await writing.DoAsync(
            async (act, stop) =>
            {
                var commenter = await act.Db.Commenters.SingleOrDefaultAsync(c => c.Id == commenterId && c.SiteId == office.Site.Id, stop);
                if (commenter is null || !await BadgeGiving.SetAsync(act.Db, commenter, badge, stop)) return false;

                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return given ? Pages.SeeOther($"/admin/{office.Site.Key}/commenters/{id}?changed=badge") : Pages.NotFound();
    }
}
