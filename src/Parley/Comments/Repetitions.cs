using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>A request sent again gets the first answer and does nothing.</summary>
internal static class Repetitions
{
    /// <summary>Reads the client's key; false if there is one that cannot be a key.</summary>
    public static bool TryReadKey(HttpRequest request, out string? key)
    {
        var header = request.Headers["Idempotency-Key"];
        key = header.Count == 0 ? null : header[0];
        return header.Count == 0 || (header.Count == 1 && key is { Length: > 0 and <= IdempotencyKey.MaximumLength }
            && key.All(c => c is > ' ' and < '\u007f'));
    }

    /// <summary>SHA-256 of what a request says.</summary>
    public static byte[] HashOf(string story, Draft draft) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\0', story, draft.ParentId?.ToString("N"), draft.Name, draft.Email, draft.Text)));

    /// <summary>The answer to a request that came before; null if this one is new.</summary>
    public static async Task<Posting.Outcome?> FindAsync(
        ParleyContext db, Guid siteId, string[] keys, byte[] request, DateTimeOffset now, CancellationToken cancellation)
    {
        if (keys.Length == 0) return null;

        var known = await db.IdempotencyKeys.AsNoTracking()
            .Where(k => k.SiteId == siteId && keys.Contains(k.Key)).ToListAsync(cancellation);
        foreach (var key in known.Where(k => now - k.At < LifeOf(k.Key)))
        {
            if (!key.RequestHash.AsSpan().SequenceEqual(request) && !IsOfForm(key.Key)) return new Posting.OtherRequest();

            // Whoever took a comment back and writes it again in a form means it: the form has no other way to say so.
            var comment = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == key.CommentId, cancellation);
            if (comment.State == CommentState.Deleted && IsOfForm(key.Key)) continue;

            return new Posting.Posted(comment);
        }

        return null;
    }

    private static TimeSpan LifeOf(string key) => IsOfForm(key) ? IdempotencyKey.SameFormFor : IdempotencyKey.KeptFor;

    private static bool IsOfForm(string key) => key.StartsWith("form:", StringComparison.Ordinal);
}
