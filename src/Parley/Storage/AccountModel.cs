using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Jobs;

namespace Parley.Storage;

/// <summary>The part of the model that knows who people are and what they are told.</summary>
internal static class AccountModel
{
    public static void Add(ModelBuilder model)
    {
        _ = model.Entity<Account>(account =>
        {
            account.Property(a => a.Mail).HasConversion<string>();
            account.Property(a => a.StoryMail).HasConversion<string>();
            account.HasOne<Site>().WithMany().HasForeignKey(a => a.SiteId);
            account.HasIndex(a => a.ErasureDueAt);
            // No two people are taken for one another; what a publisher calls its own is the publisher's to keep apart.
            account.HasIndex(a => a.NameSkeleton).IsUnique().HasFilter("site_id IS NULL AND name_skeleton <> ''");
        });
        _ = model.Entity<NameChange>(change =>
        {
            change.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId);
            change.HasIndex(c => c.AccountId);
        });
        _ = model.Entity<Identity>(identity =>
        {
            identity.HasKey(i => new { i.Issuer, i.Subject });
            identity.HasOne<Account>().WithMany().HasForeignKey(i => i.AccountId);
            identity.HasIndex(i => i.AccountId);
        });
        _ = model.Entity<Passkey>(passkey =>
        {
            passkey.HasKey(p => p.CredentialId);
            passkey.HasOne<Account>().WithMany().HasForeignKey(p => p.AccountId);
            passkey.HasIndex(p => p.AccountId);
        });
        _ = model.Entity<Session>(session =>
        {
            session.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId);
            session.HasOne<Site>().WithMany().HasForeignKey(s => s.SiteId);
            session.HasIndex(s => s.TokenHash).IsUnique();
            session.HasIndex(s => s.AccountId);
        });
        _ = model.Entity<Ticket>(ticket =>
        {
            ticket.Property(t => t.Kind).HasConversion<string>();
            ticket.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId);
            ticket.HasOne<Site>().WithMany().HasForeignKey(t => t.SiteId);
            ticket.HasIndex(t => t.SecretHash).IsUnique();
            ticket.HasIndex(t => t.ExpiresAt);
            ticket.HasIndex(t => t.AccountId);
            ticket.HasIndex(t => t.BrowserHash);
        });
        _ = model.Entity<Guess>(guess =>
        {
            guess.HasKey(g => g.Subject);
            guess.HasIndex(g => g.LastAt);
        });
        _ = model.Entity<Role>(role =>
        {
            role.Property(r => r.Kind).HasConversion<string>();
            role.Property(r => r.Sections).HasDefaultValue("");
            role.HasOne<Account>().WithMany().HasForeignKey(r => r.AccountId);
            role.HasOne<Site>().WithMany().HasForeignKey(r => r.SiteId);
            role.HasIndex(r => new { r.AccountId, r.SiteId }).IsUnique();
        });
        _ = model.Entity<RoleChange>(change =>
        {
            change.Property(c => c.Kind).HasConversion<string>();
            change.Property(c => c.Sections).HasDefaultValue("");
            change.HasIndex(c => c.SiteId);
        });
        _ = model.Entity<Decision>(decision =>
        {
            decision.Property(d => d.Kind).HasConversion<string>();
            decision.Property(d => d.Reason).HasConversion<string>();
            decision.Property(d => d.Source).HasConversion<string>().HasDefaultValue(DecisionSource.Own);
            decision.Property(d => d.Statement).HasDefaultValue("");
            decision.Property(d => d.Revision).HasDefaultValue(1);
            // Ids are in the order of time: a site's record, the newest first.
            decision.HasIndex(d => new { d.SiteId, d.Id });
            decision.HasOne<Comment>().WithMany().HasForeignKey(d => d.CommentId);
        });
        _ = model.Entity<Mute>(mute =>
        {
            mute.HasKey(m => new { m.AccountId, m.CommenterId });
            mute.HasOne<Account>().WithMany().HasForeignKey(m => m.AccountId);
            mute.HasOne<Commenter>().WithMany().HasForeignKey(m => m.CommenterId);
            mute.HasIndex(m => m.CommenterId);
        });
        _ = model.Entity<Export>(export =>
        {
            export.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId);
            export.HasIndex(e => e.AccountId);
        });
        AddSignOn(model);
        AddNotifications(model);
        _ = model.Entity<Job>().HasIndex(j => new { j.FailedAt, j.DueAt });
    }

    private static void AddSignOn(ModelBuilder model)
    {
        _ = model.Entity<SignOn>(signOn =>
        {
            signOn.HasKey(s => s.SiteId);
            signOn.HasOne<Site>().WithMany().HasForeignKey(s => s.SiteId);
        });
        _ = model.Entity<UsedToken>(token =>
        {
            token.HasKey(t => new { t.SiteId, t.Hash });
            token.HasOne<Site>().WithMany().HasForeignKey(t => t.SiteId);
            token.HasIndex(t => t.ExpiresAt);
        });
    }

    private static void AddNotifications(ModelBuilder model)
    {
        _ = model.Entity<Notification>(notification =>
        {
            notification.Property(n => n.Kind).HasConversion<string>();
            notification.HasOne<Commenter>().WithMany().HasForeignKey(n => n.CommenterId);
            notification.HasOne<Comment>().WithMany().HasForeignKey(n => n.CommentId);
            // A job that is done twice tells once.
            notification.HasIndex(n => new { n.CommenterId, n.CommentId, n.Kind }).IsUnique().HasFilter("kind <> 'Step'");
            // Of several steps because of one comment, each is told.
            notification.HasIndex(n => n.DecisionId).IsUnique().HasFilter("kind = 'Step'");
            notification.HasIndex(n => n.CommentId);
            notification.HasIndex(n => n.MailDueAt);
        });
        _ = model.Entity<Follow>(follow =>
        {
            follow.HasKey(f => new { f.StoryId, f.CommenterId });
            follow.Property(f => f.Mail).HasConversion<string>();
            follow.HasOne<Commenter>().WithMany().HasForeignKey(f => f.CommenterId);
            follow.HasOne<Story>().WithMany().HasForeignKey(f => f.StoryId);
            follow.HasIndex(f => f.CommenterId);
        });
        _ = model.Entity<Letter>(letter =>
        {
            letter.HasIndex(l => new { l.RecipientHash, l.CreatedAt });
            letter.HasIndex(l => new { l.SenderHash, l.CreatedAt });
            letter.HasIndex(l => l.AccountId);
        });
    }
}
