using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Live;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>A guest becoming an account's own on a site, in one act.</summary>
/// <remarks>
/// What others wrote and where it stands is not touched. Votes are: nobody votes on what is their own or twice, and an
/// account's vote weighs in full.
/// </remarks>
internal sealed class Claim
{
    private readonly ParleyContext _db;
    private readonly Site _site;
    private readonly Commenter _guest;

    // The account's commenter there; the guest itself where it has none yet.
    private readonly Commenter _own;

    private Claim(ParleyContext db, Site site, Commenter guest, Commenter own) => (_db, _site, _guest, _own) = (db, site, guest, own);

    private bool IsMerged => _own != _guest;

    /// <returns>Whether there was something to take; null where the guest did something new meanwhile: then it is to be tried again.</returns>
    public static async Task<bool?> TakeAsync(Act act, Guid accountId, Guid siteId, byte[] browser, CancellationToken cancellation)
    {
        // Load. The stories first, in the order of ids as everybody who takes several; then the guest, so that nothing
        // more is written as theirs. What came between would stand in a story that is not taken.
        var db = act.Db;
        var guestId = await db.Commenters.Where(c => c.SiteId == siteId && c.BrowserHash == browser && c.AccountId == null)
            .Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellation);
        if (guestId is not { } id) return false;

        var stories = new List<Story>();
        foreach (var storyId in (await StoriesOfAsync(db, id, cancellation)).Order())
        {
            if (await db.TakeStoryAsync(storyId, cancellation) is { } story) stories.Add(story);
        }

