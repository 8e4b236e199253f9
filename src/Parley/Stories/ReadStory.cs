using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Discussions;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Stories;

/// <summary>GET a story with its discussion beneath it.</summary>
internal static class ReadStory
{
    public static async Task<IResult> Handle(
        string site, string story, string? order, string? after, string? branch, string? comment, string? reply,
        HttpContext context, ParleyContext db, PublicBytes bytes, CancellationToken cancellation)
    {
        // Load.
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        var article = publication is null
            ? null
            : await db.Stories.AsNoTracking()
                .SingleOrDefaultAsync(s => s.SiteId == publication.Id && s.Key == story, cancellation);
        if (publication is null || article is null || ReadPart(order, after, branch, comment, reply) is not { } part)
            return Pages.NotFound();
        if (!await LoadBranch.IsThereAsync(db, article.Id, part, cancellation)) return Pages.NotFound();

        // Answer.
        return await bytes.AnswerAsync(
            context, $"story:{article.Id:N}:{part}:{(reply is null ? "" : "reply")}",
            new PublicSource(article.Id, article.Version, publication.Version), isAlwaysThis: true,
            (services, stop) => RenderAsync(services, article.Id, part, reply, stop));
    }

    private static async Task<PublicPage> RenderAsync(
        IServiceProvider services, Guid storyId, DiscussionPart part, string? reply, CancellationToken cancellation)
    {
        var (discussion, composing) = await LoadAsync(services, storyId, part, reply, cancellation);
        var page = await Pages.RenderAsync<StoryPage>(services, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(StoryPage.Discussion)] = discussion,
            [nameof(StoryPage.Composing)] = composing,
            [nameof(StoryPage.Text)] = Text.In(discussion.Site.Language),
            [nameof(StoryPage.PublicUrl)] = services.GetRequiredService<Settings>().Origin,
        });
        return PublicPage.Document(page, Surface.Page, discussion.Site, until: discussion.Room?.Until);
    }

    /// <summary>The page of a discussion, and the comment on it that is being answered.</summary>
    public static async Task<(Discussion Discussion, Composing Composing)> LoadAsync(
        IServiceProvider services, Guid storyId, DiscussionPart part, string? reply, CancellationToken cancellation)
    {
        var db = services.GetRequiredService<ParleyContext>();
        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == storyId, cancellation);
        var site = await db.Sites.AsNoTracking().Include(s => s.Origins).SingleAsync(s => s.Id == story.SiteId, cancellation);
        var room = await Rooms.EnterAsync(services, story, site, cancellation);
        var discussion = await LoadDiscussion.LoadAsync(db, site, story, room, part, cancellation);
        if (reply is null || !Id.TryRead(reply, out var id)) return (discussion, new Composing(null));

        // Nobody arrives here by a permalink, so no comment is marked: the composer itself is where to look.
        return (discussion with { Focus = null }, new Composing(discussion.Find(id)));
    }

    /// <summary>Reads the query; null if it asks for what cannot be.</summary>
    public static DiscussionPart? ReadPart(string? order, string? after, string? branch, string? comment, string? reply)
    {
        if (!DiscussionPart.TryReadOrder(order, out var chosen)) return null;
        if (!TryReadId(branch, out var root) || !TryReadId(reply ?? comment, out var wanted)) return null;
        if (!Cursor.TryRead(after, chosen, root is not null, out var place)) return null;

        return new DiscussionPart { Order = chosen, After = place, Branch = root, Comment = wanted };
    }

    private static bool TryReadId(string? text, out Guid? id)
    {
        id = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!Id.TryRead(text, out var read)) return false;

        id = read;
        return true;
    }
}
