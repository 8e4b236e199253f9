using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>A comment that waits, with what a moderator needs to decide about it.</summary>
/// <param name="Parent">What it answers; null for the story itself.</param>
/// <param name="Writer">Who wrote it. Their mail address is nobody's business here.</param>
/// <param name="Readable">How many of their comments everybody can read on this site.</param>
/// <param name="Refused">How many of them were not published.</param>
public sealed record HeldComment(Comment Comment, Story Story, Comment? Parent, Commenter Writer, int Readable, int Refused)
{
    /// <summary>What changes with every change of its text: a decision is about the text that was looked at.</summary>
    public static long SeenOf(Comment comment)
    {
        ArgumentNullException.ThrowIfNull(comment);
        return (comment.EditedAt ?? comment.At).ToUnixTimeMilliseconds();
    }
}

/// <summary>Reads what waits on a site, the oldest first.</summary>
/// <param name="Total">How many wait in all.</param>
/// <param name="First">The first of them, each with its story.</param>
/// <param name="Shown">The one that is looked at; null where nothing waits.</param>
public sealed record HeldComments(int Total, IReadOnlyList<(Comment Comment, Story Story)> First, HeldComment? Shown)
{
    // As many as one looks through before the list is read again.
    private const int Listed = 50;

    /// <param name="wanted">The comment to look at; the oldest where it is null, or waits no more.</param>
    internal static async Task<HeldComments> LoadAsync(ParleyContext db, Guid site, Guid? wanted, CancellationToken cancellation)
    {
        // Ids are in the order of time, and the index of what waits is small.
        var held = db.Comments.AsNoTracking().Where(c => c.SiteId == site && c.State == CommentState.Held);
        var list = await held.OrderBy(c => c.Id).Take(Listed)
            .Join(db.Stories.AsNoTracking(), c => c.StoryId, s => s.Id, (comment, story) => new { comment, story }).ToListAsync(cancellation);
        var total = list.Count < Listed ? list.Count : await held.CountAsync(cancellation);
        var first = list.Select(l => (l.comment, l.story)).OrderBy(l => Core.Id.Text(l.comment.Id), StringComparer.Ordinal).ToList();

        var shown = wanted is { } id ? await held.SingleOrDefaultAsync(c => c.Id == id, cancellation) : null;
        shown ??= first.Count == 0 ? null : first[0].comment;
        return new HeldComments(total, first, shown is null ? null : await WithContextAsync(db, shown, cancellation));
    }

    private static async Task<HeldComment> WithContextAsync(ParleyContext db, Comment comment, CancellationToken cancellation)
    {
        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation);
        var parent = comment.ParentId is { } parentId
            ? await db.Comments.AsNoTracking().SingleAsync(c => c.Id == parentId, cancellation)
            : null;
        var writer = await db.Commenters.AsNoTracking().SingleAsync(c => c.Id == comment.CommenterId, cancellation);
        var own = db.Comments.Where(c => c.CommenterId == writer.Id);
        return new HeldComment(
            comment, story, parent, writer,
            await own.CountAsync(c => c.State == CommentState.Published, cancellation),
            await own.CountAsync(c => c.State == CommentState.Refused, cancellation));
    }
}
