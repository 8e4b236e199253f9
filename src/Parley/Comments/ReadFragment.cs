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
        string id, string? lang, HttpContext context, ParleyContext db, PublicBytes bytes, CancellationToken cancellation)
    {
        if (await ReadComment.FindAsync(db, id, cancellation) is not var (site, story, comment)) return Problems.NotFound();

        // In the language of the page that asks. Whoever asks for one comment has just heard that it changed: the version is part of what is asked for.
        var text = Text.Find(lang) ?? Text.In(site.Language);
        return await bytes.AnswerAsync(
            context, $"comment:{comment.Id:N}:{text.Language}:{story.Version}", new PublicSource(story.Id, story.Version, site.Version),
            isAlwaysThis: false, (services, stop) => RenderAsync(services, site, story, comment, text, stop));
    }

    private static async Task<PublicPage> RenderAsync(
        IServiceProvider services, Site site, Story story, Comment comment, Text text, CancellationToken cancellation)
    {
        var html = new ArrayBufferWriter<byte>();
        var db = services.GetRequiredService<ParleyContext>();
        var room = await Rooms.EnterAsync(services, story, site, cancellation);
        if (await LoadDiscussion.LoadOneAsync(db, story, room, comment.Id, cancellation) is { } placed)
            CommentHtml.Write(html, placed, site, story, text);
        return PublicPage.Document(html.WrittenMemory, Surface.Page, site: null, until: room.Until);
    }
}
