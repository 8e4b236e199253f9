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

        var speaker = await Speaker.OfAsync(context);
        var value = await (
            from voter in db.Commenters.Where(speaker.IsOn(site.Id))
            join vote in db.Votes on voter.Id equals vote.CommenterId
            where vote.CommentId == comment.Id
            select vote.Value).SingleOrDefaultAsync(cancellation);

        context.BelongsTo(site);
        _ = await Rooms.EnterAsync(context.RequestServices, story, site, cancellation);
        return Pages.Page<VotePage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(VotePage.Site)] = site,
            [nameof(VotePage.Story)] = story,
            [nameof(VotePage.Comment)] = comment,
            [nameof(VotePage.Value)] = value,
        });
    }
}
