using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST the end of a restriction before its time. Ending again what has ended changes nothing.</summary>
internal static class LiftRestriction
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var restrictionId)) return Pages.NotFound();

        var now = clock.GetUtcNow();
        var (isThere, trouble) = await writing.DoAsync((act, stop) => LiftAsync(act, office, restrictionId, now, stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null
            ? Pages.SeeOther($"/admin/{office.Site.Key}/restrictions?changed=lifted")
            : await ReadRestrictions.PageAsync(db, office, trouble, null, now, StatusCodes.Status403Forbidden, cancellation);
    }

    private static async Task<(bool IsThere, Sentence? Trouble)> LiftAsync(
        Act act, Office office, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else decides about this person.
        var restriction = await act.Db.Restrictions.SingleOrDefaultAsync(r => r.Id == id && r.SiteId == office.Site.Id, cancellation);
        if (restriction is null || await act.Db.TakeCommenterAsync(restriction.CommenterId, cancellation) is not { } person) return (false, null);

        // Decide.
        if (person.AccountId == office.Account.Id) return (true, new Sentence("NotAboutYourself"));
        await act.Db.Entry(restriction).ReloadAsync(cancellation);
        if (restriction.LiftedAt is not null || restriction.EndsAt <= now) return (true, null);

        // Save. What never held needs no word to anybody.
        var hadEffect = restriction.HoldsAt(now);
        var occasion = await act.Db.Decisions.AsNoTracking().SingleAsync(d => d.Id == restriction.DecisionId, cancellation);
        var comment = await act.Db.Comments.AsNoTracking().SingleAsync(c => c.Id == occasion.CommentId, cancellation);
        restriction.LiftedAt = now;
        var decision = new Decision
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            CommentId = comment.Id,
            Revision = comment.Revision,
            ByAccountId = office.Account.Id,
            Kind = DecisionKind.Lift,
            RestrictionId = restriction.Id,
            At = now,
        };
        _ = act.Db.Decisions.Add(decision);
        if (hadEffect) TellPerson.Add(act.Db, comment, decision, person.AccountId is not null, now);
        if (restriction.Level == RestrictionLevel.Quieted) await Restrictions.ShowAnewAsync(act, restriction, cancellation);
        else await act.KeepAsync(cancellation);
        return (true, null);
    }
}
