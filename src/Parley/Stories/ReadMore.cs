using System.Buffers;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Sites;
using Parley.Core.Stories;
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
        string site, string story, string? order, string? after, string? branch, int? since, string? lang,
        HttpContext context, ParleyContext db, PublicBytes bytes, CancellationToken cancellation)
    {
        // Load.
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        var article = publication is null
            ? null
            : await db.Stories.AsNoTracking()
                .SingleOrDefaultAsync(s => s.SiteId == publication.Id && s.Key == story, cancellation);
        if (publication is null || article is null || ReadStory.ReadPart(order, after, branch, null, null) is not { } part)
            return Problems.NotFound();
        if (!await LoadBranch.IsThereAsync(db, article.Id, part, cancellation)) return Problems.NotFound();

        // Answer, in the language of the page that asks. Whoever asks for what is new has heard that it is there: the version is part of what is asked for.
        var text = Text.Find(lang) ?? Text.In(publication.Language);
        return await bytes.AnswerAsync(
            context, $"more:{article.Id:N}:{text.Language}:{part}:{since}:{article.Version}",
            new PublicSource(article.Id, article.Version, publication.Version), isAlwaysThis: false,
            (services, stop) => RenderAsync(services, publication, article, part, since, text, stop));
    }

    private static async Task<PublicPage> RenderAsync(
        IServiceProvider services, Site site, Story story, DiscussionPart part, int? since, Text text,
        CancellationToken cancellation)
    {
        var db = services.GetRequiredService<ParleyContext>();
        var room = await Rooms.EnterAsync(services, story, site, cancellation);
        var discussion = since is { } number
            ? await LoadNewComments.LoadAsync(db, site, story, room, number, cancellation)
            : await LoadDiscussion.LoadAsync(db, site, story, room, part, cancellation);
        var html = new ArrayBufferWriter<byte>(16 * 1024);
        // A script puts this into a page, which may have such a place already.
        DiscussionHtml.WriteBranches(html, discussion with { First = null }, text, Composing.Afresh);
        return PublicPage.Document(html.WrittenMemory, Surface.Page, site: null, until: room.Until);
    }
}
