using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;

namespace Parley.Storage;

/// <summary>What of a site stands where a role holds, as queries.</summary>
internal static class Reaches
{
    public static IQueryable<Comment> Within(this IQueryable<Comment> comments, Reach reach, ParleyContext db) => reach.IsEverywhere
        ? comments
        : comments.Where(c => db.Stories.Any(s => s.Id == c.StoryId && s.Section != null && reach.Sections.Contains(s.Section)));

    public static IQueryable<Decision> Within(this IQueryable<Decision> decisions, Reach reach, ParleyContext db) => reach.IsEverywhere
        ? decisions
        : decisions.Where(d => db.Comments.Any(
            c => c.Id == d.CommentId && db.Stories.Any(s => s.Id == c.StoryId && s.Section != null && reach.Sections.Contains(s.Section))));

    public static IQueryable<Notice> Within(this IQueryable<Notice> notices, Reach reach, ParleyContext db) => reach.IsEverywhere
        ? notices
        : notices.Where(n => db.Comments.Any(
            c => c.Id == n.CommentId && db.Stories.Any(s => s.Id == c.StoryId && s.Section != null && reach.Sections.Contains(s.Section))));

    /// <summary>A restriction that holds on the whole site is not one section's.</summary>
    public static IQueryable<Restriction> Within(this IQueryable<Restriction> restrictions, Reach reach, ParleyContext db) => reach.IsEverywhere
        ? restrictions
        : restrictions.Where(r => (r.Section != null && reach.Sections.Contains(r.Section))
            || db.Stories.Any(s => s.Id == r.StoryId && s.Section != null && reach.Sections.Contains(s.Section)));

    public static IQueryable<RoomMeasure> Within(this IQueryable<RoomMeasure> measures, Reach reach, ParleyContext db) => reach.IsEverywhere
        ? measures
        : measures.Where(m => (m.Section != null && reach.Sections.Contains(m.Section))
            || db.Stories.Any(s => s.Id == m.StoryId && s.Section != null && reach.Sections.Contains(s.Section)));

    /// <summary>An appeal against a restriction is theirs who may lift it; any other, theirs who may decide about the comment.</summary>
    public static IQueryable<Appeal> Within(this IQueryable<Appeal> appeals, Reach reach, ParleyContext db)
    {
        if (reach.IsEverywhere) return appeals;

        var (decisions, restrictions) = (db.Decisions.Within(reach, db), db.Restrictions.Within(reach, db));
        return appeals.Where(a => decisions.Any(
            d => d.Id == a.DecisionId && (d.RestrictionId == null || restrictions.Any(r => r.Id == d.RestrictionId))));
    }
}
