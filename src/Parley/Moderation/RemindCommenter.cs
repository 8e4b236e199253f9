using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST a reminder of a rule to a comment's writer: the first step, which limits nothing.</summary>
internal static class RemindCommenter
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        var entered = EnteredStep.Of(await Forms.ReadAsync(context.Request, cancellation));
        if (entered.ReadGrounds(needsStatement: false, out var reason) is { } wrong)
            return await ReviewComment.PageAsync(db, office, commentId, wrong, StatusCodes.Status422UnprocessableEntity, clock.GetUtcNow(), cancellation, entered: entered);

        var now = clock.GetUtcNow();
        var (isThere, trouble) = await writing.DoAsync((act, stop) => DecideAsync(act, office, commentId, entered, reason, now, stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null
            ? Pages.SeeOther($"/admin/{office.Site.Key}/comments/{Id.Text(commentId)}?decided=remind")
            : await ReviewComment.PageAsync(db, office, commentId, trouble, StatusCodes.Status409Conflict, now, cancellation, entered: entered);
    }

    private static async Task<(bool IsThere, Sentence? Trouble)> DecideAsync(
        Act act, Office office, Guid commentId, EnteredStep entered, ReasonClass reason, DateTimeOffset now, CancellationToken cancellation)
    {
        var (comment, person, trouble) = await RestrictCommenter.LoadAsync(act.Db, office, commentId, entered.Known, cancellation);
        if (comment is null || trouble is not null) return (comment is not null, trouble);

        var decision = new Decision
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            CommentId = comment.Id,
            Revision = comment.Revision,
            ByAccountId = office.Account.Id,
            Kind = DecisionKind.Remind,
            Reason = reason,
            Statement = entered.Statement,
            At = now,
        };
        _ = act.Db.Decisions.Add(decision);
        TellPerson.Add(act.Db, comment, decision, person!.AccountId is not null, now);
        await act.KeepAsync(cancellation);
        return (true, null);
    }
}
