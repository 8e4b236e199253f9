using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST the second signature under a removal, by somebody else than who asked for it: from then on it holds.</summary>
internal static class SignRestriction
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var restrictionId)) return Pages.NotFound();

        var now = clock.GetUtcNow();
        if (!(await SignIn.OfAsync(context))!.Session.IsRecent(now))
            return Pages.SeeOther(ReturnPath.On("/account/prove", $"/admin/{office.Site.Key}/restrictions"));

        var (isThere, trouble) = await writing.DoAsync((act, stop) => SignAsync(act, office, restrictionId, now, stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null
            ? Pages.SeeOther($"/admin/{office.Site.Key}/restrictions?changed=signed")
            : await ReadRestrictions.PageAsync(db, office, trouble, null, now, StatusCodes.Status403Forbidden, cancellation);
    }

    private static async Task<(bool IsThere, Sentence? Trouble)> SignAsync(
        Act act, Office office, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else decides about this person.
        var restriction = await act.Db.Restrictions.SingleOrDefaultAsync(r => r.Id == id && r.SiteId == office.Site.Id && r.Level == RestrictionLevel.Removed, cancellation);
        if (restriction is null || await act.Db.TakeCommenterAsync(restriction.CommenterId, cancellation) is not { } person) return (false, null);

        await act.Db.Entry(restriction).ReloadAsync(cancellation);
        var asked = await act.Db.Decisions.AsNoTracking().SingleAsync(d => d.Id == restriction.DecisionId, cancellation);

        // Decide.
        if (person.AccountId == office.Account.Id) return (true, new Sentence("NotAboutYourself"));
        if (asked.ByAccountId == office.Account.Id) return (true, new Sentence("SignedByOne"));
        if (!restriction.WaitsForSignature) return (true, null);

        // Save: it begins now.
        var comment = await act.Db.Comments.AsNoTracking().SingleAsync(c => c.Id == asked.CommentId, cancellation);
        var length = restriction.EndsAt - restriction.BeginsAt;
        (restriction.SignedAt, restriction.BeginsAt, restriction.EndsAt) = (now, now, now + length);
        _ = act.Db.Decisions.Add(new Decision
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            CommentId = comment.Id,
            Revision = comment.Revision,
            ByAccountId = office.Account.Id,
            Kind = DecisionKind.Sign,
            Reason = restriction.Reason,
            RestrictionId = restriction.Id,
            At = now,
        });
        // What can be contested is the decision itself, with its reasons.
        TellPerson.Add(act.Db, comment, asked, person.AccountId is not null, now);
        await act.KeepAsync(cancellation);
        return (true, null);
    }
}
