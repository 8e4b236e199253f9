using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>The page on which a comment is flagged without script: one press for a reason; then what becomes of it.</summary>
internal static class FlagForm
{
    public static async Task<IResult> Read(string id, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        if (await ReadComment.FindAsync(db, id, cancellation) is not var (site, story, comment)) return Pages.NotFound();

        var flag = await FlagComment.OwnAsync(db, comment.Id, await Speaker.OfAsync(context), cancellation);
        if (!comment.IsReadable && flag is null) return Pages.NotFound();

        return Page(context, site, story, comment, flag, null, "", StatusCodes.Status200OK);
    }

    public static async Task<IResult> Submit(
        string id, HttpContext context, ParleyContext db, Writing writing, RateLimits limits, TimeProvider clock, CancellationToken cancellation)
    {
        if (await ReadComment.FindAsync(db, id, cancellation) is not var (site, story, comment)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var (word, note) = (form["reason"].ToString(), form["note"].ToString());
        if (word == "none")
            return await FlagComment.TakeBackAsync(writing, id, context, cancellation) ? Pages.SeeOther($"/comments/{id}/flag") : Pages.NotFound();

        var wrong = FlagComment.Read(word) is null ? new Sentence("FlagReasonMissing")
            : note.Length > Flag.MaximumNote ? new Sentence("FlagNoteTooLong", Flag.MaximumNote)
            : null;
        if (wrong is not null) return Page(context, site, story, comment, null, wrong, note, StatusCodes.Status422UnprocessableEntity);

        var outcome = await FlagComment.FlagAsync(writing, limits, id, FlagComment.Read(word)!.Value, note, context, clock.GetUtcNow(), cancellation);
        return outcome.Problem switch
        {
            null => Pages.SeeOther($"/comments/{id}/flag"),
            "own-comment" => Pages.Problem("own-comment", "OwnFlagDetail"),
            "too-many-requests" => Pages.Problem("too-many-requests", "TooManyRequestsDetail"),
            _ => Pages.NotFound(),
        };
    }

    private static IResult Page(HttpContext context, Site site, Story story, Comment comment, Flag? flag, Sentence? trouble, string note, int status)
    {
        context.BelongsTo(site);
        return Pages.Page<FlagPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(FlagPage.Site)] = site,
                [nameof(FlagPage.Story)] = story,
                [nameof(FlagPage.Comment)] = comment,
                [nameof(FlagPage.Flag)] = flag,
                [nameof(FlagPage.Trouble)] = trouble,
                [nameof(FlagPage.Note)] = note,
            },
            status);
    }
}
