using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Texts;

namespace Parley.Storage;

/// <summary>Reads what somebody is told of a decision about them.</summary>
internal static class DecisionNotices
{
    public static async Task<DecisionNotice?> OfAsync(ParleyContext db, Guid decisionId, CancellationToken cancellation)
    {
        var decision = await db.Decisions.AsNoTracking().SingleOrDefaultAsync(d => d.Id == decisionId, cancellation);
        return decision is null ? null : (await OfAsync(db, [decision], cancellation))[0];
    }

    public static async Task<IReadOnlyList<DecisionNotice>> OfAsync(ParleyContext db, IReadOnlyList<Decision> decisions, CancellationToken cancellation)
    {
        var (ids, comments) = (decisions.Select(d => d.Id).ToList(), decisions.Select(d => d.CommentId).Distinct().ToList());
        var restrictions = decisions.Select(d => d.RestrictionId).OfType<Guid>().Distinct().ToList();
        var of = await db.Restrictions.AsNoTracking().Where(r => restrictions.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
        var numbers = decisions.Select(d => d.Revision).Distinct().ToList();
        var revisions = await db.Revisions.AsNoTracking().Where(r => comments.Contains(r.CommentId) && numbers.Contains(r.Number)).ToDictionaryAsync(r => (r.CommentId, r.Number), cancellation);
        var found = (await db.Screenings.AsNoTracking().Where(s => s.Findings != "[]" && comments.Contains(s.CommentId)).Select(s => new { s.CommentId, s.Revision }).ToListAsync(cancellation)).ToHashSet();
        var appeals = await db.Appeals.AsNoTracking().Where(a => ids.Contains(a.DecisionId)).ToDictionaryAsync(a => a.DecisionId, cancellation);
        var about = await db.Comments.AsNoTracking().Where(c => comments.Contains(c.Id))
            .Join(db.Stories.AsNoTracking(), c => c.StoryId, s => s.Id, (comment, story) => new { comment, story })
            .Join(db.Sites.AsNoTracking(), c => c.story.SiteId, s => s.Id, (c, site) => new { c.comment, c.story, site })
            .ToDictionaryAsync(c => c.comment.Id, cancellation);
        return [.. decisions.Select(d => new DecisionNotice(
            d, d.RestrictionId is { } id ? of.GetValueOrDefault(id) : null, about[d.CommentId].comment, about[d.CommentId].story,
            about[d.CommentId].site, appeals.GetValueOrDefault(d.Id), revisions.GetValueOrDefault((d.CommentId, d.Revision)), found.Contains(new { d.CommentId, d.Revision })))];
    }
}
