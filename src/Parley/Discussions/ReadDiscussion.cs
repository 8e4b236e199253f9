using System.Buffers;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;

namespace Parley.Discussions;

/// <summary>GET a page of a discussion as JSON.</summary>
internal static class ReadDiscussion
{
    public static async Task<IResult> Handle(
        string site, string story, string? order, string? after, int? limit, string? branch,
        ParleyContext db, Settings settings, CancellationToken cancellation)
    {
        // Load.
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        var article = publication is null
            ? null
            : await db.Stories.AsNoTracking()
                .SingleOrDefaultAsync(s => s.SiteId == publication.Id && s.Key == story, cancellation);
        if (publication is null || article is null) return Problems.NotFound();

        // Decide.
        if (!TryReadOrder(order, out var chosen)) return Problems.Of("bad-request", "OrderUnknown");
        if (!DiscussionPart.TryReadCursor(after, out var number)) return Problems.Of("bad-request", "CursorUnknown");
        if (limit is < 1 or > Discussion.MaximumBranchesOnAPage) return Problems.Of("bad-request", "LimitOutOfRange");

        Guid? root = null;
        if (branch is not null)
        {
            if (!Id.TryRead(branch, out var id)) return Problems.NotFound();
            root = id;
        }

        var part = new DiscussionPart { Order = chosen, After = number, Limit = limit ?? Discussion.BranchesOnAPage, Branch = root };
        var discussion = await LoadDiscussion.LoadAsync(db, publication, article, part, cancellation);

        // Answer.
        var json = new ArrayBufferWriter<byte>(16 * 1024);
        DiscussionJson.Write(json, discussion, settings.Origin);
        return TypedResults.Bytes(json.WrittenMemory, "application/json; charset=utf-8");
    }

    /// <summary>Reads a reader's choice. Until votes are counted nothing is better than the order written.</summary>
    public static bool TryReadOrder(string? text, out Order order)
    {
        order = text == "newest" ? Order.Newest : Order.Oldest;
        return text is null or "" or "best" or "newest" or "oldest";
    }
}
