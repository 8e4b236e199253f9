using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET the front of a site's newsroom: what waits.</summary>
internal static class ReadOffice
{
    public static async Task<IResult> Handle(
        string site, HttpContext context, ParleyContext db, Settings settings, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var isKept = settings.Retention.Addresses > TimeSpan.Zero;
        var since = settings.Retention.Before(clock.GetUtcNow()).Address;
        var waiting = await QueueItems.LoadAsync(db, office.Site.Id, office.Reach, clock.GetUtcNow(), cancellation);
        return Pages.Page<OfficePage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(OfficePage.Office)] = office,
            [nameof(OfficePage.Waiting)] = waiting,
            [nameof(OfficePage.Places)] = isKept ? await VotesFromOnePlace.LoadAsync(db, office.Site.Id, since, cancellation) : null,
        });
    }
}
