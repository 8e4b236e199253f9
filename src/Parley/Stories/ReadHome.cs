using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Stories;

/// <summary>GET the sites' stories, newest first.</summary>
internal static class ReadHome
{
    public const int StoriesOnAPage = 50;

    public static async Task<IResult> Handle(int? page, HttpContext context, PublicBytes bytes)
    {
        if (page is < 1 or > 100_000) return Pages.NotFound();

        // No site's page: it speaks as its reader does.
        var text = LanguageChoice.Accepted(context);
        return await bytes.AnswerAsync(
            context, $"home:{text.Language}:{page ?? 1}", source: null, isAlwaysThis: true,
            (services, stop) => RenderAsync(services, page, text, stop), accepted: text);
    }

    private static async Task<PublicPage> RenderAsync(IServiceProvider services, int? page, Text text, CancellationToken cancellation)
    {
        var db = services.GetRequiredService<ParleyContext>();
        var skipped = ((page ?? 1) - 1) * StoriesOnAPage;
        var stories = await (
            from story in db.Stories.AsNoTracking()
            join site in db.Sites.AsNoTracking() on story.SiteId equals site.Id
            // What an embedding page only announced is listed once somebody speaks there.
            where story.Url == null || story.CommentCount > 0
            orderby story.PublishedAt descending, story.Id descending
            select new { site, story }).Skip(skipped).Take(StoriesOnAPage + 1).ToListAsync(cancellation);

        var html = await Pages.RenderAsync<HomePage>(services, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(HomePage.Stories)] = stories.Take(StoriesOnAPage).Select(s => (s.site, s.story)).ToList(),
            [nameof(HomePage.OlderPage)] = stories.Count > StoriesOnAPage ? (page ?? 1) + 1 : null,
            [nameof(HomePage.Text)] = text,
        });
        return PublicPage.Document(html, Surface.Page, site: null, byLanguage: true);
    }
}
