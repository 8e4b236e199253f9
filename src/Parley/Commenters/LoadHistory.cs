using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>Reads what a commenter's standing follows from: seven questions, each bounded, however much somebody wrote.</summary>
internal static class LoadHistory
{
    // Within the days that are looked at; far more than any line asks for.
    private const int Most = 10_000;

    public static async Task<CommenterHistory> OfAsync(
        ParleyContext db, Commenter commenter, DateTimeOffset now, CancellationToken cancellation)
    {
        var since = now.AddDays(-StandingRule.Horizon);
        var own = db.Comments.AsNoTracking().Where(c => c.CommenterId == commenter.Id);
        var standing = own.Where(c => c.State == CommentState.Published);
        var first = await own.OrderBy(c => c.At).Select(c => (DateTimeOffset?)c.At).FirstOrDefaultAsync(cancellation);
        var comments = await standing.OrderBy(c => c.At).Select(c => c.At).Take(StandingRule.MemberComments).ToListAsync(cancellation);
        var wrote = await standing.Where(c => c.At > since).OrderByDescending(c => c.At).Select(c => c.At).Take(Most).ToListAsync(cancellation);
        var voted = await db.Votes.AsNoTracking().Where(v => v.CommenterId == commenter.Id && v.At > since)
            .OrderByDescending(v => v.At).Select(v => v.At).Take(Most).ToListAsync(cancellation);

        // People are accounts; whoever wrote as a guest before is no second person.
        var answers = await (
            from comment in standing
            join reply in db.Comments.AsNoTracking() on comment.Id equals reply.ParentId
            join writer in db.Commenters.AsNoTracking() on reply.CommenterId equals writer.Id
            where reply.State == CommentState.Published && writer.AccountId != null && writer.Id != commenter.Id
            group reply.At by writer.Id into answered
            orderby answered.Min()
            select new { At = answered.Min(), By = answered.Key }).Take(StandingRule.MemberPeople).ToListAsync(cancellation);
        var endorsements = db.Votes.AsNoTracking().Where(v => v.Value == 1).Join(standing, v => v.CommentId, c => c.Id, (v, _) => v)
            .Where(v => db.Commenters.Any(c => c.Id == v.CommenterId && c.AccountId != null));
        var newest = await endorsements.Where(v => v.At > since).OrderByDescending(v => v.At).Take(Most)
            .Select(v => new { v.At, By = v.CommenterId }).ToListAsync(cancellation);
        // Membership, once reached, does not end because it was long ago.
        var earliest = await endorsements.GroupBy(v => v.CommenterId, v => v.At).OrderBy(g => g.Min())
            .Select(g => new { At = g.Min(), By = g.Key }).Take(StandingRule.MemberPeople).ToListAsync(cancellation);

        return new CommenterHistory
        {
            FirstCommentAt = first,
            Comments = comments,
            Answers = [.. answers.Concat(earliest).Select(a => new Endorsement(a.At, a.By))],
            Endorsements = [.. newest.Select(e => new Endorsement(e.At, e.By))],
            TookPart = [.. wrote, .. voted],
        };
    }
}
