using System.Globalization;
using Parley.Core;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>POST that a removed comment is read again, in its place and with its votes, as if nothing had been.</summary>
internal static class RestoreComment
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        _ = long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
        var (isThere, trouble) = await writing.DoAsync(
            (act, stop) => RemoveComment.ChangeStateAsync(act, office, commentId, seen, null, clock.GetUtcNow(), stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null
            ? Pages.SeeOther($"/admin/{office.Site.Key}/comments/{Id.Text(commentId)}?decided=restore")
            : await ReviewComment.PageAsync(db, office, commentId, trouble, StatusCodes.Status409Conflict, clock.GetUtcNow(), cancellation);
    }
}
