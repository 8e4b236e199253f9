using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST a note about a comment and its writer, for whoever moderates after.</summary>
internal static class NoteComment
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var text = form["note"].ToString().ReplaceLineEndings("\n").Trim();
        var now = clock.GetUtcNow();
        if (text.Length is 0 or > Note.MaximumText)
        {
            var why = text.Length == 0 ? new Sentence("NoteMissing") : new Sentence("NoteTooLong", Note.MaximumText);
            return await ReviewComment.PageAsync(db, office, commentId, why, StatusCodes.Status422UnprocessableEntity, now, cancellation);
        }

        var isThere = await writing.DoAsync(
            async (act, stop) =>
            {
                var comment = await act.Db.Comments.SingleOrDefaultAsync(c => c.Id == commentId && c.SiteId == office.Site.Id, stop);
                if (comment is null) return false;

                _ = act.Db.Notes.Add(new Note
                {
                    Id = Id.New(now),
                    SiteId = office.Site.Id,
                    CommentId = comment.Id,
                    CommenterId = comment.CommenterId,
                    ByAccountId = office.Account.Id,
                    Text = text,
                    At = now,
                });
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        if (!isThere) return Pages.NotFound();

        return Pages.SeeOther(QueueView.From(site, form) is { } view
            ? view.With($"item={Id.Text(commentId)}&decided=note")
            : $"/admin/{office.Site.Key}/comments/{Id.Text(commentId)}?decided=note");
    }
}
