using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET what leaving would take and leave, or when it will be done.</summary>
internal static class ReadErasure
{
    public static Task<IResult> Handle(HttpContext context, CancellationToken cancellation) =>
        PageAsync(context, null, StatusCodes.Status200OK, cancellation);

    public static async Task<IResult> PageAsync(
        HttpContext context, IReadOnlyDictionary<string, Sentence>? errors, int status, CancellationToken cancellation)
    {
        var (session, known) = (await SignIn.OfAsync(context))!;
        var db = context.RequestServices.GetRequiredService<ParleyContext>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var own = db.Commenters.Where(c => c.AccountId == known.Id);
        return Pages.Page<ErasurePage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ErasurePage.Account)] = known,
                [nameof(ErasurePage.Loss)] = new ErasureLoss(
                    await db.Comments.CountAsync(c => own.Any(w => w.Id == c.CommenterId) && c.Text != "", cancellation),
                    await db.Votes.CountAsync(v => own.Any(w => w.Id == v.CommenterId), cancellation)),
                [nameof(ErasurePage.IsProved)] = session.IsRecent(now),
                [nameof(ErasurePage.Errors)] = errors,
            },
            status);
    }
}
