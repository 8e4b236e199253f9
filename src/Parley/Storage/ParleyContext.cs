using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Jobs;

namespace Parley.Storage;

/// <summary>The one model of what is stored. Its two subclasses hold only what their database needs.</summary>
internal abstract class ParleyContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Site> Sites => Set<Site>();

    public DbSet<SiteOrigin> SiteOrigins => Set<SiteOrigin>();

    public DbSet<Story> Stories => Set<Story>();

    public DbSet<Commenter> Commenters => Set<Commenter>();

    public DbSet<Comment> Comments => Set<Comment>();

    public DbSet<Vote> Votes => Set<Vote>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    public DbSet<Secret> Secrets => Set<Secret>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<NameChange> NameChanges => Set<NameChange>();

    public DbSet<Identity> Identities => Set<Identity>();

    public DbSet<Passkey> Passkeys => Set<Passkey>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<Guess> Guesses => Set<Guess>();

    public DbSet<Role> Roles => Set<Role>();

    public DbSet<RoleChange> RoleChanges => Set<RoleChange>();

    public DbSet<Decision> Decisions => Set<Decision>();

    public DbSet<WordRule> WordRules => Set<WordRule>();

    public DbSet<WordListText> WordListTexts => Set<WordListText>();

    public DbSet<RoomMeasure> RoomMeasures => Set<RoomMeasure>();

    public DbSet<Revision> Revisions => Set<Revision>();

    public DbSet<ScreeningRecord> Screenings => Set<ScreeningRecord>();

    public DbSet<Print> Prints => Set<Print>();

    public DbSet<Restriction> Restrictions => Set<Restriction>();

    public DbSet<Flag> Flags => Set<Flag>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<Looker> Lookers => Set<Looker>();

    public DbSet<Appeal> Appeals => Set<Appeal>();

    public DbSet<Mute> Mutes => Set<Mute>();

    public DbSet<Export> Exports => Set<Export>();

    public DbSet<SignOn> SignOns => Set<SignOn>();

    public DbSet<UsedToken> UsedTokens => Set<UsedToken>();

    public DbSet<Notification> Notifications => Set<Notification>();

    public DbSet<Follow> Follows => Set<Follow>();

    public DbSet<Letter> Letters => Set<Letter>();

    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>
    /// Begins an act that writes: everything until the commit is one transaction, and reads inside it see no other
    /// writer's half-done work on the same story once <see cref="TakeTurnAsync"/> has been called.
    /// </summary>
    public abstract Task<IDbContextTransaction> BeginWritingAsync(CancellationToken cancellation);

    /// <summary>Takes the next number of a story, and with it the story itself until the transaction ends.</summary>
    /// <returns>The story as it is now, not tracked; null if it is gone.</returns>
    public async Task<Story?> TakeTurnAsync(Guid storyId, CancellationToken cancellation)
    {
        var taken = await Stories.Where(s => s.Id == storyId).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.Version, x => x.Version + 1), cancellation);
        if (taken == 0) return null;

        return await Stories.AsNoTracking().SingleAsync(s => s.Id == storyId, cancellation);
    }

    /// <summary>
    /// Takes the story's turn for an act: nobody else changes it until the act ends. It is tracked, and its version goes
    /// up with whatever else the act saves (docs/decisions/0005-a-storys-turn.md).
    /// </summary>
    /// <returns>The story as it is now; null if it is gone.</returns>
    public async Task<Story?> TakeStoryAsync(Guid storyId, CancellationToken cancellation)
    {
        var story = await LockStoryAsync(storyId, cancellation);
        if (story is not null) story.Version++;
        return story;
    }

    /// <summary>Takes an account for an act: nobody else changes it until the act ends.</summary>
    /// <returns>The account as it is now, tracked; null if it is gone.</returns>
    public async Task<Account?> TakeAccountAsync(Guid accountId, CancellationToken cancellation)
    {
        // A change that changes nothing holds the row in every database.
        var taken = await Accounts.Where(a => a.Id == accountId && a.ErasedAt == null)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.Name, x => x.Name), cancellation);
        return taken == 0 ? null : await Accounts.SingleAsync(a => a.Id == accountId, cancellation);
    }

    /// <summary>Takes a commenter for an act: until it ends nobody changes them, and nothing new is written as theirs.</summary>
    /// <returns>The commenter as they are now, tracked; null if they are gone.</returns>
    public abstract Task<Commenter?> TakeCommenterAsync(Guid commenterId, CancellationToken cancellation);

    /// <summary>Those comments and everything they hang on, up to the top, in one question whatever the depth.</summary>
    public abstract IQueryable<Comment> WithAncestors(IReadOnlyList<Guid> ids);

    /// <summary>Those stories, in one question however many they are.</summary>
    public abstract IQueryable<Story> StoriesAmong(IReadOnlyList<Guid> ids);

    /// <summary>Those commenters, in one question however many they are.</summary>
    public abstract IQueryable<Commenter> CommentersAmong(IReadOnlyList<Guid> ids);
    /// <summary>Waits until nobody else's transaction is about one of these hashes, and keeps them until this one's ends.</summary>
    public abstract Task LockAsync(IEnumerable<byte[]> hashes, CancellationToken cancellation);

    /// <summary>Jobs that are due, of those kinds, that nobody else is taking; within a transaction.</summary>
    public abstract IQueryable<Job> JobsToTake(IReadOnlyList<string> kinds, DateTimeOffset now, int most);

    /// <summary>Whether saving failed because another request saved the same unique thing first.</summary>
    public abstract bool IsDuplicate(DbUpdateException exception);

    /// <summary>Reads a story, tracked, and keeps every other writer from it until the transaction ends.</summary>
    protected abstract Task<Story?> LockStoryAsync(Guid storyId, CancellationToken cancellation);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Site>(site =>
        {
            site.Property(s => s.GuestVoteWeight).HasDefaultValue(50);
            site.Property(s => s.Version).HasDefaultValue(0L);
            site.Property(s => s.Guests).HasConversion<string>().HasDefaultValue(GuestRule.Open);
            site.Property(s => s.HasPasswords).HasDefaultValue(false);
            site.Property(s => s.HoldsNewcomers).HasDefaultValue(false);
            site.Property(s => s.NewcomersLinks).HasDefaultValue(0);
            site.Property(s => s.TakesSteps).HasDefaultValue(false);
            site.Property(s => s.PacesByStanding).HasDefaultValue(false);
            site.Property(s => s.WordsVersion).HasDefaultValue(0);
            site.Property(s => s.Rules).HasDefaultValue("");
            site.HasIndex(s => s.Key).IsUnique();
            site.HasMany(s => s.Origins).WithOne().HasForeignKey(o => o.SiteId);
        });
        modelBuilder.Entity<SiteOrigin>().HasKey(o => new { o.SiteId, o.Origin });

        modelBuilder.Entity<Story>(story =>
        {
            story.HasOne<Site>().WithMany().HasForeignKey(s => s.SiteId);
            story.HasIndex(s => new { s.SiteId, s.Key }).IsUnique();
            story.HasIndex(s => new { s.SiteId, s.Url }).IsUnique();
            story.HasIndex(s => s.PublishedAt);
        });

        modelBuilder.Entity<Commenter>(commenter =>
        {
            commenter.HasOne<Site>().WithMany().HasForeignKey(c => c.SiteId);
            commenter.Property(c => c.Kind).HasConversion<string>();
            commenter.Property(c => c.Badge).HasConversion<string>();
            commenter.HasIndex(c => new { c.SiteId, c.BrowserHash }).IsUnique();
            commenter.HasIndex(c => new { c.SiteId, c.ImportKey }).IsUnique();
            commenter.HasIndex(c => new { c.SiteId, c.AccountId }).IsUnique();
            commenter.HasIndex(c => c.AccountId);
            // Each new comment asks whether its name is an account's.
            commenter.HasIndex(c => new { c.SiteId, c.NameSkeleton }).HasFilter("account_id IS NOT NULL");
            commenter.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Restrict);
            // Every page and every new comment asks who wears a badge: few do, among very many.
            commenter.HasIndex(c => c.SiteId).HasFilter("badge <> 'None'");
        });

        modelBuilder.Entity<Comment>(comment =>
        {
            comment.HasOne<Site>().WithMany().HasForeignKey(c => c.SiteId).OnDelete(DeleteBehavior.Restrict);
            comment.HasOne<Story>().WithMany().HasForeignKey(c => c.StoryId);
            comment.HasOne<Comment>().WithMany().HasForeignKey(c => c.ParentId).OnDelete(DeleteBehavior.Restrict);
            comment.HasOne<Commenter>().WithMany().HasForeignKey(c => c.CommenterId).OnDelete(DeleteBehavior.Restrict);
            // Defaults only for the rows that were there before the column; what is written says them all.
            comment.Property(c => c.Rank).HasDefaultValue(Ranking.Unvoted);
            comment.Property(c => c.GuestUpVotes).HasDefaultValue(0);
            comment.Property(c => c.GuestDownVotes).HasDefaultValue(0);
            comment.Property(c => c.Revision).HasDefaultValue(1);
            comment.Property(c => c.RemovedFor).HasConversion<string>();
            comment.Property(c => c.FeaturedBy).HasConversion<string>();
            comment.Property(c => c.State).HasConversion<string>();
            comment.Property(c => c.Format).HasConversion<string>();
            comment.HasIndex(c => new { c.StoryId, c.Number }).IsUnique();
            comment.HasIndex(c => new { c.StoryId, c.ImportKey }).IsUnique();
            // The ways a page reads: its branches by number or rank, and each branch's replies by number.
            comment.HasIndex(c => new { c.StoryId, c.Depth, c.Number });
            comment.HasIndex(c => new { c.StoryId, c.Depth, c.Rank, c.Number }).IsDescending(false, false, true, false);
            comment.HasIndex(c => new { c.BranchId, c.Number });
            comment.HasIndex(c => c.ParentId);
            // What everybody can read of one commenter, and what they wrote themselves, newest first, however much it is.
            comment.HasIndex(c => new { c.CommenterId, c.State, c.Id });
            // What waits for a moderator: little among very much.
            comment.HasIndex(c => c.SiteId).HasFilter("state = 'Held'");
            // Ids are in the order of time, so this is also a site's newest comments, for its feed.
            comment.HasIndex(c => new { c.SiteId, c.Id });
        });

        modelBuilder.Entity<Vote>(vote =>
        {
            vote.HasKey(v => new { v.CommentId, v.CommenterId });
            vote.HasOne<Comment>().WithMany().HasForeignKey(v => v.CommentId);
            vote.HasOne<Commenter>().WithMany().HasForeignKey(v => v.CommenterId).OnDelete(DeleteBehavior.Restrict);
            vote.HasOne<Story>().WithMany().HasForeignKey(v => v.StoryId);
            vote.HasIndex(v => new { v.CommenterId, v.StoryId });
            vote.HasIndex(v => v.StoryId);
            // All that the newsroom asks of votes from one place, in the order in which they are forgotten.
            vote.HasIndex(v => new { v.At, v.CommentId, v.NetworkHash }).HasFilter("network_hash IS NOT NULL");
        });

        modelBuilder.Entity<IdempotencyKey>(key =>
        {
            key.HasKey(k => new { k.SiteId, k.Key });
            key.HasOne<Site>().WithMany().HasForeignKey(k => k.SiteId);
            key.HasIndex(k => k.At);
        });

        modelBuilder.Entity<Secret>().HasKey(s => s.Name);
        AccountModel.Add(modelBuilder);
        ModerationModel.Add(modelBuilder);

        NameInSnakeCase(modelBuilder);
    }

    private static void NameInSnakeCase(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
                // Ids and sequences are made in Core; the database invents nothing.
                property.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            }
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) _ = text.Append('_');
            _ = text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}

/// <summary>A random key that this installation made for itself and shares between its nodes.</summary>
internal sealed class Secret
{
    public required string Name { get; set; }

    public required byte[] Value { get; set; }
}
