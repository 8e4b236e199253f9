using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;

namespace Parley.Storage;

/// <summary>Reads what standings follow from: seven questions for however many commenters, each bounded for each of them, however much they wrote.</summary>
internal static class Histories
{
    // Within the days that are looked at; far more than any line asks for.
    private const int Most = 10_000;

    /// <summary>The histories of commenters, by their ids; an empty one for whoever did nothing.</summary>
    public static async Task<IReadOnlyDictionary<Guid, CommenterHistory>> OfAsync(
        ParleyContext db, IReadOnlyCollection<Guid> commenters, DateTimeOffset now, CancellationToken cancellation)
    {
        var since = now.AddDays(-StandingRule.Horizon);
        // Of one, no more people than count; of several, those of each are among so many.
        var mostPeople = commenters.Count == 1 ? StandingRule.MemberPeople : Most;
        var writers = db.Commenters.AsNoTracking().Where(c => commenters.Contains(c.Id));
        var own = db.Comments.AsNoTracking().Where(c => commenters.Contains(c.CommenterId));
        var standing = own.Where(c => c.State == CommentState.Published);
        var votes = db.Votes.AsNoTracking().Where(v => commenters.Contains(v.CommenterId));
        var first = await own.GroupBy(c => c.CommenterId).Select(g => new { Whose = g.Key, At = g.Min(c => c.At) })
            .ToDictionaryAsync(f => f.Whose, f => (DateTimeOffset?)f.At, cancellation);
        var comments = await (
            from writer in writers
            from comment in standing.Where(c => c.CommenterId == writer.Id).OrderBy(c => c.At).Take(StandingRule.MemberComments)
            select new { Whose = writer.Id, comment.At }).ToListAsync(cancellation);
        var wrote = await (
            from writer in writers
            from comment in standing.Where(c => c.CommenterId == writer.Id && c.At > since).OrderByDescending(c => c.At).Take(Most)
            select new { Whose = writer.Id, comment.At }).ToListAsync(cancellation);
        var voted = await (
            from writer in writers
            from vote in votes.Where(v => v.CommenterId == writer.Id && v.At > since).OrderByDescending(v => v.At).Take(Most)
            select new { Whose = writer.Id, vote.At }).ToListAsync(cancellation);

        // People are accounts; whoever wrote as a guest before is no second person.
        var answers = await (
            from comment in standing
            join reply in db.Comments.AsNoTracking() on comment.Id equals reply.ParentId
            join person in db.Commenters.AsNoTracking() on reply.CommenterId equals person.Id
            where reply.State == CommentState.Published && person.AccountId != null && person.Id != comment.CommenterId
            group reply.At by new { Whose = comment.CommenterId, By = person.Id } into answered
            orderby answered.Min()
            select new { answered.Key.Whose, answered.Key.By, At = answered.Min() }).Take(mostPeople).ToListAsync(cancellation);
        var endorsements =
            from vote in db.Votes.AsNoTracking()
            join comment in standing on vote.CommentId equals comment.Id
            where vote.Value == 1 && db.Commenters.Any(c => c.Id == vote.CommenterId && c.AccountId != null)
            select new { Whose = comment.CommenterId, By = vote.CommenterId, vote.At };
        var newest = await (
            from writer in writers
            from endorsement in endorsements.Where(e => e.Whose == writer.Id && e.At > since).OrderByDescending(e => e.At).Take(Most)
            select endorsement).ToListAsync(cancellation);
        // Membership, once reached, does not end because it was long ago.
        var earliest = await endorsements.GroupBy(e => new { e.Whose, e.By }, e => e.At).OrderBy(g => g.Min())
            .Select(g => new { g.Key.Whose, g.Key.By, At = g.Min() }).Take(mostPeople).ToListAsync(cancellation);

        var (commentsOf, wroteOf, votedOf) = (comments.ToLookup(c => c.Whose, c => c.At), wrote.ToLookup(c => c.Whose, c => c.At), voted.ToLookup(v => v.Whose, v => v.At));
        var answersOf = answers.Concat(earliest).ToLookup(a => a.Whose, a => new Endorsement(a.At, a.By));
        var endorsementsOf = newest.ToLookup(e => e.Whose, e => new Endorsement(e.At, e.By));
        return commenters.ToDictionary(c => c, c => new CommenterHistory
        {
            FirstCommentAt = first.GetValueOrDefault(c),
            Comments = [.. commentsOf[c]],
            Answers = [.. answersOf[c]],
            Endorsements = [.. endorsementsOf[c]],
            TookPart = [.. wroteOf[c], .. votedOf[c]],
        });
    }
}
