using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
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
        string site, string story, ParleyContext db, Settings settings, CancellationToken cancellation)
    {
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        var article = publication is null
            ? null
            : await db.Stories.AsNoTracking()
                .SingleOrDefaultAsync(s => s.SiteId == publication.Id && s.Key == story, cancellation);
        if (publication is null || article is null) return Problems.NotFound();

        var comments = await Readable(db).Where(c => c.StoryId == article.Id)
            .OrderByDescending(c => c.Number).Take(Entries).ToListAsync(cancellation);
        return Answer(new Feed(publication, article, settings.Origin, [.. comments.Select(c => new FeedEntry(c, article))]));
    }

    public static async Task<IResult> OfSite(
        string site, ParleyContext db, Settings settings, CancellationToken cancellation)
    {
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        if (publication is null) return Problems.NotFound();

        // Ids sort by time, so the index of a site's comments is read from its end.
        var comments = await Readable(db).Where(c => c.SiteId == publication.Id)
            .OrderByDescending(c => c.Id).Take(Entries).ToListAsync(cancellation);
        var ids = comments.Select(c => c.StoryId).Distinct().ToList();
        var stories = await db.Stories.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellation);
        return Answer(new Feed(publication, null, settings.Origin, [.. comments.Select(c => new FeedEntry(c, stories[c.StoryId]))]));
    }

    private static IQueryable<Comment> Readable(ParleyContext db) =>
        db.Comments.AsNoTracking().Where(c => c.State == CommentState.Published);

    private static IResult Answer(Feed feed) =>
        TypedResults.Bytes(FeedXml.Write(feed, Text.English), "application/atom+xml; charset=utf-8");
}

/// <summary>What a feed says: the newest first.</summary>
/// <param name="Story">The story all entries belong to; null for a whole site.</param>
internal sealed record Feed(Site Site, Story? Story, string Origin, IReadOnlyList<FeedEntry> Entries);

/// <summary>A comment, and the story it was written on.</summary>
internal sealed record FeedEntry(Comment Comment, Story Story);
