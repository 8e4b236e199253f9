using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>GET what became of a comment, and what its writer may do next. For the browser that wrote it.</summary>
internal static class ReadPosted
{
    public static async Task<IResult> Handle(
        string id, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await ReadComment.FindAsync(db, id, cancellation, isHeldToo: true) is not var (site, story, comment)) return Pages.NotFound();

        // Anybody else is shown the comment where everybody sees it.
        if (!await (await Speaker.OfAsync(context)).WroteAsync(db, comment, cancellation))
            return TypedResults.LocalRedirect("/comments/" + Id.Text(comment.Id));

        return Page(context, site, story, comment, clock.GetUtcNow(), null, null, StatusCodes.Status200OK, await ReasonAsync(db, comment, cancellation));
    }

    public static IResult Page(
        HttpContext context, Site site, Story story, Comment comment, DateTimeOffset now, Sentence? error, string? edited, int status,
        ReasonClass? reason = null)
    {
        context.BelongsTo(site);
        return Pages.Page<PostedPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(PostedPage.Site)] = site,
                [nameof(PostedPage.Story)] = story,
                [nameof(PostedPage.Comment)] = comment,
                [nameof(PostedPage.MayBeChanged)] = comment.MayBeChanged(now),
                [nameof(PostedPage.Error)] = error,
                [nameof(PostedPage.EditedText)] = edited,
                [nameof(PostedPage.Reason)] = reason,
            },
            status);
    }

    /// <summary>Why a moderator did not let it be read; null where none did.</summary>
    private static Task<ReasonClass?> ReasonAsync(ParleyContext db, Comment comment, CancellationToken cancellation) =>
        db.Decisions.Where(d => d.CommentId == comment.Id).OrderByDescending(d => d.Id).Select(d => d.Reason).FirstOrDefaultAsync(cancellation);
}
