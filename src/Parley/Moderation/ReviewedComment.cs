using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>A comment with what a moderator needs to decide about it.</summary>
/// <param name="Item">What is to be decided about: the comment, or a change of it that waits.</param>
/// <param name="Seen">What screening saw in it; null where it saw nothing, or was not asked.</param>
/// <param name="Readable">How many of its writer's comments everybody can read.</param>
/// <param name="Gone">How many of them were refused or removed.</param>
/// <param name="Decisions">What was decided because of it, the newest first, and by whom; empty for the ladder itself.</param>
/// <param name="Person">Its writer as moderators see them.</param>
/// <param name="Flags">The flags on it that nobody has looked at yet.</param>
/// <param name="Notes">What moderators noted about its writer, the newest first, and who.</param>
/// <param name="Lookers">Who else looks at it now.</param>
public sealed record ReviewedComment(
    Waiting Item, Comment? Parent, Commenter Writer, ScreeningRecord? Seen, int Readable, int Gone,
    IReadOnlyList<(Decision Decision, string By)> Decisions, PersonInRoom Person, IReadOnlyList<WeighedFlag> Flags,
    IReadOnlyList<(Note Note, string By)> Notes, IReadOnlyList<string> Lookers)
{
    // As many as one looks back at.
    private const int Listed = 50;

    public Comment Comment => Item.Comment;

    public Story Story => Item.Story;

    /// <summary>Whether the lists marked a text that everybody reads, and nobody has looked at it.</summary>
    public bool IsMarked => Comment.State == CommentState.Published && Item.Change is null && Seen is { Reasons: "", Findings: not "[]" }
        && !Decisions.Any(d => d.Decision.Revision == Comment.Revision);

    /// <summary>The reason that most of the flags give; null where there are none.</summary>
    public ReasonClass? FlaggedFor => Flags.Count == 0 ? null : FlaggedComment.ReasonOf(Flags);

    /// <summary>A comment of the site; null where there is none.</summary>
    internal static async Task<ReviewedComment?> LoadAsync(ParleyContext db, Office office, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        var comment = await db.Comments.AsNoTracking().Within(office.Reach, db).SingleOrDefaultAsync(c => c.Id == id && c.SiteId == office.Site.Id, cancellation);
        if (comment is null) return null;

        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation);
        var change = comment.State == CommentState.Published
            ? await db.Revisions.AsNoTracking().SingleOrDefaultAsync(r => r.CommentId == id && r.State == RevisionState.Held, cancellation)
            : null;
        var item = new Waiting(comment, story, change);
        var parent = comment.ParentId is { } parentId ? await db.Comments.AsNoTracking().SingleAsync(c => c.Id == parentId, cancellation) : null;
        var writer = await db.Commenters.AsNoTracking().SingleAsync(c => c.Id == comment.CommenterId, cancellation);
        var seen = await db.Screenings.AsNoTracking().SingleOrDefaultAsync(r => r.CommentId == id && r.Revision == item.Revision, cancellation);
        var own = db.Comments.Where(c => c.CommenterId == writer.Id);
        var decisions = await db.Decisions.AsNoTracking().Where(d => d.CommentId == id).OrderByDescending(d => d.Id).Take(Listed).ToListAsync(cancellation);
        return new ReviewedComment(
            item, parent, writer, seen,
            await own.CountAsync(c => c.State == CommentState.Published, cancellation),
            await own.CountAsync(c => c.State == CommentState.Refused || c.State == CommentState.Removed, cancellation),
            await PersonInRoom.WithNamesAsync(db, decisions, cancellation), await PersonInRoom.LoadAsync(db, office, writer, now, cancellation),
            await FlaggedComments.OfAsync(db, office.Site.Id, id, now, cancellation), await NotesAsync(db, office, writer.Id, cancellation),
            await LookAtComment.OthersAsync(db, office, id, now, cancellation));
    }

    // What was noted on one site stays there.
    private static async Task<IReadOnlyList<(Note Note, string By)>> NotesAsync(ParleyContext db, Office office, Guid writer, CancellationToken cancellation)
    {
        var notes = await db.Notes.AsNoTracking().Where(n => n.SiteId == office.Site.Id && n.CommenterId == writer)
            .OrderByDescending(n => n.Id).Take(Listed).ToListAsync(cancellation);
        var people = notes.Select(n => n.ByAccountId).Distinct().ToList();
        var names = await db.Accounts.AsNoTracking().Where(a => people.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name.Length > 0 ? a.Name : a.Email ?? "", cancellation);
        return [.. notes.Select(n => (n, names.GetValueOrDefault(n.ByAccountId) ?? ""))];
    }
}
