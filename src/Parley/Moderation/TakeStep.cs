using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>The job by which the ladder takes a step by itself, up or down, where a site lets it; the subject is the commenter.</summary>
internal static class TakeStep
{
    public const string Kind = Job.TakeStep;

    /// <summary>Adds to an act that the ladder looks at somebody, where the site lets it.</summary>
    public static async Task PlanAsync(ParleyContext db, Guid site, Guid commenter, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await db.Sites.AnyAsync(s => s.Id == site && s.TakesSteps, cancellation))
            await Job.AddOnceAsync(db, Kind, Id.Text(commenter), now, now, cancellation);
    }

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        if (!Id.TryRead(run.Subject, out var commenter)) return null;

        return await run.Services.GetRequiredService<Writing>().DoAsync((act, stop) => TakeAsync(act, commenter, run.Now, stop), cancellation);
    }

    private static async Task<DateTimeOffset?> TakeAsync(Act act, Guid commenterId, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else decides about this person.
        var db = act.Db;
        if (await db.TakeCommenterAsync(commenterId, cancellation) is not { } person) return null;
        if (!await db.Sites.AnyAsync(s => s.Id == person.SiteId && s.TakesSteps, cancellation)) return null;

        var (history, occasion) = await LadderHistories.OfAsync(db, commenterId, now, cancellation);
        var down = history.Restrictions.FirstOrDefault(r => Ladder.IsToComeDown(r, history, now));
        var step = Ladder.Propose(history, now);
        if (down is null && (step is null || occasion is null)) return NextLook(history, now);

        // Decide: one step a day, whichever way.
        if (!Ladder.IsCalm(history, now)) return now + TimeSpan.FromHours(1);

        // Save.
        if (step is not null && occasion is { } id)
        {
            var comment = await db.Comments.SingleAsync(c => c.Id == id, cancellation);
            await UpAsync(act, person, comment, step, now, cancellation);
            return null;
        }

        await DownAsync(act, person, down!, now, cancellation);
        return null;
    }

    private static async Task UpAsync(
        Act act, Core.Commenters.Commenter person, Core.Comments.Comment comment, LadderStep step, DateTimeOffset now, CancellationToken cancellation)
    {
        var decision = DecisionOf(person.SiteId, comment, step.Level is null ? DecisionKind.Remind : DecisionKind.Restrict, step.Reason, now);
        if (step.Level is not { } level)
        {
            _ = act.Db.Decisions.Add(decision);
            TellPerson.Add(act.Db, comment, decision, person.AccountId is not null, now);
            await act.KeepAsync(cancellation);
            return;
        }

        await RestrictCommenter.ImposeAsync(act, comment, person, decision, RestrictionOf(person, decision, level, now + step.For, now), now, cancellation);
    }

    // The level below takes its place for what is left of its time; below the lowest there is none.
    private static async Task DownAsync(Act act, Core.Commenters.Commenter person, Restriction from, DateTimeOffset now, CancellationToken cancellation)
    {
        var restriction = await act.Db.Restrictions.SingleAsync(r => r.Id == from.Id, cancellation);
        var asked = await act.Db.Decisions.AsNoTracking().SingleAsync(d => d.Id == restriction.DecisionId, cancellation);
        var comment = await act.Db.Comments.SingleAsync(c => c.Id == asked.CommentId, cancellation);
        restriction.LiftedAt = now;
        if (restriction.Level == RestrictionLevel.Slowed)
        {
            var lift = DecisionOf(person.SiteId, comment, DecisionKind.Lift, null, now);
            lift.RestrictionId = restriction.Id;
            _ = act.Db.Decisions.Add(lift);
            TellPerson.Add(act.Db, comment, lift, person.AccountId is not null, now);
            await act.KeepAsync(cancellation);
            return;
        }

        var decision = DecisionOf(person.SiteId, comment, DecisionKind.Restrict, restriction.Reason, now);
        var below = RestrictionOf(person, decision, restriction.Level - 1, restriction.EndsAt, now);
        if (restriction.Level == RestrictionLevel.Quieted) await Restrictions.ShowAnewAsync(act, restriction, cancellation);
        await RestrictCommenter.ImposeAsync(act, comment, person, decision, below, now, cancellation);
    }

    private static DateTimeOffset? NextLook(LadderHistory history, DateTimeOffset now) =>
        history.Restrictions.Where(r => r.IsAutomatic && r.HoldsAt(now)).Select(r => (DateTimeOffset?)Later(r.BeginsAt + Ladder.ShortestOf(r.Level), now.AddHours(6)))
            .Where(t => history.Restrictions.Any(r => r.EndsAt > t)).Min();

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Decision DecisionOf(Guid site, Core.Comments.Comment comment, DecisionKind kind, ReasonClass? reason, DateTimeOffset now) => new()
    {
        Id = Id.New(now),
        SiteId = site,
        CommentId = comment.Id,
        Revision = comment.Revision,
        Kind = kind,
        Reason = reason,
        Source = DecisionSource.Ladder,
        At = now,
    };

    private static Restriction RestrictionOf(Core.Commenters.Commenter person, Decision decision, RestrictionLevel level, DateTimeOffset end, DateTimeOffset now) => new()
    {
        Id = Id.New(now),
        SiteId = person.SiteId,
        CommenterId = person.Id,
        DecisionId = decision.Id,
        Level = level,
        Reason = decision.Reason ?? ReasonClass.Other,
        BeginsAt = now,
        EndsAt = end,
        IsAutomatic = true,
    };
}
