using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET the record of a site's decisions, the newest first: all, of a kind, about a person or by a moderator.</summary>
internal static class ReadDecisions
{
    private const int OnAPage = 50;

    // Who has more namesakes than these is found by a longer part of the name.
    private const int MostPeople = 100;

    public static async Task<IResult> Handle(
        string site, string? q, string? kind, string? before, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        // Load.
        var office = await Office.OfAsync(context, db, site, cancellation);
        var found = db.Decisions.AsNoTracking().Within(office.Reach, db).Where(d => d.SiteId == office.Site.Id);
        DecisionKind? chosen = OfficeWords.TryRead<DecisionKind>(kind, out var read) ? read : null;
        if (chosen is { } only) found = found.Where(d => d.Kind == only);
        if (Id.TryRead(before, out var last)) found = found.Where(d => d.Id.CompareTo(last) < 0);
        if (OneLine.Read(q ?? "") is { Length: > 0 } name) found = await AboutAsync(db, office.Site.Id, found, name, cancellation);

        var decisions = await found.OrderByDescending(d => d.Id).Take(OnAPage + 1).ToListAsync(cancellation);
        var shown = decisions.Take(OnAPage).ToList();
        var notices = await DecisionNotices.OfAsync(db, shown, cancellation);
        var names = await PersonInRoom.WithNamesAsync(db, shown, cancellation);

        // Answer.
        return Pages.Page<DecisionsPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(DecisionsPage.Office)] = office,
            [nameof(DecisionsPage.Rows)] = notices.Zip(names, (notice, named) => (notice, named.By)).ToList(),
            [nameof(DecisionsPage.Query)] = q ?? "",
            [nameof(DecisionsPage.Kind)] = chosen,
            [nameof(DecisionsPage.Next)] = decisions.Count > OnAPage ? Id.Text(shown[^1].Id) : null,
        });
    }

    private static async Task<IQueryable<Decision>> AboutAsync(
        ParleyContext db, Guid site, IQueryable<Decision> decisions, string name, CancellationToken cancellation)
    {
        var skeleton = CommenterName.Skeleton(name);
        var people = await db.Commenters.Where(c => c.SiteId == site && c.NameSkeleton.Contains(skeleton)).Select(c => c.Id).Take(MostPeople).ToListAsync(cancellation);
        var moderators = await db.Accounts.Where(a => a.NameSkeleton.Contains(skeleton) || (a.Name == "" && a.Email != null && a.Email.Contains(name))).Select(a => (Guid?)a.Id).Take(MostPeople).ToListAsync(cancellation);
        return decisions.Where(d => moderators.Contains(d.ByAccountId) || db.Comments.Any(c => c.Id == d.CommentId && people.Contains(c.CommenterId)));
    }
}
