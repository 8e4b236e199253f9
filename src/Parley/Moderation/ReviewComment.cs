using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET a comment as moderators see it: in its branch, with what screening saw, who wrote it, and what was decided.</summary>
internal static class ReviewComment
{
    // As many as one looks back at.
    private const int Listed = 50;

    public static async Task<IResult> Handle(
        string site, string id, string? decided, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        return await PageAsync(db, office, commentId, null, StatusCodes.Status200OK, clock.GetUtcNow(), cancellation, decided);
    }

    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, Guid id, Sentence? trouble, int status, DateTimeOffset now, CancellationToken cancellation, string? decided = null,
        EnteredStep? entered = null)
    {
        var comment = await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.SiteId == office.Site.Id, cancellation);
        if (comment is null) return Pages.NotFound();

        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation);
        var parent = comment.ParentId is { } parentId ? await db.Comments.AsNoTracking().SingleAsync(c => c.Id == parentId, cancellation) : null;
        var writer = await db.Commenters.AsNoTracking().SingleAsync(c => c.Id == comment.CommenterId, cancellation);
        var seen = await db.Screenings.AsNoTracking().SingleOrDefaultAsync(r => r.CommentId == id && r.Revision == comment.Revision, cancellation);
        var own = db.Comments.Where(c => c.CommenterId == writer.Id);
        var decisions = await db.Decisions.AsNoTracking().Where(d => d.CommentId == id).OrderByDescending(d => d.Id).Take(Listed).ToListAsync(cancellation);
        var reviewed = new ReviewedComment(
            comment, story, parent, writer, seen,
            await own.CountAsync(c => c.State == CommentState.Published, cancellation),
            await own.CountAsync(c => c.State == CommentState.Refused || c.State == CommentState.Removed, cancellation),
            await PersonInRoom.WithNamesAsync(db, decisions, cancellation), await PersonInRoom.LoadAsync(db, office, writer, now, cancellation),
            await FlaggedComments.OfAsync(db, office.Site.Id, id, now, cancellation));
        return Pages.Page<ReviewPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ReviewPage.Office)] = office,
                [nameof(ReviewPage.Reviewed)] = reviewed,
                [nameof(ReviewPage.Trouble)] = trouble,
                [nameof(ReviewPage.Decided)] = decided,
                [nameof(ReviewPage.Entered)] = entered ?? new EnteredStep(),
            },
            status);
    }
}

/// <summary>A comment with what a moderator needs to decide about it.</summary>
/// <param name="Seen">What screening saw in it; null where it saw nothing, or was not asked.</param>
/// <param name="Readable">How many of its writer's comments everybody can read on this site.</param>
/// <param name="Gone">How many of them were refused or removed.</param>
/// <param name="Decisions">What was decided because of it, the newest first, and by whom; empty for the ladder itself.</param>
/// <param name="Person">Its writer as moderators see them.</param>
/// <param name="Flags">The flags on it that nobody has looked at yet.</param>
public sealed record ReviewedComment(
    Comment Comment, Story Story, Comment? Parent, Commenter Writer, ScreeningRecord? Seen, int Readable, int Gone,
    IReadOnlyList<(Decision Decision, string By)> Decisions, PersonInRoom Person, IReadOnlyList<WeighedFlag> Flags);
