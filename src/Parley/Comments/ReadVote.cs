using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>GET how one's vote stands, and what one may do with it. For a reader without script.</summary>
internal static class ReadVote
{
    public static async Task<IResult> Handle(string id, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        if (await ReadComment.FindAsync(db, id, cancellation) is not var (site, story, comment)) return Pages.NotFound();

        var browser = Browser.HashOf(context.Request);
        var value = browser is null
            ? 0
            : await (
                from vote in db.Votes
                join voter in db.Commenters on vote.CommenterId equals voter.Id
                where vote.CommentId == comment.Id && voter.SiteId == site.Id && voter.BrowserHash == browser
                select vote.Value).SingleOrDefaultAsync(cancellation);

        context.BelongsTo(site);
        return Pages.Page<VotePage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(VotePage.Site)] = site,
            [nameof(VotePage.Story)] = story,
            [nameof(VotePage.Comment)] = comment,
            [nameof(VotePage.Value)] = value,
        });
    }
}
