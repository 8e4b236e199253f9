using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Discussions;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>GET which comments of a story this browser may still change: the reader's private overlay.</summary>
internal static class ReadOwnComments
{
    public sealed record Response(IReadOnlyList<Own> Comments);

    public sealed record Own(string Id, string Text, string Until);

    public static async Task<IResult> Handle(
        string site, string story, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var browser = Browser.HashOf(context.Request);
        if (browser is null) return TypedResults.Ok(new Response([]));

        var since = clock.GetUtcNow() - Comment.EditingTime;
        var found = await (
            from publication in db.Sites
            join article in db.Stories on publication.Id equals article.SiteId
            join comment in db.Comments on article.Id equals comment.StoryId
            join commenter in db.Commenters on comment.CommenterId equals commenter.Id
            where publication.Key == site && article.Key == story && commenter.BrowserHash == browser
                && comment.State == CommentState.Published && comment.At > since
            orderby comment.Number
            select new { comment.Id, comment.Text, comment.At }).ToListAsync(cancellation);

        return TypedResults.Ok(new Response([.. found.Select(c =>
            new Own(Id.Text(c.Id), c.Text, DiscussionJson.Moment(c.At + Comment.EditingTime)))]));
    }
}
