using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET the appeals of a site: those that wait, the one owed first first, and those that were answered.</summary>
internal static class ReadAppeals
{
    // As many as one looks through before the list is read again.
    private const int Listed = 30;

    public static async Task<IResult> Handle(string site, string? changed, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        return await PageAsync(db, office, null, null, changed, StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, Sentence? trouble, (Guid Appeal, string Answer)? entered, string? changed, int status, CancellationToken cancellation)
    {
        var all = db.Appeals.AsNoTracking().Within(office.Reach, db).Where(a => a.SiteId == office.Site.Id);
        var open = await all.Where(a => a.Outcome == null).OrderBy(a => a.Id).Take(Listed).ToListAsync(cancellation);
        var answered = await all.Where(a => a.Outcome != null).OrderByDescending(a => a.DecidedAt).Take(Listed).ToListAsync(cancellation);
        return Pages.Page<AppealsPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(AppealsPage.Office)] = office,
                [nameof(AppealsPage.Waiting)] = (await RowsAsync(db, office, open, cancellation)).OrderBy(r => r.DueAt).ToList(),
                [nameof(AppealsPage.Answered)] = await RowsAsync(db, office, answered, cancellation),
                [nameof(AppealsPage.Trouble)] = trouble,
                [nameof(AppealsPage.Entered)] = entered,
                [nameof(AppealsPage.Changed)] = changed,
            },
            status);
    }

    /// <summary>One of them; null where there is none.</summary>
    public static async Task<ListedAppeal?> OneAsync(ParleyContext db, Office office, Guid id, CancellationToken cancellation) =>
        await RowsAsync(db, office, await db.Appeals.AsNoTracking().Where(a => a.Id == id && a.SiteId == office.Site.Id).ToListAsync(cancellation), cancellation) is [var one] ? one : null;

    private static async Task<IReadOnlyList<ListedAppeal>> RowsAsync(ParleyContext db, Office office, List<Appeal> appeals, CancellationToken cancellation)
    {
        var ids = appeals.ConvertAll(a => a.DecisionId);
        var decisions = await db.Decisions.AsNoTracking().Where(d => ids.Contains(d.Id)).ToListAsync(cancellation);
        var notices = (await DecisionNotices.OfAsync(db, decisions, cancellation)).ToDictionary(n => n.Decision.Id);
        var names = (await PersonInRoom.WithNamesAsync(db, decisions, cancellation)).ToDictionary(d => d.Decision.Id, d => d.By);
        var people = appeals.ConvertAll(a => a.CommenterId);
        var commenters = await db.Commenters.AsNoTracking().Where(c => people.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellation);
        var rows = new List<ListedAppeal>();
        foreach (var appeal in appeals)
        {
            var deciders = await DecideAppeal.DecidersAsync(db, notices[appeal.DecisionId].Decision, cancellation);
            var person = commenters[appeal.CommenterId];
            rows.Add(new ListedAppeal(
                appeal, notices[appeal.DecisionId], person, names[appeal.DecisionId], Appeal.MayBeDecidedBy(office.Account.Id, deciders, person.AccountId)));
        }

        return rows;
    }
}

/// <summary>An appeal in the list.</summary>
/// <param name="By">Who took the decision; empty for the ladder itself.</param>
/// <param name="IsYours">Whether who looks may decide it.</param>
public sealed record ListedAppeal(Appeal Appeal, DecisionNotice Notice, Commenter Person, string By, bool IsYours)
{
    /// <summary>By when an answer is owed.</summary>
    public DateTimeOffset DueAt => Appeal.DueAt(Appeal.At, Notice.Restriction?.Level);

    /// <summary>Whether there is anything between upholding and reversing: a level below the one that was imposed.</summary>
    public bool MayBeSoftened => Notice.Restriction is { Level: > RestrictionLevel.Slowed };
}
