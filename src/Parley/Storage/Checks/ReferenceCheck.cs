using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Storage.Backups;

namespace Parley.Storage.Checks;

/// <summary>Examines what lies across stories: the file itself, and what refers to what.</summary>
internal static class ReferenceCheck
{
    // What is nothing without the row it refers to: it can go where the row is gone.
    private static readonly string[] Dependent = ["votes", "idempotency_keys", "site_origins"];

    public static async Task RunAsync(ParleyContext db, Findings findings, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var key in ForeignKeys(db)) await CheckKeyAsync(db, key, findings, cancellation);

        await AddAsync(findings, "comments of another site than their story's", "gives them their story's site",
            OfOtherSite(db).Select(c => c.Id), cancellation);
        await AddAsync(findings, "comments by a commenter of another site", null,
            db.Comments.Where(c => db.Stories.Any(s => s.Id == c.StoryId
                && db.Commenters.Any(w => w.Id == c.CommenterId && w.SiteId != s.SiteId))).Select(c => c.Id), cancellation);
        await AddAsync(findings, "votes filed under another story than their comment's", "files them under it",
            OfOtherStory(db).Select(v => v.CommentId), cancellation);
        await AddAsync(findings, "votes that are neither for nor against", "takes them away",
            db.Votes.Where(v => v.Value != 1 && v.Value != -1).Select(v => v.CommentId), cancellation);
        await AddAsync(findings, "idempotency keys of comments that are gone", "forgets them",
            OfGoneComments(db).Select(k => k.CommentId), cancellation);

        var oldest = now - IdempotencyKey.KeptFor;
        var old = await db.IdempotencyKeys.CountAsync(k => k.At < oldest, cancellation);
        if (old > 0) findings.Add("idempotency keys past their time, which go with the next comment", null, "", old, isNews: true);
    }

    /// <summary>Mends what can be mended; adds to <paramref name="stories"/> those whose counts depend on it.</summary>
    public static async Task RepairAsync(ParleyContext db, HashSet<Guid> stories, CancellationToken cancellation)
    {
        // A vote counts where its comment is, and nowhere once what it refers to is gone.
        var wrong = OfOtherStory(db).Concat(db.Votes.Where(v => v.Value != 1 && v.Value != -1))
            .Concat(db.Votes.Where(v => !db.Commenters.Any(c => c.Id == v.CommenterId)));
        stories.UnionWith(await db.Comments.Where(c => wrong.Any(v => v.CommentId == c.Id)).Select(c => c.StoryId)
            .Distinct().ToListAsync(cancellation));
        _ = await OfOtherStory(db).ExecuteUpdateAsync(v => v.SetProperty(
            x => x.StoryId, x => db.Comments.Where(c => c.Id == x.CommentId).Select(c => c.StoryId).First()), cancellation);
        _ = await db.Votes.Where(v => v.Value != 1 && v.Value != -1).ExecuteDeleteAsync(cancellation);

        stories.UnionWith(await OfOtherSite(db).Select(c => c.StoryId).Distinct().ToListAsync(cancellation));
        _ = await OfOtherSite(db).ExecuteUpdateAsync(c => c.SetProperty(
            x => x.SiteId, x => db.Stories.Where(s => s.Id == x.StoryId).Select(s => s.SiteId).First()), cancellation);
        _ = await OfGoneComments(db).ExecuteDeleteAsync(cancellation);

        var (connection, transaction) = (db.Database.GetDbConnection(), db.Database.CurrentTransaction!.GetDbTransaction());
        foreach (var key in ForeignKeys(db).Where(k => Dependent.Contains(k.Table.Name, StringComparer.Ordinal)))
            await StoredTable.DoAsync(connection, transaction, $"DELETE FROM {StoredTable.Quote(key.Table.Name)} WHERE {Strayed(key)}", cancellation);
    }

    private static IQueryable<Comment> OfOtherSite(ParleyContext db) =>
        db.Comments.Where(c => db.Stories.Any(s => s.Id == c.StoryId && s.SiteId != c.SiteId));

    private static IQueryable<Vote> OfOtherStory(ParleyContext db) =>
        db.Votes.Where(v => db.Comments.Any(c => c.Id == v.CommentId && c.StoryId != v.StoryId));

    private static IQueryable<IdempotencyKey> OfGoneComments(ParleyContext db) =>
        db.IdempotencyKeys.Where(k => !db.Comments.Any(c => c.Id == k.CommentId));

    public static async Task AddAsync(
        Findings findings, string what, string? repair, IQueryable<Guid> ids, CancellationToken cancellation)
    {
        var count = await ids.LongCountAsync(cancellation);
        if (count > 0) findings.Add(what, repair, await ids.OrderBy(i => i).FirstAsync(cancellation), count);
    }

    /// <summary>Asks SQLite whether its file is whole.</summary>
    public static async Task CheckFileAsync(ParleyContext db, Findings findings, CancellationToken cancellation)
    {
        var complaints = await db.Database.SqlQuery<string>($"SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync(cancellation);
        if (complaints is not ["ok"]) findings.AddFile(complaints[0], complaints.Count);
    }

    // Foreign keys are enforced, but not on files that other programs changed.
    private static IEnumerable<IForeignKeyConstraint> ForeignKeys(ParleyContext db) =>
        db.Model.GetRelationalModel().Tables.OrderBy(t => t.Name, StringComparer.Ordinal).SelectMany(t => t.ForeignKeyConstraints);

    private static async Task CheckKeyAsync(
        ParleyContext db, IForeignKeyConstraint key, Findings findings, CancellationToken cancellation)
    {
        var (connection, transaction) = (db.Database.GetDbConnection(), db.Database.CurrentTransaction!.GetDbTransaction());
        var table = StoredTable.Quote(key.Table.Name);
        var count = await StoredTable.AskAsync(
            connection, transaction, $"SELECT COUNT(*) FROM {table} WHERE {Strayed(key)}", cancellation);
        if (count == 0) return;

        var shown = StoredTable.Quote(key.Table.PrimaryKey!.Columns[0].Name);
        await using var command = StoredTable.Command(connection, transaction, $"SELECT {shown} FROM {table} WHERE {Strayed(key)} ORDER BY 1 LIMIT 1");
        var example = await command.ExecuteScalarAsync(cancellation) switch
        {
            Guid id => Id.Text(id),
            byte[] { Length: 16 } bytes => Id.Text(new Guid(bytes, bigEndian: true)),
            var other => other?.ToString() ?? "",
        };
        findings.Add(
            $"rows of {key.Table.Name} whose {key.Columns[0].Name} is not among {key.PrincipalTable.Name}",
            Dependent.Contains(key.Table.Name, StringComparer.Ordinal) ? "takes them away" : null, example, count);
    }

    // All keys of the model have one column.
    private static string Strayed(IForeignKeyConstraint key)
    {
        var (table, column) = (StoredTable.Quote(key.Table.Name), StoredTable.Quote(key.Columns[0].Name));
        return $"{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {StoredTable.Quote(key.PrincipalTable.Name)} principal "
            + $"WHERE principal.{StoredTable.Quote(key.PrincipalColumns[0].Name)} = {table}.{column})";
    }
}
