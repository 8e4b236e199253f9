using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Discussions;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Stories;

/// <summary>GET the discussion alone, for a frame in a publisher's page.</summary>
internal static class ReadFrame
{
    public static async Task<IResult> Handle(
        string site, string? story, string? url, string? title, string? theme, string? lang,
        string? order, string? after, string? branch, string? comment, string? reply,
        HttpContext context, Writing writing, ParleyContext db, PublicBytes bytes, RateLimits limits, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load, or begin with the first reader.
        var publication = await db.Sites.AsNoTracking().Include(s => s.Origins)
            .SingleOrDefaultAsync(s => s.Key == site, cancellation);
        if (publication is null || ReadStory.ReadPart(order, after, branch, comment, reply) is not { } part)
            return Pages.NotFound();

        context.BelongsTo(publication);
        var referrer = WebAddress.OriginOf(context.Request.Headers.Referer.ToString());
        var request = new BeginStory.Request(
            story, url, title, referrer, () => limits.Allow(Pace.Beginning, false, context, out _));
        var article = await BeginStory.FindOrBeginAsync(writing, db, publication, request, clock.GetUtcNow(), cancellation);
        if (article is null) return Pages.Problem("not-found", "StoryNotBegun");

        // Answer. As long as a page could still correct the story's title, each of them must be looked at.
        var shown = theme is "light" or "dark" ? theme : "auto";
        // The embed's language, if it is one of ours; else the site's, whatever that will be when it is rendered.
        var named = Text.Find(lang);
        return await bytes.AnswerAsync(
            context, $"frame:{article.Id:N}:{shown}:{named?.Language}:{part}:{(reply is null ? "" : "reply")}",
            new PublicSource(article.Id, article.Version, publication.Version),
            isAlwaysThis: article.Url is null || article.CommentCount > 0 || article.Title == title,
            (services, stop) => RenderAsync(services, article.Id, part, reply, shown, named, stop));
    }

    private static async Task<PublicPage> RenderAsync(
        IServiceProvider services, Guid storyId, DiscussionPart part, string? reply, string theme, Text? named,
        CancellationToken cancellation)
    {
        var (discussion, composing) = await ReadStory.LoadAsync(services, storyId, part, reply, cancellation);
        var page = await Pages.RenderAsync<FramePage>(services, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(FramePage.Discussion)] = discussion,
            [nameof(FramePage.Composing)] = composing,
            [nameof(FramePage.Text)] = named ?? Text.In(discussion.Site.Language),
            [nameof(FramePage.Theme)] = theme,
        });
        return PublicPage.Document(page, Surface.Frame, discussion.Site, until: discussion.Room?.Until);
    }
}
