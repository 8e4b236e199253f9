using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;

namespace Parley.Storage.Checks;

/// <summary>The same examination of words for what the newsroom works by.</summary>
/// <remarks>The safe side here: nothing is published, refused or closed by a word that nobody wrote.</remarks>
internal static class ModerationWordCheck
{
    private static readonly WordList[] Lists = Enum.GetValues<WordList>();
    private static readonly Mode[] Modes = Enum.GetValues<Mode>();
    private static readonly RevisionState[] States = Enum.GetValues<RevisionState>();
    private static readonly TextFormat[] Formats = Enum.GetValues<TextFormat>();
    private static readonly ReasonClass[] Reasons = Enum.GetValues<ReasonClass>();
    private static readonly RestrictionLevel[] Levels = Enum.GetValues<RestrictionLevel>();
    private static readonly RoleKind[] Roles = Enum.GetValues<RoleKind>();
    private static readonly FlagOutcome[] Ends = Enum.GetValues<FlagOutcome>();
    private static readonly NoticeOutcome[] Found = Enum.GetValues<NoticeOutcome>();
    private static readonly AppealOutcome[] Outcomes = Enum.GetValues<AppealOutcome>();

    public static async Task RunAsync(ParleyContext db, Findings findings, CancellationToken cancellation)
    {
        await AddAsync("word_rules whose list is an unknown word", "takes them for words to look at", OfList(db).Select(r => r.Id));
        await AddAsync("room_measures whose mode is an unknown word", "takes them away", OfMode(db).Select(m => m.Id));
        await AddAsync("revisions whose state is an unknown word", "takes them for refused", OfState(db).Select(r => r.CommentId));
        await AddAsync("revisions whose format is an unknown word", "reads them as plain text", OfFormat(db).Select(r => r.CommentId));
        await AddAsync("comments whose removed_for is an unknown word", "takes it for another reason", OfRemoval(db).Select(c => c.Id));
        await AddAsync("comments whose featured_by is an unknown word", "features them no longer", OfFeaturing(db).Select(c => c.Id));
        await AddAsync("restrictions whose level is an unknown word", "takes them away", OfLevel(db).Select(r => r.Id));
        await AddAsync("restrictions whose reason is an unknown word", "takes it for another one", OfGround(db).Select(r => r.Id));
        await AddAsync("flags whose reason is an unknown word", "takes it for another one", OfFlag(db).Select(f => f.Id));
        await AddAsync("flags whose outcome is an unknown word", "lets them wait for a moderator", OfEnd(db).Select(f => f.Id));
        await AddAsync("notices whose outcome is an unknown word", "lets them wait for a moderator", OfFinding(db).Select(n => n.Id));
        await AddAsync("appeals whose outcome is an unknown word", "lets them wait for an answer", OfOutcome(db).Select(a => a.Id));

        Task AddAsync(string what, string repair, IQueryable<Guid> ids) => ReferenceCheck.AddAsync(findings, what, repair, ids, cancellation);
    }

    public static async Task RepairAsync(ParleyContext db, CancellationToken cancellation)
    {
        _ = await OfList(db).ExecuteUpdateAsync(r => r.SetProperty(x => x.List, WordList.Look), cancellation);
        _ = await OfMode(db).ExecuteDeleteAsync(cancellation);
        _ = await OfState(db).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RevisionState.Refused), cancellation);
        _ = await OfFormat(db).ExecuteUpdateAsync(r => r.SetProperty(x => x.Format, TextFormat.Plain), cancellation);
        _ = await OfRemoval(db).ExecuteUpdateAsync(c => c.SetProperty(x => x.RemovedFor, ReasonClass.Other), cancellation);
        _ = await OfFeaturing(db).ExecuteUpdateAsync(c => c.SetProperty(x => x.FeaturedBy, (RoleKind?)null), cancellation);
        _ = await OfLevel(db).ExecuteDeleteAsync(cancellation);
        _ = await OfGround(db).ExecuteUpdateAsync(r => r.SetProperty(x => x.Reason, ReasonClass.Other), cancellation);
        _ = await OfFlag(db).ExecuteUpdateAsync(f => f.SetProperty(x => x.Reason, ReasonClass.Other), cancellation);
        _ = await OfEnd(db).ExecuteUpdateAsync(f => f.SetProperty(x => x.Outcome, (FlagOutcome?)null), cancellation);
        _ = await OfFinding(db).ExecuteUpdateAsync(n => n.SetProperty(x => x.Outcome, (NoticeOutcome?)null), cancellation);
        _ = await OfOutcome(db).ExecuteUpdateAsync(a => a.SetProperty(x => x.Outcome, (AppealOutcome?)null), cancellation);
    }

    private static IQueryable<Comment> OfFeaturing(ParleyContext db) => db.Comments.Where(c => c.FeaturedBy != null && !Roles.Contains(c.FeaturedBy.Value));

    private static IQueryable<Restriction> OfLevel(ParleyContext db) => db.Restrictions.Where(r => !Levels.Contains(r.Level));

    private static IQueryable<Restriction> OfGround(ParleyContext db) => db.Restrictions.Where(r => !Reasons.Contains(r.Reason));

    private static IQueryable<Flag> OfFlag(ParleyContext db) => db.Flags.Where(f => !Reasons.Contains(f.Reason));

    private static IQueryable<Flag> OfEnd(ParleyContext db) => db.Flags.Where(f => f.Outcome != null && !Ends.Contains(f.Outcome.Value));

    private static IQueryable<Notice> OfFinding(ParleyContext db) => db.Notices.Where(n => n.Outcome != null && !Found.Contains(n.Outcome.Value));

    private static IQueryable<Appeal> OfOutcome(ParleyContext db) => db.Appeals.Where(a => a.Outcome != null && !Outcomes.Contains(a.Outcome.Value));

    private static IQueryable<WordRule> OfList(ParleyContext db) => db.WordRules.Where(r => !Lists.Contains(r.List));

    private static IQueryable<RoomMeasure> OfMode(ParleyContext db) => db.RoomMeasures.Where(m => !Modes.Contains(m.Mode));

    private static IQueryable<Revision> OfState(ParleyContext db) => db.Revisions.Where(r => !States.Contains(r.State));

    private static IQueryable<Revision> OfFormat(ParleyContext db) => db.Revisions.Where(r => !Formats.Contains(r.Format));

    private static IQueryable<Comment> OfRemoval(ParleyContext db) =>
        db.Comments.Where(c => c.RemovedFor != null && !Reasons.Contains(c.RemovedFor.Value));
}
