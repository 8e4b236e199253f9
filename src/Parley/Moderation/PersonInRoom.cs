using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>Somebody as moderators see them beside their words: what holds for them, what was decided, what the ladder proposes.</summary>
/// <param name="InForce">The restrictions that hold, and those that wait for a second person.</param>
/// <param name="Points">The ladder's points.</param>
/// <param name="Proposal">The next proportionate step; null where none is.</param>
/// <param name="Recent">The last decisions about them and their comments, the newest first, and by whom; empty for the ladder itself.</param>
/// <param name="Known">The last of them, as the form carries it.</param>
/// <param name="IsYou">Whether it is who looks.</param>
/// <param name="Open">The comments among those that were decided about which whoever looks may open.</param>
public sealed record PersonInRoom(
    Commenter Commenter, Standing Standing, IReadOnlyList<Restriction> InForce, double Points, LadderStep? Proposal,
    IReadOnlyList<(Decision Decision, string By)> Recent, string Known, bool IsYou, IReadOnlySet<Guid> Open)
{
    // As many as fit beside a comment; the record has the rest.
    private const int Listed = 8;

    internal static async Task<PersonInRoom> LoadAsync(ParleyContext db, Office office, Commenter commenter, DateTimeOffset now, CancellationToken cancellation)
    {
        var (history, _) = await LadderHistories.OfAsync(db, commenter.Id, now, cancellation);
        var standing = StandingRule.Of((await Histories.OfAsync(db, [commenter.Id], now, cancellation))[commenter.Id], now).Standing;
        var recent = await LadderHistories.About(db, commenter.Id).OrderByDescending(d => d.Id).Take(Listed).ToListAsync(cancellation);
        var about = recent.Select(d => d.CommentId).Distinct().ToList();
        var open = await db.Comments.Within(office.Reach, db).Where(c => about.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellation);
        return new PersonInRoom(
            commenter, standing, [.. history.Restrictions.Where(r => r.HoldsAt(now) || r.WaitsForSignature).OrderByDescending(r => r.Level)],
            Ladder.PointsOf(history.Events, now), Ladder.Propose(history, now), await WithNamesAsync(db, recent, cancellation),
            recent.Count == 0 ? "" : Core.Id.Text(recent[0].Id), commenter.AccountId == office.Account.Id, open.ToHashSet());
    }

    /// <summary>Whether a commenter is who moderates: nobody decides about their own words.</summary>
    internal static Task<bool> IsOwnAsync(ParleyContext db, Office office, Guid commenter, CancellationToken cancellation) =>
        db.Commenters.AnyAsync(c => c.Id == commenter && c.AccountId == office.Account.Id, cancellation);

    /// <summary>Decisions with the names of who took them.</summary>
    internal static async Task<IReadOnlyList<(Decision Decision, string By)>> WithNamesAsync(
        ParleyContext db, IReadOnlyList<Decision> decisions, CancellationToken cancellation)
    {
        var people = decisions.Select(d => d.ByAccountId).OfType<Guid>().Distinct().ToList();
        var names = await db.Accounts.AsNoTracking().Where(a => people.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name.Length > 0 ? a.Name : a.Email ?? "", cancellation);
        return [.. decisions.Select(d => (d, d.ByAccountId is { } by ? names.GetValueOrDefault(by) ?? "" : ""))];
    }
}
