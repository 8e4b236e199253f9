using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST that a comment was looked at, and the flags on it, and it stays. Those that came since stay open.</summary>
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
        long? seen = long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var looked) ? looked : null;
        return await KeepAsync(writing, office, commentId, seen, DateTimeOffset.FromUnixTimeMilliseconds(until).AddMilliseconds(1), now, cancellation)
            ? Pages.SeeOther((QueueView.From(site, form) ?? QueueView.Of(site, "flagged", null)).With("decided=dismissed"))
            // Of a comment that is not there, the page says so.
            : await ReviewComment.PageAsync(db, office, commentId, new Sentence("ChangedMeanwhile"), StatusCodes.Status409Conflict, now, cancellation);
    }

    /// <summary>Decides that a comment stays.</summary>
    /// <param name="seen">Which text was looked at; null for whichever there is.</param>
    /// <param name="until">Until when flags were looked at; those that came later stay open.</param>
    /// <returns>Whether there is such a comment here, as it was looked at.</returns>
    public static Task<bool> KeepAsync(
        Writing writing, Office office, Guid commentId, long? seen, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellation) =>
        writing.DoAsync(
            async (act, stop) =>
            {
                var comment = await act.Db.Comments.SingleOrDefaultAsync(c => c.Id == commentId && c.SiteId == office.Site.Id, stop);
                if (comment is null || await act.Db.TakeStoryAsync(comment.StoryId, stop) is not { } story) return false;
                if (await PersonInRoom.IsOwnAsync(act.Db, office, comment.CommenterId, stop)) return false;
                if (comment.State != CommentState.Published || (seen is not null && Waiting.SeenOf(comment) != seen)) return false;

                story.Version--;
                var isFlagged = await CloseFlags.AddAsync(act.Db, comment, FlagOutcome.Dismissed, until, now, stop);
                // What nobody flagged any more, and nothing marks, needs no decision.
                if (!isFlagged && !await IsMarkedAsync(act.Db, comment, stop)) return true;

                _ = act.Db.Decisions.Add(new Decision
                {
                    Id = Id.New(now),
                    SiteId = office.Site.Id,
                    CommentId = comment.Id,
                    Revision = comment.Revision,
                    ByAccountId = office.Account.Id,
                    Kind = DecisionKind.Dismiss,
                    Source = isFlagged ? DecisionSource.Flag : DecisionSource.Own,
                    At = now,
                });
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);

    // Whether the lists marked its text and nobody has looked at it.
    private static async Task<bool> IsMarkedAsync(ParleyContext db, Comment comment, CancellationToken cancellation) =>
        comment.State == CommentState.Published
        && await db.Screenings.AnyAsync(s => s.CommentId == comment.Id && s.Revision == comment.Revision && s.Findings != "[]", cancellation)
        && !await db.Decisions.AnyAsync(d => d.CommentId == comment.Id && d.Revision == comment.Revision, cancellation);
}
