using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Notifications;
using Parley.Core.Stories;
using Parley.Discussions;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>GET what of a story is the reader's own, signed in or by this browser: the private overlay.</summary>
internal static class ReadOwnComments
{
    // Nobody has more of one story and needs to see it all at once.
    private const int Most = 5_000;

    /// <summary>
    /// Who is signed in; the comments that may still be changed, with their texts; the ids of all that are the reader's own,
    /// and of those they muted; their votes; how many notifications are unread.
    /// </summary>
    public sealed record Response(
        Me? Me, IReadOnlyList<Changeable> Comments, IReadOnlyList<string> Own, IReadOnlyList<string> Muted,
        IReadOnlyDictionary<string, int> Votes, int News, Limit? Limited = null);

    /// <summary>What limits the reader in this story, in their words, and where it is told with its reasons.</summary>
    public sealed record Limit(string Text, string Link, string Url);

    /// <summary>
    /// The account that is signed in here; <c>Profile</c> is null as long as it has not spoken on this site under a name.
    /// <c>Subject</c> is what the publisher calls its own reader, so that the page around a frame and the frame can tell whether
    /// they mean the same.
    /// </summary>
    public sealed record Me(string Name, string? Profile, bool IsFollowing, string? Subject);

    /// <summary>A comment that its writer may still change; held ones come with their name and HTML, as nobody else is shown them, and stay listed when it is too late to change them.
    /// <c>Reasons</c> says why one waits, or why its change does, whose text is <c>Change</c>.</summary>
    public sealed record Changeable(
        string Id, string? ParentId, string State, string Text, string? Name, string? Html, string? Until, IReadOnlyList<string> Reasons,
        string? Change);

    public static async Task<IResult> Handle(
        string site, string story, string? lang, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var speaker = await Speaker.OfAsync(context);
        var article = speaker is { SignIn: null, Browser: null }
            ? null
            : await db.Stories.Where(s => s.Key == story)
                .Join(db.Sites.Where(s => s.Key == site), s => s.SiteId, s => s.Id, (s, p) => new { s.Id, s.SiteId })
                .SingleOrDefaultAsync(cancellation);
        if (article is null) return TypedResults.Ok(new Response(null, [], [], [], new Dictionary<string, int>(StringComparer.Ordinal), 0));

        var account = speaker.On(article.SiteId);
        var commenter = await db.Commenters.AsNoTracking().SingleOrDefaultAsync(speaker.IsOn(article.SiteId), cancellation);
        var me = account is null ? null : new Me(
            account.Name,
            commenter is { Name.Length: > 0 } ? Id.Text(commenter.Id) : null,
            commenter is not null
                && await db.Follows.AnyAsync(f => f.StoryId == article.Id && f.CommenterId == commenter.Id && f.IsFollowed, cancellation),
            await SubjectAsync(db, account, article.SiteId, cancellation));
        if (commenter is null)
        {
            return TypedResults.Ok(new Response(
                me, [], [], await MutedAsync(db, article.Id, account, cancellation), new Dictionary<string, int>(StringComparer.Ordinal), 0));
        }

        var since = clock.GetUtcNow() - Comment.EditingTime;
        var own = db.Comments.AsNoTracking().Where(c => c.StoryId == article.Id && c.CommenterId == commenter.Id);
        // What waits is shown for as long as it waits, though it can be changed for a quarter of an hour only.
        var changeable = await own.Where(c => c.State == CommentState.Held || (c.State == CommentState.Published && c.At > since))
            .OrderBy(c => c.Number).Take(Most).ToListAsync(cancellation);
        var changed = changeable.Select(c => c.Id).ToList();
        var changes = await db.Revisions.AsNoTracking().Where(r => changed.Contains(r.CommentId) && r.State == RevisionState.Held)
            .ToDictionaryAsync(r => r.CommentId, cancellation);
        var reasons = (await db.Screenings.AsNoTracking().Where(r => changed.Contains(r.CommentId)).ToListAsync(cancellation))
            .ToDictionary(r => (r.CommentId, r.Revision), r => r.Reasons.Split(',', StringSplitOptions.RemoveEmptyEntries));
        var ids = await own.Where(c => c.State == CommentState.Published).OrderBy(c => c.Number).Select(c => c.Id).Take(Most)
            .ToListAsync(cancellation);
        // What one voted on may be gone, and so may what is answered by a comment that waits: nothing leads there any more.
        var votes = await db.Votes.Where(v => v.CommenterId == commenter.Id && v.StoryId == article.Id
                && db.Comments.Any(c => c.Id == v.CommentId && c.State == CommentState.Published))
            .Select(v => new { v.CommentId, v.Value }).Take(Most).ToListAsync(cancellation);
        var answered = changeable.Where(c => c.State == CommentState.Held).Select(c => c.ParentId).OfType<Guid>().Distinct().ToList();
        var lost = (await db.Comments.AsNoTracking().Where(c => answered.Contains(c.Id)).ToListAsync(cancellation))
            .Where(c => !c.IsShown).Select(c => c.Id).ToHashSet();
        // As the page of notifications counts: not what is no longer there to be read.
        var news = await db.Notifications.CountAsync(
            n => n.CommenterId == commenter.Id && n.ReadAt == null && (n.Kind == NotificationKind.Decision || n.Kind == NotificationKind.Step || n.Kind == NotificationKind.Flag
                || db.Comments.Any(c => c.Id == n.CommentId && c.State == CommentState.Published
                    && !db.Mutes.Any(m => m.AccountId == commenter.AccountId && m.CommenterId == c.CommenterId))),
            cancellation);

        return TypedResults.Ok(new Response(
            me,
            [.. changeable.Select(c => new Changeable(
                Id.Text(c.Id), c.ParentId is { } parent && !lost.Contains(parent) ? Id.Text(parent) : null, DiscussionJson.NameOf(c.State), c.Text,
                c.State == CommentState.Held ? c.Name : null, c.State == CommentState.Held ? c.Html : null, c.At > since ? DiscussionJson.Moment(c.At + Comment.EditingTime) : null,
                c.State == CommentState.Held || changes.ContainsKey(c.Id) ? reasons.GetValueOrDefault((c.Id, changes.GetValueOrDefault(c.Id)?.Number ?? c.Revision)) ?? [] : [],
                changes.GetValueOrDefault(c.Id)?.Text))],
            [.. ids.Select(Id.Text)],
            await MutedAsync(db, article.Id, account, cancellation),
            votes.ToDictionary(v => Id.Text(v.CommentId), v => v.Value, StringComparer.Ordinal),
            news,
            await LimitAsync(db, commenter.Id, article.Id, Text.Find(lang) ?? Text.Of(context), clock.GetUtcNow(), cancellation)));
    }

