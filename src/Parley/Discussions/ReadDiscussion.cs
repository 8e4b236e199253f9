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
        HttpContext context, ParleyContext db, PublicBytes bytes, CancellationToken cancellation)
    {
        // Load.
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        var article = publication is null
            ? null
            : await db.Stories.AsNoTracking()
                .SingleOrDefaultAsync(s => s.SiteId == publication.Id && s.Key == story, cancellation);
        if (publication is null || article is null) return Problems.NotFound();

        // Decide.
        if (!DiscussionPart.TryReadOrder(order, out var chosen)) return Problems.Of("bad-request", "OrderUnknown");
        if (!Cursor.TryRead(after, chosen, branch is not null, out var place)) return Problems.Of("bad-request", "CursorUnknown");
        if (limit is < 1 or > Discussion.MaximumBranchesOnAPage) return Problems.Of("bad-request", "LimitOutOfRange");

        Guid? root = null;
        if (branch is not null)
        {
            if (!Id.TryRead(branch, out var id)) return Problems.NotFound();
            root = id;
        }

        var part = new DiscussionPart { Order = chosen, After = place, Limit = limit ?? Discussion.BranchesOnAPage, Branch = root };
        if (!await LoadBranch.IsThereAsync(db, article.Id, part, cancellation)) return Problems.NotFound();

        // Answer.
        return await bytes.AnswerAsync(
            context, $"json:{article.Id:N}:{part}", new PublicSource(article.Id, article.Version, publication.Version),
            isAlwaysThis: true, (services, stop) => RenderAsync(services, article.Id, part, stop));
    }

    private static async Task<PublicPage> RenderAsync(
        IServiceProvider services, Guid storyId, DiscussionPart part, CancellationToken cancellation)
    {
        var db = services.GetRequiredService<ParleyContext>();
        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == storyId, cancellation);
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == story.SiteId, cancellation);
        var room = await Rooms.EnterAsync(services, story, site, cancellation);
        var discussion = await LoadDiscussion.LoadAsync(db, site, story, room, part, cancellation);
        var json = new ArrayBufferWriter<byte>(16 * 1024);
        DiscussionJson.Write(json, discussion, services.GetRequiredService<Settings>().Origin);
        return PublicPage.Data(json.WrittenMemory, "application/json; charset=utf-8", room.Until);
    }
}
