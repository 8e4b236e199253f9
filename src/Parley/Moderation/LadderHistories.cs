using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>Reads what the ladder looks at, from the record of decisions.</summary>
internal static class LadderHistories
{
    // In half a year and more an event has faded to a thousandth.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(183);

    // Of one person; whoever has more is where the ladder ends anyway.
    private const int Most = 500;

    /// <returns>The history, and the comment of its last event, because of which a step is taken; null where there is none.</returns>
    public static async Task<(LadderHistory History, Guid? Occasion)> OfAsync(ParleyContext db, Guid commenter, DateTimeOffset now, CancellationToken cancellation)
    {
        var since = now - Horizon;
        var decisions = await About(db, commenter).Where(d => d.At > since).OrderByDescending(d => d.Id).Take(Most).ToListAsync(cancellation);
        var ids = decisions.Select(d => d.Id).ToList();
        var reversed = await db.Appeals.Where(a => ids.Contains(a.DecisionId) && a.Outcome == AppealOutcome.Reversed).Select(a => a.DecisionId).ToListAsync(cancellation);
        var standing = decisions.Where(d => !reversed.Contains(d.Id)).ToList();
        // What was decided otherwise later no longer counts.
        var last = decisions.Where(d => Decision.AboutComments.Contains(d.Kind)).GroupBy(d => d.CommentId).Select(g => g.First())
            .Where(d => !reversed.Contains(d.Id)).ToList();
        var against = last.Where(d => Decision.AgainstComments.Contains(d.Kind)).ToList();
        var undecided = await UndecidedAsync(db, commenter, now, cancellation);
        var week = now - Ladder.Recent;
        var oldest = now - Ladder.Memory;
        var restrictions = await db.Restrictions.AsNoTracking().Where(r => r.CommenterId == commenter && (r.BeginsAt > oldest || r.EndsAt > now)).ToListAsync(cancellation);
        var history = new LadderHistory
        {
            Events = [.. against.Select(d => new LadderEvent(d.At, d.Reason ?? ReasonClass.Other)), .. undecided.Select(u => u.Event)],
            Reminders = [.. standing.Where(d => d.Kind == DecisionKind.Remind).Select(d => d.At)],
            Restrictions = [.. restrictions.Where(r => !reversed.Contains(r.DecisionId))],
            WroteLately = await db.Comments.CountAsync(c => c.CommenterId == commenter && c.At > week, cancellation),
            ApprovedInARow = last.TakeWhile(d => d.Kind is DecisionKind.Publish or DecisionKind.Restore or DecisionKind.PublishChange).Count(),
        };
        return (history, against.Count > 0 ? against[0].CommentId : undecided.Count > 0 ? undecided[0].Comment : null);
    }

    // What several readers object to and nobody has looked at; once somebody has, it is a decision or nothing.
    private static async Task<IReadOnlyList<(LadderEvent Event, Guid Comment)>> UndecidedAsync(
        ParleyContext db, Guid commenter, DateTimeOffset now, CancellationToken cancellation)
    {
        var flags = await db.Flags.AsNoTracking()
            .Where(f => f.Outcome == null && db.Comments.Any(c => c.Id == f.CommentId && c.CommenterId == commenter && c.State == CommentState.Published))
            .OrderByDescending(f => f.Id).Take(Most).ToListAsync(cancellation);
        return [.. flags.GroupBy(f => f.CommentId).Select(g => (Event: LadderEvent.Of(g), Comment: g.Key)).Where(u => u.Event is not null && u.Event.At <= now)
            .OrderByDescending(u => u.Event!.At).Select(u => (u.Event!, u.Comment))];
    }

    /// <summary>The decisions about somebody's comments, and about them because of one.</summary>
    public static IQueryable<Decision> About(ParleyContext db, Guid commenter) => db.Decisions.AsNoTracking().Where(
        d => db.Comments.Any(c => c.Id == d.CommentId && c.CommenterId == commenter));

    /// <summary>The last decision about somebody, as forms carry it; empty where there is none.</summary>
    public static async Task<string> LastAsync(ParleyContext db, Guid commenter, CancellationToken cancellation) =>
        await About(db, commenter).OrderByDescending(d => d.Id).Select(d => (Guid?)d.Id).FirstOrDefaultAsync(cancellation) is { } id ? Id.Text(id) : "";
}