    /// <summary>What limits whoever asks in a story; null where nothing does.</summary>
    internal static async Task<Limit?> LimitOfAsync(HttpContext context, ParleyContext db, Story story, DateTimeOffset now, CancellationToken cancellation)
    {
        var commenter = await db.Commenters.Where((await Speaker.OfAsync(context)).IsOn(story.SiteId)).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellation);
        return commenter is { } id ? await LimitAsync(db, id, story.Id, Text.Of(context), now, cancellation) : null;
    }

    private static async Task<Limit?> LimitAsync(
        ParleyContext db, Guid commenter, Guid storyId, Text text, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!await db.Restrictions.AnyAsync(r => r.CommenterId == commenter && r.EndsAt > now, cancellation)) return null;

        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == storyId, cancellation);
        if (await Restrictions.OfAsync(db, commenter, story, now, cancellation) is not { } restriction) return null;

        return new Limit(
            text.Format("LimitedNow", DecisionNotice.Of(restriction.Level, text), text.Moment(restriction.EndsAt), ReasonWords.Of(restriction.Reason, text)),
            text["LimitedWhy"], "/decisions/" + Id.Text(restriction.DecisionId));
    }

    private static async Task<string?> SubjectAsync(ParleyContext db, Account account, Guid site, CancellationToken cancellation)
    {
        if (account.SiteId is null) return null;

        var issuer = Identity.OfSite(site);
        return await db.Identities.Where(i => i.AccountId == account.Id && i.Issuer == issuer).Select(i => i.Subject)
            .FirstOrDefaultAsync(cancellation);
    }

    private static async Task<IReadOnlyList<string>> MutedAsync(
        ParleyContext db, Guid story, Account? account, CancellationToken cancellation)
    {
        if (account is null) return [];

        var muted = await (
            from mute in db.Mutes
            join comment in db.Comments on mute.CommenterId equals comment.CommenterId
            where mute.AccountId == account.Id && comment.StoryId == story && comment.State == CommentState.Published
            orderby comment.Number
            select comment.Id).Take(Most).ToListAsync(cancellation);
        return [.. muted.Select(Id.Text)];
    }
}
