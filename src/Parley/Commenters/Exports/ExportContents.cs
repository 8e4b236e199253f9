using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>Everything that is kept of an account, list by list; docs/privacy.md has the same by fields.</summary>
internal sealed class ExportContents(Account account, string origin)
{
    /// <summary>All of it but the comments, which have a form of their own.</summary>
    public IReadOnlyList<ExportList> Lists =>
    [
        new("profile", "ExportProfile", "ExportProfileAbout",
            [
                ("id", "ExportId"), ("name", "ExportName"), ("email", "ExportEmail"), ("language", "ExportLanguage"), ("mail", "ExportMail"),
                ("storyMail", "ExportStoryMail"), ("mailFailedAt", "ExportMailFailed"), ("hasPassword", "ExportHasPassword"),
                ("createdAt", "ExportSince"), ("erasureDueAt", "ExportErasureDue"),
            ],
            _ => One(
                account.Id, account.Name, account.Email, account.Language, account.Mail, account.StoryMail, account.MailFailedAt,
                account.PasswordHash is not null, account.CreatedAt, account.ErasureDueAt)),
        new("names", "ExportNames", "ExportNamesAbout",
            [("from", "ExportFrom"), ("to", "ExportTo"), ("at", "ExportAt")],
            db => All(db.NameChanges.Where(c => c.AccountId == account.Id).OrderBy(c => c.At).Select(c => new object?[] { c.From, c.To, c.At }))),
        new("identities", "ExportIdentities", "ExportIdentitiesAbout",
            [("issuer", "ExportIssuer"), ("subject", "ExportSubject"), ("label", "ExportLabel"), ("createdAt", "ExportSince")],
            db => IdentitiesAsync(db.Identities.Where(i => i.AccountId == account.Id).OrderBy(i => i.CreatedAt))),
        new("passkeys", "ExportPasskeys", "ExportPasskeysAbout",
            [("name", "ExportName"), ("createdAt", "ExportSince"), ("usedAt", "ExportUsed")],
            db => All(db.Passkeys.Where(p => p.AccountId == account.Id).OrderBy(p => p.CreatedAt)
                .Select(p => new object?[] { p.Name, p.CreatedAt, p.UsedAt }))),
        new("sessions", "ExportSessions", "ExportSessionsAbout",
            [
                ("device", "ExportDevice"), ("origin", "ExportOrigin"), ("createdAt", "ExportSince"), ("seenAt", "ExportSeen"),
                ("provedAt", "ExportProved"),
            ],
            db => All(db.Sessions.Where(s => s.AccountId == account.Id).OrderBy(s => s.CreatedAt)
                .Select(s => new object?[] { s.Device, s.Origin, s.CreatedAt, s.SeenAt, s.ProvedAt }))),
        new("commenters", "ExportCommenters", "ExportCommentersAbout",
            [("id", "ExportId"), ("site", "ExportSite"), ("name", "ExportName"), ("badge", "ExportBadge"), ("createdAt", "ExportSince")],
            db => All(
                from commenter in Commenters(db)
                join site in db.Sites on commenter.SiteId equals site.Id
                orderby commenter.CreatedAt
                select new object?[] { commenter.Id, site.Name, commenter.Name, commenter.Badge, commenter.CreatedAt })),
        new("votes", "ExportVotes", "ExportVotesAbout",
            [("comment", "ExportComment"), ("value", "ExportValue"), ("at", "ExportAt")],
            db => VotesAsync(
                from vote in db.Votes
                join commenter in Commenters(db) on vote.CommenterId equals commenter.Id
                orderby vote.At
                select vote)),
        new("notifications", "ExportNotifications", "ExportNotificationsAbout",
            [("kind", "ExportKind"), ("comment", "ExportComment"), ("at", "ExportAt"), ("readAt", "ExportRead")],
            db => NotificationsAsync(
                from notification in db.Notifications
                join commenter in Commenters(db) on notification.CommenterId equals commenter.Id
                orderby notification.At
                select notification)),
        new("follows", "ExportFollows", "ExportFollowsAbout",
            [("story", "ExportStory"), ("isFollowed", "ExportIsFollowed"), ("mail", "ExportMail"), ("at", "ExportAt")],
            db => All(
                from follow in db.Follows
                join commenter in Commenters(db) on follow.CommenterId equals commenter.Id
                join story in db.Stories on follow.StoryId equals story.Id
                orderby follow.At
                select new object?[] { story.Title, follow.IsFollowed, follow.Mail, follow.At })),
        new("mutes", "ExportMutes", "ExportMutesAbout",
            [("commenter", "ExportId"), ("name", "ExportName"), ("at", "ExportAt")],
            db => All(
                from mute in db.Mutes
                join commenter in db.Commenters on mute.CommenterId equals commenter.Id
                where mute.AccountId == account.Id
                orderby mute.At
                select new object?[] { commenter.Id, commenter.Name, mute.At })),
        new("roles", "ExportRoles", "ExportRolesAbout",
            [("site", "ExportSite"), ("role", "ExportRole"), ("sections", "ExportSections"), ("createdAt", "ExportSince")],
            db => All(db.Roles.Where(r => r.AccountId == account.Id).OrderBy(r => r.CreatedAt).Select(r => new object?[]
            {
                db.Sites.Where(s => s.Id == r.SiteId).Select(s => s.Name).SingleOrDefault(), r.Kind, r.Sections, r.CreatedAt,
            }))),
        new("decisions", "ExportDecisions", "ExportDecisionsAbout",
            [("comment", "ExportComment"), ("decision", "ExportDecision"), ("reason", "ExportReason"), ("statement", "ExportStatement"), ("source", "ExportSource"), ("at", "ExportAt")],
            db => DecisionsAsync(
                from decision in db.Decisions
                join comment in db.Comments on decision.CommentId equals comment.Id
                join commenter in Commenters(db) on comment.CommenterId equals commenter.Id
                orderby decision.At
                select decision)),
        new("restrictions", "ExportRestrictions", "ExportRestrictionsAbout",
            [
                ("level", "ExportLevel"), ("site", "ExportSite"), ("where", "ExportPlace"), ("reason", "ExportReason"), ("from", "ExportAt"),
                ("until", "ExportUntil"), ("liftedAt", "ExportLiftedAt"),
            ],
            // What waits for a second person limits nobody yet.
            db => All(
                from restriction in db.Restrictions
                join commenter in Commenters(db) on restriction.CommenterId equals commenter.Id
                join site in db.Sites on restriction.SiteId equals site.Id
                where restriction.Level != RestrictionLevel.Removed || restriction.SignedAt != null
                orderby restriction.BeginsAt
                select new object?[]
                {
                    restriction.Level, site.Name,
                    restriction.Section ?? db.Stories.Where(s => s.Id == restriction.StoryId).Select(s => s.Title).SingleOrDefault(),
                    restriction.Reason, restriction.BeginsAt, restriction.EndsAt, restriction.LiftedAt,
                })),
        new("flags", "ExportFlags", "ExportFlagsAbout",
            [("comment", "ExportComment"), ("reason", "ExportReason"), ("note", "ExportFlagNote"), ("at", "ExportAt"), ("outcome", "ExportOutcome")],
            db => FlagsAsync(
                from flag in db.Flags
                join commenter in Commenters(db) on flag.CommenterId equals commenter.Id
                orderby flag.At
                select flag)),
        new("appeals", "ExportAppeals", "ExportAppealsAbout",
            [
                ("at", "ExportAt"), ("text", "ExportAppealText"), ("outcome", "ExportOutcome"), ("answer", "ExportAnswer"),
                ("decidedAt", "ExportUntil"),
            ],
            db => All(
                from appeal in db.Appeals
                join commenter in Commenters(db) on appeal.CommenterId equals commenter.Id
                orderby appeal.At
                select new object?[] { appeal.At, appeal.Text, appeal.Outcome, appeal.Answer, appeal.DecidedAt })),
        new("notes", "ExportNotes", "ExportNotesAbout",
            [("at", "ExportAt"), ("text", "ExportNoteText")],
            db => All(
                from note in db.Notes
                join commenter in Commenters(db) on note.CommenterId equals commenter.Id
                orderby note.At
                select new object?[] { note.At, note.Text })),
        new("revisions", "ExportRevisions", "ExportRevisionsAbout",
            [("comment", "ExportComment"), ("number", "ExportRevision"), ("state", "ExportRevisionState"), ("at", "ExportAt"), ("text", "ExportRevisionText")],
            db => All(
                from revision in db.Revisions
                join comment in db.Comments on revision.CommentId equals comment.Id
                join commenter in Commenters(db) on comment.CommenterId equals commenter.Id
                orderby revision.CommentId, revision.Number
                select new object?[] { revision.CommentId, revision.Number, revision.State, revision.At, revision.Text })),
        new("letters", "ExportLetters", "ExportLettersAbout",
            [("template", "ExportTemplate"), ("createdAt", "ExportAt"), ("sentAt", "ExportSent"), ("failedAt", "ExportFailed")],
            db => LettersAsync(db.Letters.Where(l => l.AccountId == account.Id).OrderBy(l => l.CreatedAt))),
    ];

