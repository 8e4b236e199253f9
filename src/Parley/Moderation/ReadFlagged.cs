using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET what readers object to on a site, the most urgent first.</summary>
internal static class ReadFlagged
{
    public static async Task<IResult> Handle(
        string site, string? changed, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        return Pages.Page<FlaggedPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(FlaggedPage.Office)] = office,
            [nameof(FlaggedPage.Flagged)] = await FlaggedComments.LoadAsync(db, office.Site.Id, clock.GetUtcNow(), cancellation),
            [nameof(FlaggedPage.Changed)] = changed,
        });
    }
}
