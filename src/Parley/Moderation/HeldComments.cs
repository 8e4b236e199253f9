using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>What waits: a comment, or a change of one that everybody reads as it was.</summary>
/// <param name="Change">The change; null where the comment itself waits.</param>
public sealed record Waiting(Comment Comment, Story Story, Revision? Change)
{
    /// <summary>Since when.</summary>
    public DateTimeOffset At => Change?.At ?? Comment.At;

    /// <summary>The text to be decided about.</summary>
    public string Text => Change?.Text ?? Comment.Text;

    /// <summary>The same as HTML.</summary>
    public string Html => Change?.Html ?? Comment.Html;

    /// <summary>Which of the comment's texts it is.</summary>
    public int Revision => Change?.Number ?? Comment.Revision;

    /// <summary>What changes with every change of the text: a decision is about the text that was looked at.</summary>
    public long Seen => Change?.At.ToUnixTimeMilliseconds() ?? SeenOf(Comment);

    /// <summary>The same of a comment as it stands.</summary>
    public static long SeenOf(Comment comment)
    {
        ArgumentNullException.ThrowIfNull(comment);
        return (comment.EditedAt ?? comment.At).ToUnixTimeMilliseconds();
    }
}

/// <summary>What waits, with what a moderator needs to decide about it.</summary>
/// <param name="Parent">What it answers; null for the story itself.</param>
/// <param name="Writer">Who wrote it. Their mail address is nobody's business here.</param>
/// <param name="Seen">What screening saw in it; null where it saw nothing, or was not asked.</param>
/// <param name="Readable">How many of their comments everybody can read on this site.</param>
/// <param name="Refused">How many of them were not published.</param>
/// <param name="Person">Its writer as moderators see them.</param>
public sealed record HeldComment(Waiting Item, Comment? Parent, Commenter Writer, ScreeningRecord? Seen, int Readable, int Refused, PersonInRoom Person);

/// <summary>Reads what waits on a site, the oldest first.</summary>
/// <param name="Total">How many wait in all.</param>
/// <param name="First">The first of them.</param>
/// <param name="Shown">The one that is looked at; null where nothing waits.</param>
public sealed record HeldComments(int Total, IReadOnlyList<Waiting> First, HeldComment? Shown)
{
    // As many as one looks through before the list is read again.
    private const int Listed = 50;

    /// <param name="wanted">The comment to look at; the oldest where it is null, or waits no more.</param>
    internal static async Task<HeldComments> LoadAsync(ParleyContext db, Office office, Guid? wanted, DateTimeOffset now, CancellationToken cancellation)
    {
        var site = office.Site.Id;
        // Ids are in the order of time, and the index of what waits is small.
        var held = db.Comments.AsNoTracking().Where(c => c.SiteId == site && c.State == CommentState.Held);
        var changed = Changes(db, site).Join(db.Comments.AsNoTracking(), r => r.CommentId, c => c.Id, (change, comment) => new { comment, change });
        var comments = await held.OrderBy(c => c.Id).Take(Listed)
            .Join(db.Stories.AsNoTracking(), c => c.StoryId, s => s.Id, (comment, story) => new { comment, story }).ToListAsync(cancellation);
        var changes = await changed.OrderBy(c => c.comment.Id).Take(Listed)
            .Join(db.Stories.AsNoTracking(), c => c.comment.StoryId, s => s.Id, (c, story) => new { c.comment, c.change, story }).ToListAsync(cancellation);
        var all = comments.Select(c => new Waiting(c.comment, c.story, null)).Concat(changes.Select(c => new Waiting(c.comment, c.story, c.change)))
            .OrderBy(w => w.At).ThenBy(w => Core.Id.Text(w.Comment.Id), StringComparer.Ordinal).Take(Listed).ToList();
        var total = comments.Count + changes.Count < Listed ? all.Count : await held.CountAsync(cancellation) + await changed.CountAsync(cancellation);

        var shown = wanted is { } id ? all.Find(w => w.Comment.Id == id) ?? await FindAsync(db, site, id, cancellation) : null;
        shown ??= all.Count == 0 ? null : all[0];
        return new HeldComments(total, all, shown is null ? null : await WithContextAsync(db, office, shown, now, cancellation));
    }

    /// <summary>The changes that wait on a site.</summary>
    internal static IQueryable<Revision> Changes(ParleyContext db, Guid site) => db.Revisions.AsNoTracking().Where(
        r => r.State == RevisionState.Held && db.Comments.Any(c => c.Id == r.CommentId && c.SiteId == site && c.State == CommentState.Published));

    private static async Task<Waiting?> FindAsync(ParleyContext db, Guid site, Guid id, CancellationToken cancellation)
    {
        var comment = await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.SiteId == site, cancellation);
        if (comment is null) return null;

        var change = comment.State == CommentState.Published
            ? await db.Revisions.AsNoTracking().SingleOrDefaultAsync(r => r.CommentId == id && r.State == RevisionState.Held, cancellation)
            : null;
        if (change is null && comment.State != CommentState.Held) return null;

        return new Waiting(comment, await db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation), change);
    }

    private static async Task<HeldComment> WithContextAsync(
        ParleyContext db, Office office, Waiting item, DateTimeOffset now, CancellationToken cancellation)
    {
        var comment = item.Comment;
        var parent = comment.ParentId is { } parentId
            ? await db.Comments.AsNoTracking().SingleAsync(c => c.Id == parentId, cancellation)
            : null;
        var writer = await db.Commenters.AsNoTracking().SingleAsync(c => c.Id == comment.CommenterId, cancellation);
        var seen = await db.Screenings.AsNoTracking().SingleOrDefaultAsync(r => r.CommentId == comment.Id && r.Revision == item.Revision, cancellation);
        var own = db.Comments.Where(c => c.CommenterId == writer.Id);
        return new HeldComment(
            item, parent, writer, seen,
            await own.CountAsync(c => c.State == CommentState.Published, cancellation),
            await own.CountAsync(c => c.State == CommentState.Refused, cancellation),
            await PersonInRoom.LoadAsync(db, office, writer, now, cancellation));
    }
}