    /// <summary>The comments, in the order written.</summary>
    public IAsyncEnumerable<ExportedComment> CommentsIn(ParleyContext db) => (
        from comment in db.Comments
        join commenter in Commenters(db) on comment.CommenterId equals commenter.Id
        join story in db.Stories on comment.StoryId equals story.Id
        join site in db.Sites on comment.SiteId equals site.Id
        orderby comment.Id
        select new ExportedComment(
            comment.Id, comment.ParentId, site.Key, site.Name, story.Key, story.Title, comment.Name, comment.At, comment.IsDated,
            comment.EditedAt, comment.State, comment.Format, comment.Text, comment.Html, comment.UpVotes, comment.DownVotes))
        .AsAsyncEnumerable();

    private IQueryable<Commenter> Commenters(ParleyContext db) => db.Commenters.Where(c => c.AccountId == account.Id);

    private static IAsyncEnumerable<object?[]> All(IQueryable<object?[]> rows) => rows.AsAsyncEnumerable();

    private static async IAsyncEnumerable<object?[]> IdentitiesAsync(IQueryable<Identity> identities)
    {
        await foreach (var identity in identities.AsNoTracking().AsAsyncEnumerable())
            yield return [ExportWord.OfIssuer(identity.Issuer), identity.Subject, identity.Label, identity.CreatedAt];
    }

