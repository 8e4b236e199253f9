using System.Buffers;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Discussions;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>GET one comment as the discussion shows it, for a script to put in its place.</summary>
internal static class ReadFragment
{
    public static async Task<IResult> Handle(
        string id, HttpContext context, ParleyContext db, PublicBytes bytes, CancellationToken cancellation)
    {
        if (await ReadComment.FindAsync(db, id, cancellation) is not var (site, story, comment)) return Problems.NotFound();

        // Whoever asks for one comment has just heard that it changed: the version is part of what is asked for.
        return await bytes.AnswerAsync(
            context, $"comment:{comment.Id:N}:{story.Version}", new PublicSource(story.Id, story.Version, site.Version),
            isAlwaysThis: false, (services, stop) => RenderAsync(services, site, story, comment, stop));
    }

    private static async Task<PublicPage> RenderAsync(
        IServiceProvider services, Site site, Story story, Comment comment, CancellationToken cancellation)
    {
        var html = new ArrayBufferWriter<byte>();
        var db = services.GetRequiredService<ParleyContext>();
        if (await LoadDiscussion.LoadOneAsync(db, story, comment.Id, cancellation) is { } placed)
            CommentHtml.Write(html, placed, site, story, Text.English);
        return PublicPage.Document(html.WrittenMemory, Surface.Page, site: null);
    }
}
