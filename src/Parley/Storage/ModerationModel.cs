using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Storage;

/// <summary>The part of the model by which the newsroom works.</summary>
internal static class ModerationModel
{
    public static void Add(ModelBuilder model)
    {
        _ = model.Entity<WordRule>(rule =>
        {
            rule.Property(r => r.List).HasConversion<string>();
            rule.HasOne<Site>().WithMany().HasForeignKey(r => r.SiteId);
            rule.HasIndex(r => r.SiteId);
        });
        _ = model.Entity<WordListText>(text =>
        {
            text.HasKey(t => t.SiteId);
            text.HasOne<Site>().WithMany().HasForeignKey(t => t.SiteId);
        });
        _ = model.Entity<RoomMeasure>(measure =>
        {
            measure.Property(m => m.Mode).HasConversion<string>();
            measure.HasOne<Site>().WithMany().HasForeignKey(m => m.SiteId);
            measure.HasOne<Story>().WithMany().HasForeignKey(m => m.StoryId);
            // Each new comment and each rendering asks which hold: few do, among all that ever did.
            measure.HasIndex(m => new { m.SiteId, m.EndsAt });
            measure.HasIndex(m => m.StoryId);
        });
        _ = model.Entity<Revision>(revision =>
        {
            revision.HasKey(r => new { r.CommentId, r.Number });
            revision.Property(r => r.State).HasConversion<string>();
            revision.Property(r => r.Format).HasConversion<string>();
            revision.HasOne<Comment>().WithMany().HasForeignKey(r => r.CommentId);
            revision.HasIndex(r => r.CommentId).HasFilter("state = 'Held'").IsUnique();
        });
        _ = model.Entity<ScreeningRecord>(record =>
        {
            record.HasKey(r => new { r.CommentId, r.Revision });
            record.HasOne<Comment>().WithMany().HasForeignKey(r => r.CommentId);
        });
        _ = model.Entity<Print>(print =>
        {
            print.HasKey(p => p.CommentId);
            print.HasOne<Comment>().WithMany().HasForeignKey(p => p.CommentId);
            // A site's newest, which are all that is compared, and the oldest, which are forgotten.
            print.HasIndex(p => new { p.SiteId, p.At });
            // What somebody said is compared with each comment of theirs.
            print.HasIndex(p => new { p.CommenterId, p.At });
        });
        _ = model.Entity<Restriction>(restriction =>
        {
            restriction.Property(r => r.Level).HasConversion<string>();
            restriction.Property(r => r.Reason).HasConversion<string>();
            restriction.HasOne<Site>().WithMany().HasForeignKey(r => r.SiteId);
            restriction.HasOne<Commenter>().WithMany().HasForeignKey(r => r.CommenterId);
            restriction.HasOne<Story>().WithMany().HasForeignKey(r => r.StoryId);
            // Each rendering asks which hold on the site, each new comment which hold for its writer.
            restriction.HasIndex(r => new { r.SiteId, r.EndsAt });
            restriction.HasIndex(r => r.CommenterId);
            restriction.HasIndex(r => r.StoryId);
        });
        _ = model.Entity<Flag>(flag =>
        {
            flag.Property(f => f.Reason).HasConversion<string>();
            flag.Property(f => f.Outcome).HasConversion<string>();
            flag.HasOne<Site>().WithMany().HasForeignKey(f => f.SiteId);
            flag.HasOne<Comment>().WithMany().HasForeignKey(f => f.CommentId);
            flag.HasOne<Commenter>().WithMany().HasForeignKey(f => f.CommenterId);
            // Nobody flags twice.
            flag.HasIndex(f => new { f.CommentId, f.CommenterId }).IsUnique();
            flag.HasIndex(f => f.CommenterId);
            // What nobody has looked at: little among all that ever was.
            flag.HasIndex(f => f.SiteId).HasFilter("outcome IS NULL");
        });
        _ = model.Entity<Note>(note =>
        {
            note.HasOne<Site>().WithMany().HasForeignKey(n => n.SiteId);
            note.HasOne<Comment>().WithMany().HasForeignKey(n => n.CommentId);
            note.HasOne<Commenter>().WithMany().HasForeignKey(n => n.CommenterId);
            note.HasIndex(n => n.CommentId);
            note.HasIndex(n => n.CommenterId);
            note.HasIndex(n => n.SiteId);
        });
        _ = model.Entity<Looker>(looker =>
        {
            looker.HasKey(l => new { l.CommentId, l.AccountId });
            looker.HasOne<Comment>().WithMany().HasForeignKey(l => l.CommentId);
            looker.HasOne<Account>().WithMany().HasForeignKey(l => l.AccountId);
            looker.HasIndex(l => l.AccountId);
        });
        _ = model.Entity<Webhook>(hook =>
        {
            hook.HasOne<Site>().WithMany().HasForeignKey(w => w.SiteId);
            hook.HasIndex(w => w.SiteId);
        });
        _ = model.Entity<Notice>(notice =>
        {
            notice.Property(n => n.Outcome).HasConversion<string>();
            notice.Property(n => n.IsTrusted).HasDefaultValue(false);
            notice.HasOne<Site>().WithMany().HasForeignKey(n => n.SiteId);
            notice.HasOne<Comment>().WithMany().HasForeignKey(n => n.CommentId);
            notice.HasIndex(n => n.SecretHash).IsUnique();
            notice.HasIndex(n => n.SiteId);
            notice.HasIndex(n => n.CommentId);
        });
        _ = model.Entity<Appeal>(appeal =>
        {
            appeal.Property(a => a.Outcome).HasConversion<string>();
            appeal.HasOne<Site>().WithMany().HasForeignKey(a => a.SiteId);
            appeal.HasOne<Commenter>().WithMany().HasForeignKey(a => a.CommenterId);
            appeal.HasOne<Decision>().WithMany().HasForeignKey(a => a.DecisionId);
            // A decision is contested once.
            appeal.HasIndex(a => a.DecisionId).IsUnique();
            appeal.HasIndex(a => a.SiteId);
            appeal.HasIndex(a => a.CommenterId);
        });
    }
}