        if (await db.TakeCommenterAsync(id, cancellation) is not { AccountId: null, BrowserHash: { } hash } guest || !hash.AsSpan().SequenceEqual(browser))
            return false;
        if ((await StoriesOfAsync(db, id, cancellation)).Exists(s => !stories.Exists(t => t.Id == s))) return null;

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, cancellation);
        if (!account.MayBeUsedOn(siteId) || account.Name.Length == 0) return false;

        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == siteId, cancellation);
        var own = await db.Commenters.SingleOrDefaultAsync(c => c.SiteId == siteId && c.AccountId == accountId, cancellation);

        // Decide and save: all of it, or nothing.
        var claim = new Claim(db, site, guest, own ?? guest);
        await claim.TakeVotesAsync(cancellation);
        if (own is null) BecomeOf(account, guest);
        else await claim.MergeAsync(cancellation);
        await db.Mutes.Where(m => m.AccountId == accountId && m.CommenterId == claim._own.Id).ExecuteDeleteAsync(cancellation);
        await act.KeepAsync(cancellation, [.. stories.Select(s => new Change(s.Id, s.Version, ChangeKind.Story))]);
        return true;
    }

    private static Task<List<Guid>> StoriesOfAsync(ParleyContext db, Guid guest, CancellationToken cancellation) =>
        db.Comments.Where(c => c.CommenterId == guest).Select(c => c.StoryId)
            .Union(db.Votes.Where(v => v.CommenterId == guest).Select(v => v.StoryId)).ToListAsync(cancellation);

    private static void BecomeOf(Account account, Commenter guest)
    {
        (guest.Kind, guest.AccountId, guest.BrowserHash) = (CommenterKind.Account, account.Id, null);
        (guest.Name, guest.NameSkeleton) = (account.Name, account.NameSkeleton);
        // Mail goes where the account wants it.
        (guest.Email, guest.EmailConfirmedAt) = (null, null);
    }

    private async Task TakeVotesAsync(CancellationToken cancellation)
    {
        // What the guest voted on, and what the account's commenter voted on among the guest's own comments.
        var cast = await (
            from vote in _db.Votes
            where vote.CommenterId == _guest.Id
            join comment in _db.Comments on vote.CommentId equals comment.Id
            select new { vote, comment }).ToListAsync(cancellation);
        var received = !IsMerged ? [] : await (
            from comment in _db.Comments
            where comment.CommenterId == _guest.Id
            join vote in _db.Votes on comment.Id equals vote.CommentId
            where vote.CommenterId == _own.Id
            select new { vote, comment }).ToListAsync(cancellation);
        var twice = !IsMerged ? [] : await (
            from vote in _db.Votes
            where vote.CommenterId == _guest.Id
            join other in _db.Votes on vote.CommentId equals other.CommentId
            where other.CommenterId == _own.Id
            select vote.CommentId).ToHashSetAsync(cancellation);

        foreach (var (vote, comment) in cast.Select(c => (c.vote, c.comment)))
        {
            comment.CountVote(vote.Value, 0, vote.IsGuest, _site);
            var isKept = comment.CommenterId != _own.Id && comment.CommenterId != _guest.Id && !twice.Contains(comment.Id);
            if (isKept) comment.CountVote(0, vote.Value, false, _site);
            if (isKept && !IsMerged)
            {
                vote.IsGuest = false;
                continue;
            }

            _ = _db.Votes.Remove(vote);
            if (!isKept) continue;

            _ = _db.Votes.Add(new Vote
            {
                CommentId = comment.Id,
                CommenterId = _own.Id,
                StoryId = vote.StoryId,
                Value = vote.Value,
                At = vote.At,
                NetworkHash = vote.NetworkHash,
            });
        }

        foreach (var (vote, comment) in received.Select(r => (r.vote, r.comment)))
        {
            comment.CountVote(vote.Value, 0, vote.IsGuest, _site);
            _ = _db.Votes.Remove(vote);
        }
    }

    // Everything of the guest becomes the account's commenter's; nothing of the guest is left.
    private async Task MergeAsync(CancellationToken cancellation)
    {
        var (guest, own) = (_guest.Id, _own.Id);
        _ = await _db.Comments.Where(c => c.CommenterId == guest).ExecuteUpdateAsync(c => c.SetProperty(x => x.CommenterId, own), cancellation);
        _ = await _db.Prints.Where(p => p.CommenterId == guest).ExecuteUpdateAsync(p => p.SetProperty(x => x.CommenterId, own), cancellation);
        // Nobody flags twice, or what is their own.
        _ = await _db.Flags.Where(f => f.CommenterId == guest && (_db.Flags.Any(o => o.CommenterId == own && o.CommentId == f.CommentId)
            || _db.Comments.Any(c => c.Id == f.CommentId && c.CommenterId == own))).ExecuteDeleteAsync(cancellation);
        _ = await _db.Flags.Where(f => f.CommenterId == guest).ExecuteUpdateAsync(f => f.SetProperty(x => x.CommenterId, own), cancellation);
        // What limits the guest limits whoever the guest was.
        _ = await _db.Restrictions.Where(r => r.CommenterId == guest).ExecuteUpdateAsync(r => r.SetProperty(x => x.CommenterId, own), cancellation);
        _ = await _db.Appeals.Where(a => a.CommenterId == guest).ExecuteUpdateAsync(a => a.SetProperty(x => x.CommenterId, own), cancellation);

        // Nobody is told twice of the same, or of their own words.
        _ = await _db.Notifications.Where(n => n.CommenterId == guest && _db.Notifications.Any(
            o => o.CommenterId == own && o.CommentId == n.CommentId && o.Kind == n.Kind && o.Kind != Core.Notifications.NotificationKind.Step)).ExecuteDeleteAsync(cancellation);
        _ = await _db.Notifications.Where(n => n.CommenterId == guest).ExecuteUpdateAsync(n => n.SetProperty(x => x.CommenterId, own), cancellation);
        _ = await _db.Notifications.Where(n => n.CommenterId == own && n.Kind != Core.Notifications.NotificationKind.Decision && n.Kind != Core.Notifications.NotificationKind.Step
            && _db.Comments.Any(c => c.Id == n.CommentId && c.CommenterId == own)).ExecuteDeleteAsync(cancellation);

        var follows = await _db.Follows.Where(f => f.CommenterId == own).Select(f => f.StoryId).ToHashSetAsync(cancellation);
        foreach (var follow in await _db.Follows.Where(f => f.CommenterId == guest).ToListAsync(cancellation))
        {
            _ = _db.Follows.Remove(follow);
            if (follows.Contains(follow.StoryId)) continue;

            _ = _db.Follows.Add(new() { CommenterId = own, StoryId = follow.StoryId, IsFollowed = follow.IsFollowed, Mail = follow.Mail, At = follow.At });
        }

        // Whoever does not want to read the guest does not want to read them under another name.
        var muting = await _db.Mutes.Where(m => m.CommenterId == own).Select(m => m.AccountId).ToHashSetAsync(cancellation);
        foreach (var mute in await _db.Mutes.Where(m => m.CommenterId == guest).ToListAsync(cancellation))
        {
            _ = _db.Mutes.Remove(mute);
            if (!muting.Contains(mute.AccountId)) _ = _db.Mutes.Add(new() { AccountId = mute.AccountId, CommenterId = own, At = mute.At });
        }

        if (_own.Badge == Badge.None) _own.Badge = _guest.Badge;
        if (_guest.CreatedAt < _own.CreatedAt) _own.CreatedAt = _guest.CreatedAt;
        _ = await _db.SaveChangesAsync(cancellation);
        _ = await _db.Commenters.Where(c => c.Id == guest).ExecuteDeleteAsync(cancellation);
    }
}
