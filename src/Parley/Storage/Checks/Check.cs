using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Stories;

namespace Parley.Storage.Checks;

/// <summary>Proves that what is derived follows from what was written, and mends it where it does not (docs/decisions/0011-check-and-repair.md).</summary>
internal static class Check
{
    /// <summary>Examines everything as it was in one moment; writers go on meanwhile.</summary>
    /// <param name="tell">Hears comments read and comments to read.</param>
    public static async Task<Findings> RunAsync(
        Database database, DateTimeOffset now, Action<long, long> tell, CancellationToken cancellation)
    {
        var findings = new Findings();
        try
        {
            await ExamineAsync(database, findings, now, tell, cancellation);
        }
        catch (Exception exception) when (Sqlite.IsDamage(exception))
        {
            // What was found before is still said.
            findings.AddFile(exception.Message);
        }

        return findings;
    }

    private static async Task ExamineAsync(
        Database database, Findings findings, DateTimeOffset now, Action<long, long> tell, CancellationToken cancellation)
    {
        await using var db = database.Open();
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await db.Database.OpenConnectionAsync(cancellation);
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
            _ = await db.Database.UseTransactionAsync(sqlite.BeginTransaction(deferred: true), cancellation);
        else
            _ = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);

        if (!database.IsPostgres) await ReferenceCheck.CheckFileAsync(db, findings, cancellation);
        // What cannot be relied on is not read further: it may be anything.
        if (findings.IsFileDamaged) return;

        // Before anything is read as what its words say.
        await WordCheck.RunAsync(db, findings, cancellation);
        await ReferenceCheck.RunAsync(db, findings, now, cancellation);
        // Each comment is read twice.
        long all = 2 * await db.Comments.LongCountAsync(cancellation), read = 0;
        foreach (var id in await db.Stories.OrderBy(s => s.Id).Select(s => s.Id).ToListAsync(cancellation))
            await StoryAsync(db, id, findings, repair: false, n => tell(read += n, all), cancellation);
    }

    /// <summary>Mends what <see cref="RunAsync"/> found and can be mended, all of it in one transaction.</summary>
    public static async Task RepairAsync(Database database, Findings findings, CancellationToken cancellation)
    {
        await using var db = database.Open();
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var stories = new HashSet<Guid>(findings.Stories);
        await WordCheck.RepairAsync(db, stories, cancellation);
        await ReferenceCheck.RepairAsync(db, stories, cancellation);
        await RepairStoriesAsync(db, stories, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Derives everything anew that follows from comments and votes, within the caller's transaction.</summary>
    public static async Task RepairStoriesAsync(ParleyContext db, IEnumerable<Guid> stories, CancellationToken cancellation)
    {
        // In the order of ids: two repairs at once wait for each other instead of for ever.
        foreach (var id in stories.Order())
        {
            // As writers do: nobody else changes the story meanwhile, and readers see that it changed.
            _ = await db.TakeTurnAsync(id, cancellation);
            await StoryAsync(db, id, new Findings(), repair: true, _ => { }, cancellation);
        }
    }

    private static async Task StoryAsync(
        ParleyContext db, Guid id, Findings findings, bool repair, Action<long> tell, CancellationToken cancellation)
    {
        var story = await db.Stories.AsNoTracking().Where(s => s.Id == id)
            .Select(s => new Story { Id = s.Id, SiteId = s.SiteId, CommentCount = s.CommentCount, LastNumber = s.LastNumber, Key = "", Title = "" })
            .SingleOrDefaultAsync(cancellation);
        if (story is null) return;

        // Without its site, which is a finding of its own, nothing says what guests' votes weigh.
        var site = await db.Sites.AsNoTracking().Where(s => s.Id == story.SiteId)
            // What weighs votes, and no word that may be misspelled.
            .Select(s => new Core.Sites.Site { Id = s.Id, Key = s.Key, Name = s.Name, GuestVoteWeight = s.GuestVoteWeight })
            .SingleOrDefaultAsync(cancellation);
        if (site is not null) await StoryCheck.RunAsync(db, site, story, findings, repair, tell, cancellation);
    }
}
