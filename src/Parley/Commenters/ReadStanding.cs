using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

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
            [nameof(StandingPage.Limits)] = await LimitsAsync(db, account, publication.Id, clock.GetUtcNow(), cancellation),
            [nameof(StandingPage.Standing)] = await OfAsync(db, account, publication.Id, clock.GetUtcNow(), cancellation),
        });
    }

    // What a second person has not signed does not hold, and nobody is told of it.
    private static async Task<IReadOnlyList<DecisionNotice>> LimitsAsync(ParleyContext db, Account account, Guid site, DateTimeOffset now, CancellationToken cancellation)
    {
        var all = await db.Restrictions.AsNoTracking().Where(r => r.EndsAt > now && db.Commenters.Any(c => c.Id == r.CommenterId && c.SiteId == site && c.AccountId == account.Id))
            .ToListAsync(cancellation);
        var ids = all.Where(r => r.HoldsAt(now)).Select(r => r.DecisionId).ToList();
        return await DecisionNotices.OfAsync(db, await db.Decisions.AsNoTracking().Where(d => ids.Contains(d.Id)).OrderBy(d => d.Id).ToListAsync(cancellation), cancellation);
    }

    /// <summary>An account's standing on a site; a newcomer's where it did nothing yet.</summary>
    public static async Task<StandingNow> OfAsync(
        ParleyContext db, Account account, Guid site, DateTimeOffset now, CancellationToken cancellation)
    {
        var commenter = await db.Commenters.Where(c => c.SiteId == site && c.AccountId == account.Id).Select(c => c.Id).ToListAsync(cancellation);
        return (await OfAsync(db, commenter, now, cancellation)).Values.FirstOrDefault() ?? StandingRule.Of(CommenterHistory.None, now);
    }

    /// <summary>The standings of commenters, each on their own site, by their ids: as many questions for all as for one.</summary>
    public static async Task<IReadOnlyDictionary<Guid, StandingNow>> OfAsync(
        ParleyContext db, IReadOnlyCollection<Guid> commenters, DateTimeOffset now, CancellationToken cancellation)
    {
        if (commenters.Count == 0) return new Dictionary<Guid, StandingNow>();

        var histories = await Histories.OfAsync(db, commenters, now, cancellation);
        return histories.ToDictionary(h => h.Key, h => StandingRule.Of(h.Value, now));
    }
}
