using Microsoft.EntityFrameworkCore;

namespace Parley.Storage;

/// <summary>What is kept beside a comment's text and goes with it: its other texts, what screening saw, its fingerprint.</summary>
internal static class Traces
{
    public static async Task RemoveAsync(ParleyContext db, IReadOnlyList<Guid> comments, CancellationToken cancellation)
    {
        _ = await db.Revisions.Where(r => comments.Contains(r.CommentId)).ExecuteDeleteAsync(cancellation);
        _ = await db.Screenings.Where(r => comments.Contains(r.CommentId)).ExecuteDeleteAsync(cancellation);
        _ = await db.Prints.Where(p => comments.Contains(p.CommentId)).ExecuteDeleteAsync(cancellation);
    }
}
