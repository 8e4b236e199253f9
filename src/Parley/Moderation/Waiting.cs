using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
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

/// <summary>Reads changes that wait.</summary>
internal static class HeldComments
{
    /// <summary>The changes that wait on a site.</summary>
    public static IQueryable<Revision> Changes(ParleyContext db, Guid site) => db.Revisions.AsNoTracking().Where(
        r => r.State == RevisionState.Held && db.Comments.Any(c => c.Id == r.CommentId && c.SiteId == site && c.State == CommentState.Published));
}
