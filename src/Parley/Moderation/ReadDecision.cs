using Parley.Core;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET what was decided about oneself: what changes and what stays, why, how it was found, and how to contest it.</summary>
internal static class ReadDecision
{
    public static async Task<IResult> Handle(string id, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation) =>
        await OwnDecision.FindAsync(context, db, id, cancellation) is { } notice
            ? Page(context, notice, null, "", clock.GetUtcNow(), StatusCodes.Status200OK)
            : Pages.NotFound();

    public static IResult Page(HttpContext context, DecisionNotice notice, Sentence? trouble, string written, DateTimeOffset now, int status)
    {
        context.BelongsTo(notice.Site);
        return Pages.Page<DecisionPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(DecisionPage.Notice)] = notice,
                [nameof(DecisionPage.Trouble)] = trouble,
                [nameof(DecisionPage.Written)] = written,
                [nameof(DecisionPage.Now)] = now,
            },
            status);
    }

    public static string PathOf(Guid decision) => "/decisions/" + Id.Text(decision);
}