    private async IAsyncEnumerable<object?[]> LettersAsync(IQueryable<Core.Notifications.Letter> letters)
    {
        var host = new Uri(origin).Host;
        await foreach (var letter in letters.AsNoTracking().AsAsyncEnumerable())
            yield return [ExportWord.OfLetter(letter.Template, host), letter.CreatedAt, letter.SentAt, letter.FailedAt];
    }

    private async IAsyncEnumerable<object?[]> VotesAsync(IQueryable<Core.Comments.Vote> votes)
    {
        await foreach (var vote in votes.AsNoTracking().AsAsyncEnumerable()) yield return [LinkTo(vote.CommentId), vote.Value, vote.At];
    }

    private async IAsyncEnumerable<object?[]> NotificationsAsync(IQueryable<Core.Notifications.Notification> notifications)
    {
        await foreach (var told in notifications.AsNoTracking().AsAsyncEnumerable())
            yield return [told.Kind, LinkTo(told.CommentId), told.At, told.ReadAt];
    }

    private async IAsyncEnumerable<object?[]> FlagsAsync(IQueryable<Core.Moderation.Flag> flags)
    {
        await foreach (var flag in flags.AsNoTracking().AsAsyncEnumerable())
            yield return [LinkTo(flag.CommentId), flag.Reason, flag.Note, flag.At, flag.Outcome];
    }

    // Who decided is theirs; what was decided about one's words, and why, is one's own.
    private async IAsyncEnumerable<object?[]> DecisionsAsync(IQueryable<Core.Moderation.Decision> decisions)
    {
        await foreach (var made in decisions.AsNoTracking().AsAsyncEnumerable())
            yield return [LinkTo(made.CommentId), made.Kind, made.Reason, made.Statement, made.Source, made.At];
    }

    private static async IAsyncEnumerable<object?[]> One(params object?[] row)
    {
        await Task.CompletedTask;
        yield return row;
    }

    private Uri LinkTo(Guid comment) => new($"{origin}/comments/{Id.Text(comment)}");
}
