using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>POST that one looks at a comment now, and hear who else does.</summary>
internal static class LookAtComment
{
    // Long after nobody counts as looking any more.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <param name="Names">Who else looks at it now.</param>
    internal sealed record Response(IReadOnlyList<string> Names);

    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId) || !await db.Comments.AnyAsync(c => c.Id == commentId && c.SiteId == office.Site.Id, cancellation)) return Pages.NotFound();

        var now = clock.GetUtcNow();
        await SayAsync(writing, office, commentId, now, cancellation);
        return TypedResults.Ok(new Response(await OthersAsync(db, office, commentId, now, cancellation)));
    }

    /// <summary>Says that the office's moderator looks at a comment.</summary>
    public static async Task SayAsync(Writing writing, Office office, Guid comment, DateTimeOffset now, CancellationToken cancellation)
    {
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                var old = now - Kept;
                _ = await act.Db.Lookers.Where(l => l.At < old).ExecuteDeleteAsync(stop);
                if (await act.Db.Lookers.Where(l => l.CommentId == comment && l.AccountId == office.Account.Id)
                    .ExecuteUpdateAsync(l => l.SetProperty(x => x.At, now), stop) == 0)
                {
                    _ = act.Db.Lookers.Add(new Looker { CommentId = comment, AccountId = office.Account.Id, At = now });
                }

                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
    }

    /// <summary>The names of the others who look at a comment now.</summary>
    public static async Task<IReadOnlyList<string>> OthersAsync(ParleyContext db, Office office, Guid comment, DateTimeOffset now, CancellationToken cancellation)
    {
        var since = now - Looker.StaysFor;
        return await db.Lookers.AsNoTracking().Where(l => l.CommentId == comment && l.AccountId != office.Account.Id && l.At > since)
            .Join(db.Accounts, l => l.AccountId, a => a.Id, (_, a) => a.Name.Length > 0 ? a.Name : a.Email ?? "").OrderBy(n => n).ToListAsync(cancellation);
    }
}
