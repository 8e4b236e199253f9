using System.Buffers;
using Microsoft.EntityFrameworkCore;
using Parley.Discussions;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Stories;

/// <summary>GET a part of a story's discussion without the page around it, for a script to put into its own page.</summary>
internal static class ReadMore
{
    /// <param name="since">The number of the newest comment a page has: only what came after it, whatever the order.</param>
    public static async Task<IResult> Handle(
        string site, string story, string? order, string? after, string? branch, int? since,
        ParleyContext db, CancellationToken cancellation)
    {
        // Load.
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        var article = publication is null
            ? null
            : await db.Stories.AsNoTracking()
                .SingleOrDefaultAsync(s => s.SiteId == publication.Id && s.Key == story, cancellation);
        if (publication is null || article is null || ReadStory.ReadPart(order, after, branch, null, null) is not { } part)
            return Problems.NotFound();

        var discussion = since is { } number
            ? await LoadNewComments.LoadAsync(db, publication, article, number, cancellation)
            : await LoadDiscussion.LoadAsync(db, publication, article, part, cancellation);

        // Answer.
        var html = new ArrayBufferWriter<byte>(16 * 1024);
        DiscussionHtml.WriteBranches(html, discussion, Text.English, Composing.Afresh);
        return TypedResults.Bytes(html.WrittenMemory, "text/html; charset=utf-8");
    }
}
