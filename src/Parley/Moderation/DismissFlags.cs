using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>POST that the flags on a comment were looked at and the comment stays. Those that came since stay open.</summary>
internal static class DismissFlags
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        if (!Id.TryRead(id, out var commentId) || !long.TryParse(form["until"], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            || until > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return Pages.NotFound();
        }

        var now = clock.GetUtcNow();
        var isThere = await writing.DoAsync(
            async (act, stop) =>
            {
                var comment = await act.Db.Comments.SingleOrDefaultAsync(c => c.Id == commentId && c.SiteId == office.Site.Id, stop);
                if (comment is null || await act.Db.TakeStoryAsync(comment.StoryId, stop) is not { } story) return false;

                story.Version--;
                // What nobody flagged any more needs no decision.
                if (!await CloseFlags.AddAsync(act.Db, comment, FlagOutcome.Dismissed, DateTimeOffset.FromUnixTimeMilliseconds(until).AddMilliseconds(1), now, stop)) return true;

                _ = act.Db.Decisions.Add(new Decision
                {
                    Id = Id.New(now),
                    SiteId = office.Site.Id,
                    CommentId = comment.Id,
                    Revision = comment.Revision,
                    ByAccountId = office.Account.Id,
                    Kind = DecisionKind.Dismiss,
                    Source = DecisionSource.Flag,
                    At = now,
                });
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return isThere ? Pages.SeeOther($"/admin/{office.Site.Key}/flagged?changed=dismissed") : Pages.NotFound();
    }
}
