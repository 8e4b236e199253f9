using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET what waits for a moderator on a site.</summary>
internal static class ReadHeldComments
{
    public static async Task<IResult> Handle(
        string site, string? comment, string? decided, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        Guid? wanted = Id.TryRead(comment, out var id) ? id : null;
        var last = Id.TryRead(decided, out var decidedId)
            ? await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Id == decidedId && c.SiteId == office.Site.Id, cancellation)
            : null;
        return await PageAsync(db, office, wanted, last, null, StatusCodes.Status200OK, clock.GetUtcNow(), cancellation);
    }

    /// <summary>The page, with what became of the last decision, or why there was none.</summary>
    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, Guid? wanted, Comment? last, Sentence? trouble, int status, DateTimeOffset now, CancellationToken cancellation) =>
        Pages.Page<HeldCommentsPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(HeldCommentsPage.Office)] = office,
                [nameof(HeldCommentsPage.Held)] = await HeldComments.LoadAsync(db, office, wanted, now, cancellation),
                [nameof(HeldCommentsPage.Last)] = last,
                [nameof(HeldCommentsPage.Trouble)] = trouble,
            },
            status);
}
