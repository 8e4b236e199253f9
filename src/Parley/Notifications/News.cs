using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>A notification with what it is about, as far as its reader may still see it.</summary>
/// <param name="Decided">What was decided, where it tells of a decision.</param>
/// <param name="Change">The change that was decided about, where it is not what everybody reads.</param>
public sealed record News(Notification Notification, Comment Comment, Story Story, Site Site, DecisionKind? Decided = null, Revision? Change = null)
{
    /// <summary>The resource that says what happened.</summary>
    public string Sentence => Notification.Kind switch
    {
        NotificationKind.Reply => "NewsReply",
        NotificationKind.Mention => "NewsMention",
        NotificationKind.Story => "NewsStory",
        NotificationKind.Decision => (Comment.State, Decided) switch
        {
            (CommentState.Published, DecisionKind.PublishChange) => "NewsChangePublished",
            (CommentState.Published, DecisionKind.RefuseChange) => "NewsChangeNotPublished",
            (CommentState.Published, _) => "NewsPublished",
            _ => "NewsNotPublished",
        },
        NotificationKind.Step => "NewsStep",
        NotificationKind.Flag => "NewsFlag",
    };

    /// <summary>Whether it tells of a decision against what its reader wrote.</summary>
    public bool IsAgainst => Notification.Kind == NotificationKind.Decision && (!Comment.IsReadable || Decided == DecisionKind.RefuseChange);

    /// <summary>The words it is about, as HTML: others' only where they may be read, one's own always; empty where there are none.</summary>
    public string Html => Change?.Html ?? (Comment.IsReadable || Notification.Kind is NotificationKind.Decision or NotificationKind.Step ? Comment.Html : "");

    /// <summary>Where it is read.</summary>
    public string Path => Notification switch
    {
        // What went against somebody is told with its reasons.
        { Kind: NotificationKind.Flag } => $"/comments/{Core.Id.Text(Comment.Id)}/flag",
        { Kind: NotificationKind.Step, DecisionId: { } step } => "/decisions/" + Core.Id.Text(step),
        { DecisionId: { } decision } when IsAgainst => "/decisions/" + Core.Id.Text(decision),
        { Kind: NotificationKind.Decision } when !Comment.IsShown => $"/{Site.Key}/{Story.Key}",
        _ => "/comments/" + Core.Id.Text(Comment.Id),
    };

    /// <summary>
    /// Notifications of somebody whose comments are there to be read: not what is held, removed or deleted by now, nor what
    /// was written by somebody whom the reader has muted. A decision is about one's own comment and is always seen.
    /// </summary>
    internal static IQueryable<Notification> VisibleOf(ParleyContext db, IQueryable<Notification> notifications) => notifications.Where(n =>
        n.Kind == NotificationKind.Decision || n.Kind == NotificationKind.Step || n.Kind == NotificationKind.Flag
        || db.Comments.Any(c => c.Id == n.CommentId && c.State == CommentState.Published
            && !db.Mutes.Any(m => m.CommenterId == c.CommenterId
                && db.Commenters.Any(w => w.Id == n.CommenterId && w.AccountId == m.AccountId))));

    /// <summary>Loads what notifications are about; the order stays.</summary>
    internal static async Task<List<News>> LoadAsync(ParleyContext db, IQueryable<Notification> notifications, CancellationToken cancellation)
    {
        var rows = await notifications.AsNoTracking().ToListAsync(cancellation);
        var (comments, stories, sites) = (Ids(r => r.CommentId), Ids(r => r.StoryId), Ids(r => r.SiteId));
        var comment = await db.Comments.AsNoTracking().Where(c => comments.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellation);
        var story = await db.Stories.AsNoTracking().Where(s => stories.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellation);
        var site = await db.Sites.AsNoTracking().Where(s => sites.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellation);
        var decisions = rows.ConvertAll(r => r.DecisionId);
        var decision = await db.Decisions.AsNoTracking().Where(d => decisions.Contains(d.Id)).ToDictionaryAsync(d => d.Id, cancellation);
        var changed = decision.Values.Where(d => d.Kind == DecisionKind.RefuseChange).Select(d => d.CommentId).ToList();
        var changes = await db.Revisions.AsNoTracking().Where(r => changed.Contains(r.CommentId) && r.State == RevisionState.Refused)
            .ToDictionaryAsync(r => (r.CommentId, r.Number), cancellation);
        return rows.ConvertAll(r =>
        {
            var of = r.DecisionId is { } id ? decision.GetValueOrDefault(id) : null;
            return new News(
                r, comment[r.CommentId], story[r.StoryId], site[r.SiteId], of?.Kind,
                of?.Kind == DecisionKind.RefuseChange ? changes.GetValueOrDefault((of.CommentId, of.Revision)) : null);
        });

        List<Guid> Ids(Func<Notification, Guid> of) => [.. rows.Select(of).Distinct()];
    }

    /// <summary>The commenters that an account is.</summary>
    internal static IQueryable<Guid> CommentersOf(ParleyContext db, Account account) =>
        db.Commenters.Where(c => c.AccountId == account.Id).Select(c => c.Id);
}
