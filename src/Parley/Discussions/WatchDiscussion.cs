using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Live;
using Parley.Storage;

namespace Parley.Discussions;

/// <summary>GET what happens in a discussion while it happens, as server-sent events: counts and ids, never words.</summary>
internal static class WatchDiscussion
{
    // What is told at once; who has missed more is told to read anew.
    private const int MostPosted = 100;

    /// <param name="since">Where the page stands that the reader has; a lost connection says it in Last-Event-ID.</param>
    public static async Task<IResult> Handle(
        string site, string story, string? since, HttpContext context, IServiceScopeFactory scopes, LiveStreams streams,
        CancellationToken cancellation)
    {
        // Decide whether there is room before the database is asked.
        LivePosition? position = null;
        if ((context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? since) is { Length: > 0 } text)
        {
            if (!LivePosition.TryRead(text, out var read)) return Problems.Of("bad-request", "CursorUnknown");
            position = read;
        }

        var address = ClientAddress.KeyOf(context);
        if (!streams.TryEnter(address))
        {
            context.Response.Headers.RetryAfter = "60";
            return Problems.Of("too-many-streams", "TooManyStreams");
        }

        LiveStory? watched = null;
        var stream = new LiveStream();
        try
        {
            // Load. The scope ends here: thousands of streams must not hold a context each.
            if (await JoinAsync(scopes, streams, site, story, position, stream, cancellation) is not { } joined)
                return Problems.NotFound();

            watched = joined;
            streams.Joined(stream);

            // Answer.
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            // nginx would hold events back until they fill a buffer.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await stream.SendAsync(context.Response.Body, context.Abort, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader went; there is nobody to answer.
        }
        finally
        {
            watched?.Remove(stream);
            streams.Leave(address);
        }

        return TypedResults.Empty;
    }

    private static async Task<LiveStory?> JoinAsync(
        IServiceScopeFactory scopes, LiveStreams streams, string site, string story, LivePosition? position, LiveStream stream,
        CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ParleyContext>();
        var id = await (
            from publication in db.Sites
            join article in db.Stories on publication.Id equals article.SiteId
            where publication.Key == site && article.Key == story
            select (Guid?)article.Id).SingleOrDefaultAsync(cancellation);
        if (id is null) return null;

        while (true)
        {
            var watched = streams.Watch(id.Value);
            if (!watched.IsBegun)
            {
                var now = await db.Stories.Where(s => s.Id == id).Select(s => new { s.Version, s.LastNumber })
                    .SingleOrDefaultAsync(cancellation);
                if (now is null) return null;

                watched.Begin(new LivePosition(now.Version, now.LastNumber));
            }

            // Read before the reader joins: whatever is posted between the two is told as well.
            var posted = position is { } from && !watched.Remembers(from)
                ? await PostedSinceAsync(db, id.Value, from, cancellation)
                : [];
            if (watched.TryAdd(stream, position, posted)) return watched;
        }
    }

    private static async Task<IReadOnlyList<Change>> PostedSinceAsync(
        ParleyContext db, Guid storyId, LivePosition from, CancellationToken cancellation)
    {
        var comments = await db.Comments.AsNoTracking()
            .Where(c => c.StoryId == storyId && c.Number > from.Number && c.State == CommentState.Published)
            .OrderBy(c => c.Number).Take(MostPosted + 1).Select(c => new { c.Id, c.Number }).ToListAsync(cancellation);
        return [.. comments.Select(c => new Change(storyId, 0, ChangeKind.Posted, c.Id, c.Number))];
    }
}
