using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Storage;

namespace Parley.Moderation.Records;

/// <summary>Reads a site's year of moderation from the record.</summary>
internal static class LoadYear
{
    public static async Task<YearOfModeration> OfAsync(ParleyContext db, Site site, int year, CancellationToken cancellation)
    {
        var (from, to) = (YearOfModeration.From(year), YearOfModeration.From(year + 1));
        var decisions = await db.Decisions.AsNoTracking().Where(d => d.SiteId == site.Id && d.At >= from && d.At < to).OrderBy(d => d.Id).ToListAsync(cancellation);
        var restrictions = await db.Restrictions.AsNoTracking()
            .Where(r => db.Decisions.Any(d => d.RestrictionId == r.Id && d.SiteId == site.Id && d.At >= from && d.At < to)).ToDictionaryAsync(r => r.Id, cancellation);
        var about = await db.Comments.AsNoTracking().Where(c => db.Decisions.Any(d => d.CommentId == c.Id && d.SiteId == site.Id && d.At >= from && d.At < to))
            .Join(db.Stories.AsNoTracking(), c => c.StoryId, s => s.Id, (c, s) => new { c.Id, c.At, s.Language }).ToDictionaryAsync(c => c.Id, cancellation);
        var found = (await db.Screenings.AsNoTracking()
            .Where(s => s.Findings != "[]" && db.Decisions.Any(d => d.CommentId == s.CommentId && d.SiteId == site.Id && d.At >= from && d.At < to))
            .Select(s => new { s.CommentId, s.Revision }).ToListAsync(cancellation)).ToHashSet();
        var statements = decisions.Select(d => StatementOfReasons.Of(
                d, d.RestrictionId is { } id ? restrictions.GetValueOrDefault(id) : null, found.Contains(new { d.CommentId, d.Revision }), about[d.CommentId].At,
                about[d.CommentId].Language ?? site.Language))
            .OfType<StatementOfReasons>().ToList();
        var flags = db.Flags.AsNoTracking().Where(f => f.SiteId == site.Id && f.At >= from && f.At < to);
        return new YearOfModeration(
            year, decisions, statements,
            decisions.Where(d => d.Kind == DecisionKind.Restrict && d.RestrictionId is { } id && restrictions.TryGetValue(id, out var one) && (one.Level != RestrictionLevel.Removed || one.SignedAt is not null))
                .GroupBy(d => restrictions[d.RestrictionId!.Value].Level).ToDictionary(g => g.Key, g => (g.Count(), g.Count(d => d.ByAccountId is null))),
            await db.RoomMeasures.CountAsync(m => m.SiteId == site.Id && m.BeginsAt >= from && m.BeginsAt < to, cancellation),
            await db.Notices.AsNoTracking().Where(n => n.SiteId == site.Id && n.At >= from && n.At < to).ToListAsync(cancellation),
            await db.Appeals.AsNoTracking().Where(a => a.SiteId == site.Id && a.At >= from && a.At < to).ToListAsync(cancellation),
            (await flags.CountAsync(f => f.Outcome == FlagOutcome.Upheld, cancellation), await flags.CountAsync(f => f.Outcome == FlagOutcome.Dismissed, cancellation),
                await flags.CountAsync(f => f.Outcome == null, cancellation)));
    }

    /// <summary>Reads a year that has begun; null for anything else.</summary>
    public static int? Read(string text, TimeProvider clock) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year >= 2000 && year <= clock.GetUtcNow().Year ? year : null;

    /// <summary>The years of which there is a record, the newest first; this one always.</summary>
    public static async Task<IReadOnlyList<int>> YearsAsync(ParleyContext db, Site site, DateTimeOffset now, CancellationToken cancellation)
    {
        var first = await db.Decisions.Where(d => d.SiteId == site.Id).OrderBy(d => d.Id).Select(d => (DateTimeOffset?)d.At).FirstOrDefaultAsync(cancellation) ?? now;
        return [.. Enumerable.Range(first.Year, now.Year - first.Year + 1).Reverse()];
    }
}
