using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>GET the newest comments of a story, or of a whole site, for a feed reader.</summary>
internal static class ReadFeed
{
    // More than a feed reader misses between two visits to a lively discussion.
    private const int Entries = 50;

    public static async Task<IResult> OfStory(
        string site, string story, HttpContext context, ParleyContext db, PublicBytes bytes, CancellationToken cancellation)
    {
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        var article = publication is null
            ? null
            : await db.Stories.AsNoTracking()
                .SingleOrDefaultAsync(s => s.SiteId == publication.Id && s.Key == story, cancellation);
        if (publication is null || article is null) return Problems.NotFound();

        return await bytes.AnswerAsync(
            context, $"feed:{article.Id:N}", new PublicSource(article.Id, article.Version, publication.Version), isAlwaysThis: true,
            (services, stop) => RenderAsync(services, publication.Id, article.Id, stop));
    }

    public static async Task<IResult> OfSite(
        string site, HttpContext context, ParleyContext db, PublicBytes bytes, CancellationToken cancellation)
    {
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        if (publication is null) return Problems.NotFound();

        // No version says that something changed on a whole site: it is made anew every second in which somebody asks.
        return await bytes.AnswerAsync(
            context, $"feed-of:{publication.Id:N}", source: null, isAlwaysThis: true,
            (services, stop) => RenderAsync(services, publication.Id, null, stop));
    }

    private static async Task<PublicPage> RenderAsync(
        IServiceProvider services, Guid siteId, Guid? storyId, CancellationToken cancellation)
    {
        var db = services.GetRequiredService<ParleyContext>();
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == siteId, cancellation);
        // What somebody quieted writes is sent to nobody.
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var quieting = await Restrictions.QuietingAsync(db, siteId, now, cancellation);
        var readable = Readable(db, quieting);
        // Ids sort by time, so the index of a site's comments is read from its end.
        var comments = storyId is { } id
            ? await readable.Where(c => c.StoryId == id).OrderByDescending(c => c.Number).Take(Entries).ToListAsync(cancellation)
            : await readable.Where(c => c.SiteId == siteId).OrderByDescending(c => c.Id).Take(Entries).ToListAsync(cancellation);
        var ids = comments.Select(c => c.StoryId).Append(storyId ?? default).Distinct().ToList();
        var stories = await db.Stories.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellation);
        var feed = new Feed(
            site, storyId is { } only ? stories[only] : null, services.GetRequiredService<Settings>().Origin,
            [.. comments.Select(c => new FeedEntry(c, stories[c.StoryId]))]);
        var until = quieting.Count == 0 ? (DateTimeOffset?)null : quieting.Min(r => r.EndsAt);
        return PublicPage.Data(FeedXml.Write(feed, Text.In(site.Language)), "application/atom+xml; charset=utf-8", until);
    }

    // One condition for each who is quieted, of whom there are few at a time.
    private static IQueryable<Comment> Readable(ParleyContext db, IReadOnlyList<Restriction> quieting)
    {
        var readable = db.Comments.AsNoTracking().Where(c => c.State == CommentState.Published);
        foreach (var one in quieting)
        {
            var (writer, story, section) = (one.CommenterId, one.StoryId, one.Section);
            readable = story is { } here ? readable.Where(c => c.CommenterId != writer || c.StoryId != here)
                : section is null ? readable.Where(c => c.CommenterId != writer)
                : readable.Where(c => c.CommenterId != writer || !db.Stories.Any(s => s.Id == c.StoryId && s.Section == section));
        }

        return readable;
    }
}

/// <summary>What a feed says: the newest first.</summary>
/// <param name="Story">The story all entries belong to; null for a whole site.</param>
internal sealed record Feed(Site Site, Story? Story, string Origin, IReadOnlyList<FeedEntry> Entries);

/// <summary>A comment, and the story it was written on.</summary>
internal sealed record FeedEntry(Comment Comment, Story Story);
