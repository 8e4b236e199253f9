using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Discussions;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>GET what of a story is this browser's own: comments it may still change, and its votes. The private overlay.</summary>
internal static class ReadOwnComments
{
    // Nobody votes on more of one story and needs to see it all at once.
    private const int MostVotes = 5_000;

    public sealed record Response(IReadOnlyList<Own> Comments, IReadOnlyDictionary<string, int> Votes);

    public sealed record Own(string Id, string Text, string Until);

    public static async Task<IResult> Handle(
        string site, string story, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var browser = Browser.HashOf(context.Request);
        if (browser is null) return TypedResults.Ok(new Response([], new Dictionary<string, int>(StringComparer.Ordinal)));

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

        var votes = await (
            from publication in db.Sites
            join article in db.Stories on publication.Id equals article.SiteId
            join voter in db.Commenters on publication.Id equals voter.SiteId
            join vote in db.Votes on new { CommenterId = voter.Id, StoryId = article.Id } equals new { vote.CommenterId, vote.StoryId }
            where publication.Key == site && article.Key == story && voter.BrowserHash == browser
            select new { vote.CommentId, vote.Value }).Take(MostVotes).ToListAsync(cancellation);

        return TypedResults.Ok(new Response([.. found.Select(c =>
            new Own(Id.Text(c.Id), c.Text, DiscussionJson.Moment(c.At + Comment.EditingTime)))],
            votes.ToDictionary(v => Id.Text(v.CommentId), v => v.Value, StringComparer.Ordinal)));
    }
}
