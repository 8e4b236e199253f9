using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET the restrictions of a site: those that wait for a second person, those in force, those that were.</summary>
internal static class ReadRestrictions
{
    // As many as one looks back at.
    private const int Listed = 100;

    public static async Task<IResult> Handle(
        string site, string? changed, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        return await PageAsync(db, office, null, changed, clock.GetUtcNow(), StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, Sentence? trouble, string? changed, DateTimeOffset now, int status, CancellationToken cancellation)
    {
        var found = await db.Restrictions.AsNoTracking().Within(office.Reach, db).Where(r => r.SiteId == office.Site.Id).OrderByDescending(r => r.EndsAt > now && r.LiftedAt == null)
            .ThenByDescending(r => r.BeginsAt).ThenByDescending(r => r.Id).Take(Listed)
            .Join(db.Decisions, r => r.DecisionId, d => d.Id, (restriction, decision) => new { restriction, decision })
            .Join(db.Commenters, r => r.restriction.CommenterId, c => c.Id, (r, c) => new { r.restriction, r.decision, c.Name, c.AccountId }).AsNoTracking().ToListAsync(cancellation);
        var stories = await db.StoriesAmong([.. found.Select(f => f.restriction.StoryId).OfType<Guid>().Distinct()]).AsNoTracking().ToDictionaryAsync(s => s.Id, cancellation);
        var by = (await PersonInRoom.WithNamesAsync(db, [.. found.Select(f => f.decision)], cancellation)).Select(d => d.By).ToList();
        return Pages.Page<RestrictionsPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(RestrictionsPage.Office)] = office,
                [nameof(RestrictionsPage.Rows)] = found.Select((f, i) => new ListedRestriction(
                    f.restriction, f.decision, f.Name, by[i], f.restriction.StoryId is { } id ? stories.GetValueOrDefault(id) : null, f.restriction.HoldsAt(now),
                    f.AccountId == office.Account.Id, f.decision.ByAccountId == office.Account.Id)).ToList(),
                [nameof(RestrictionsPage.Trouble)] = trouble,
                [nameof(RestrictionsPage.Changed)] = changed,
            },
            status);
    }
}

/// <summary>A restriction in the list.</summary>
/// <param name="By">Who decided it; empty for the ladder itself.</param>
/// <param name="IsYours">Whether it is about who looks: nobody lifts their own.</param>
/// <param name="IsByYou">Whether who looks asked for it.</param>
public sealed record ListedRestriction(
    Restriction Restriction, Decision Decision, string Person, string By, Story? Story, bool IsInForce, bool IsYours, bool IsByYou);
