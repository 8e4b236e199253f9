using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>POST the end of a measure before its time. Ending again what has ended changes nothing.</summary>
internal static class LiftMeasure
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var measureId)) return Pages.NotFound();

        var now = clock.GetUtcNow();
        var isThere = await writing.DoAsync(
            async (act, stop) =>
            {
                var measure = await act.Db.RoomMeasures.SingleOrDefaultAsync(m => m.Id == measureId && m.SiteId == office.Site.Id, stop);
                if (measure is null) return false;
                if (!measure.HoldsAt(now)) return true;

                measure.LiftedAt = now;
                await BeginMeasure.AnnounceAsync(act, measure, stop);
                return true;
            },
            cancellation);
        return isThere ? Pages.SeeOther($"/admin/{office.Site.Key}/measures?changed=lifted") : Pages.NotFound();
    }
}
