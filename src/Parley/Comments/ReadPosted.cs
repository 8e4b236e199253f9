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

        var changes = await db.Revisions.AsNoTracking().Where(r => r.CommentId == comment.Id && r.Number > comment.Revision).ToListAsync(cancellation);
        var waiting = changes.Find(r => r.State == RevisionState.Held);
        var decision = waiting is null ? await DecisionAsync(db, comment, cancellation) : null;
        var refused = changes.Find(r => r.State == RevisionState.Refused && r.Number == decision?.Revision);
        return Page(
            context, site, story, comment, clock.GetUtcNow(), null, (waiting ?? refused)?.Text, StatusCodes.Status200OK,
            decision, await WaitsAsync(db, comment, waiting, cancellation));
    }

    public static IResult Page(
        HttpContext context, Site site, Story story, Comment comment, DateTimeOffset now, Sentence? error, string? edited, int status,
        Decision? decision = null, IReadOnlyList<HoldReason>? waits = null)
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
                [nameof(PostedPage.Waits)] = waits ?? [],
                [nameof(PostedPage.Decided)] = decision,
            },
            status);
    }

    // Why it waits, or why its change does.
    private static async Task<IReadOnlyList<HoldReason>> WaitsAsync(
        ParleyContext db, Comment comment, Revision? change, CancellationToken cancellation)
    {
        if (change is null && comment.State != CommentState.Held) return [];

        var revision = change?.Number ?? comment.Revision;
        var reasons = await db.Screenings.Where(r => r.CommentId == comment.Id && r.Revision == revision).Select(r => r.Reasons)
            .SingleOrDefaultAsync(cancellation) ?? "";
        return [.. reasons.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<HoldReason>)];
    }

    /// <summary>The decision by which a moderator did not let it, or its newest change, be read; null where none did.</summary>
    private static async Task<Decision?> DecisionAsync(ParleyContext db, Comment comment, CancellationToken cancellation)
    {
        var last = await db.Decisions.AsNoTracking()
            .Where(d => d.CommentId == comment.Id && Decision.AboutComments.Contains(d.Kind)
                && (d.Revision == comment.Revision || (d.Kind == DecisionKind.RefuseChange && d.Revision > comment.Revision)))
            .OrderByDescending(d => d.Id).FirstOrDefaultAsync(cancellation);
        return last is { Reason: not null } or { Kind: DecisionKind.Return } ? last : null;
    }
}
