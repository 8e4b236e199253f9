using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST a restriction of a comment's writer: how far, where, how long, why. It changes nothing for anybody else.</summary>
internal static class RestrictCommenter
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        var entered = EnteredStep.Of(await Forms.ReadAsync(context.Request, cancellation));
        var trouble = entered.ReadLimit(out var level, out var length) ?? entered.ReadGrounds(level >= RestrictionLevel.Suspended, out _);
        if (trouble is not null) return await AgainAsync(trouble, StatusCodes.Status422UnprocessableEntity);

        var now = clock.GetUtcNow();
        // Asked for beside the form, so that nothing that was typed is lost.
        if (level == RestrictionLevel.Removed && !(await SignIn.OfAsync(context))!.Session.IsRecent(now))
            return await AgainAsync(OfficeFrame.ProveThenAgain, StatusCodes.Status403Forbidden);

        _ = entered.ReadGrounds(false, out var reason);
        (var isThere, trouble) = await writing.DoAsync(
            (act, stop) => DecideAsync(act, office, commentId, entered, level, length, reason, now, stop), cancellation);
        if (!isThere) return Pages.NotFound();

        return trouble is null
            ? Pages.SeeOther($"/admin/{office.Site.Key}/comments/{Id.Text(commentId)}?decided={(level == RestrictionLevel.Removed ? "sign" : "restrict")}")
            : await AgainAsync(trouble, StatusCodes.Status409Conflict);

        Task<IResult> AgainAsync(Sentence why, int status) =>
            ReviewComment.PageAsync(db, office, commentId, why, status, clock.GetUtcNow(), cancellation, entered: entered);
    }

    private static async Task<(bool IsThere, Sentence? Trouble)> DecideAsync(
        Act act, Office office, Guid commentId, EnteredStep entered, RestrictionLevel level, TimeSpan length, ReasonClass reason, DateTimeOffset now,
        CancellationToken cancellation)
    {
        // Load, while nobody else decides about this person.
        var (comment, person, trouble) = await LoadAsync(act.Db, office, commentId, entered.Known, cancellation);
        if (comment is null || trouble is not null) return (comment is not null, trouble);

        var story = await act.Db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation);
        if (entered.Where == "section" && story.Section is null) return (true, new Sentence("StoryHasNoSection"));

        if (entered.Where == "site" && !office.Reach.IsEverywhere) return (true, new Sentence("OnlyYourSections"));

        // Save: the decision, its effect, and word to its person.
        var decision = new Decision
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            CommentId = comment.Id,
            Revision = comment.Revision,
            ByAccountId = office.Account.Id,
            Kind = DecisionKind.Restrict,
            Reason = reason,
            Statement = entered.Statement,
            At = now,
        };
        var restriction = new Restriction
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            CommenterId = comment.CommenterId,
            DecisionId = decision.Id,
            Level = level,
            Section = entered.Where == "section" ? story.Section : null,
            StoryId = entered.Where == "story" ? story.Id : null,
            Reason = reason,
            BeginsAt = now,
            EndsAt = now + length,
        };
        await ImposeAsync(act, comment, person!, decision, restriction, now, cancellation);
        return (true, null);
    }

    /// <summary>The comment because of which something is to be decided, and its writer, taken until the act ends.</summary>
    /// <param name="known">The last decision about the person that was seen.</param>
    public static async Task<(Comment? Comment, Commenter? Person, Sentence? Trouble)> LoadAsync(
        ParleyContext db, Office office, Guid commentId, string known, CancellationToken cancellation)
    {
        var comment = await db.Comments.SingleOrDefaultAsync(c => c.Id == commentId && c.SiteId == office.Site.Id, cancellation);
        if (comment is null || await db.TakeCommenterAsync(comment.CommenterId, cancellation) is not { } person) return (null, null, null);
        if (person.AccountId == office.Account.Id) return (comment, person, new Sentence("NotAboutYourself"));
        if (person.Kind == CommenterKind.Imported) return (comment, person, new Sentence("NobodyToTell"));
        // Who works beside one is not silenced by one: that takes somebody with a higher role.
        var roles = person.AccountId is { } account
            ? await db.Roles.Where(r => r.AccountId == account && (r.SiteId == office.Site.Id || r.SiteId == null)).Select(r => r.Kind).ToListAsync(cancellation)
            : [];
        if (roles.Exists(r => r >= RoleKind.Moderator && r >= office.Role)) return (comment, person, new Sentence("StaffAbove"));

        return await LadderHistories.LastAsync(db, person.Id, cancellation) == known
            ? (comment, person, null)
            : (comment, person, new Sentence("DecidedMeanwhile"));
    }

    /// <summary>Adds a restriction with its decision, tells its person, and keeps the act.</summary>
    public static async Task ImposeAsync(
        Act act, Comment comment, Commenter person, Decision decision, Restriction restriction, DateTimeOffset now, CancellationToken cancellation)
    {
        decision.RestrictionId = restriction.Id;
        _ = act.Db.Decisions.Add(decision);
        _ = act.Db.Restrictions.Add(restriction);
        // Nobody is removed by one person alone: nothing holds yet, and there is nothing to tell.
        if (!restriction.WaitsForSignature) TellPerson.Add(act.Db, comment, decision, person.AccountId is not null, now);
        if (restriction.IsAutomatic)
            await Job.AddOnceAsync(act.Db, TakeStep.Kind, Id.Text(person.Id), now + Ladder.ShortestOf(restriction.Level), now, cancellation);
        if (restriction.Level == RestrictionLevel.Quieted) await Restrictions.ShowAnewAsync(act, restriction, cancellation);
        else await act.KeepAsync(cancellation);
    }
}
