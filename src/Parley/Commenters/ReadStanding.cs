using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>GET one's own standing on a site, and what comes next. Nobody else is ever told.</summary>
internal static class ReadStanding
{
    public static async Task<IResult> Handle(
        string site, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        if (publication is null || !account.MayBeUsedOn(publication.Id)) return Pages.NotFound();

        context.BelongsTo(publication);
        return Pages.Page<StandingPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(StandingPage.Site)] = publication,
            [nameof(StandingPage.Standing)] = await OfAsync(db, account, publication.Id, clock.GetUtcNow(), cancellation),
        });
    }

    /// <summary>An account's standing on a site; a newcomer's where it did nothing yet.</summary>
    public static async Task<StandingNow> OfAsync(
        ParleyContext db, Account account, Guid site, DateTimeOffset now, CancellationToken cancellation)
    {
        var commenter = await db.Commenters.AsNoTracking().SingleOrDefaultAsync(c => c.SiteId == site && c.AccountId == account.Id, cancellation);
        return StandingRule.Of(commenter is null ? CommenterHistory.None : await LoadHistory.OfAsync(db, commenter, now, cancellation), now);
    }
}
