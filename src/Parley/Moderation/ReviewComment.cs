using Parley.Core;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET a comment as moderators see it: in its branch, with what screening saw, who wrote it, and what was decided.</summary>
internal static class ReviewComment
{
    public static async Task<IResult> Handle(
        string site, string id, string? decided, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        return await PageAsync(db, office, commentId, null, StatusCodes.Status200OK, clock.GetUtcNow(), cancellation, decided);
    }

    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, Guid id, Sentence? trouble, int status, DateTimeOffset now, CancellationToken cancellation, string? decided = null,
        EnteredStep? entered = null)
    {
        if (await ReviewedComment.LoadAsync(db, office, id, now, cancellation) is not { } reviewed) return Pages.NotFound();

        return Pages.Page<ReviewPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ReviewPage.Office)] = office,
                [nameof(ReviewPage.Reviewed)] = reviewed,
                [nameof(ReviewPage.Trouble)] = trouble,
                [nameof(ReviewPage.Decided)] = decided,
                [nameof(ReviewPage.Entered)] = entered ?? new EnteredStep(),
            },
            status);
    }
}
