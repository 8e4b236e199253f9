using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Storage;
using Parley.Storage.Checks;

namespace Parley.Tests.Faults;

/// <summary>Judges what is stored by what was acknowledged: nothing lost, nothing doubled, nothing miscounted.</summary>
internal static class Oracle
{
    public static async Task JudgeAsync(Database database, Load load)
    {
        // Another's failure may have left handles that know nothing of it.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Npgsql.NpgsqlConnection.ClearAllPools();
        var findings = await Check.RunAsync(database, DateTimeOffset.UnixEpoch, (_, _) => { }, default);
        Assert.Empty(findings.All);

        await using var db = database.Open();
        var comments = await OfWriters(db).ToListAsync();
        var byId = comments.ToDictionary(c => Id.Text(c.Id), StringComparer.Ordinal);
        foreach (var said in load.Said.Where(s => s.Id is not null))
        {
            Assert.True(byId.TryGetValue(said.Id!, out var stored), $"{said.First} was acknowledged and is lost.");
            Assert.True(IsAsAcknowledged(said, stored!), $"{said.First} is \"{stored!.Text}\" ({stored.State}), not \"{said.Text}\".");
        }

        // Whatever is stored was asked for, and once: an unanswered request may have been done, never twice.
        var unanswered = load.Said.Count(s => s.Id is null && !s.IsRefused);
        Assert.InRange(comments.Count, load.Said.Count(s => s.Id is not null), load.Said.Count(s => s.Id is not null) + unanswered);
        var texts = comments.Where(c => c.State != CommentState.Deleted).Select(c => string.Join(' ', c.Text.Split(' ').Take(2))).ToList();
        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());

        await JudgeVotesAsync(db, load, byId);
    }

    /// <summary>What is stored of each writer is what was said first, without a gap, up to some moment.</summary>
    public static async Task JudgePrefixAsync(Database database, Load load, IReadOnlyCollection<string> acknowledgedBefore)
    {
        Assert.Empty((await Check.RunAsync(database, DateTimeOffset.UnixEpoch, (_, _) => { }, default)).All);
        await using var db = database.Open();
        var stored = (await OfWriters(db).Select(c => c.Id).ToListAsync())
            .Select(Id.Text).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(acknowledgedBefore.Except(stored, StringComparer.Ordinal));
        Assert.Empty(stored.Except(load.Said.Where(s => s.Id is not null).Select(s => s.Id!), StringComparer.Ordinal));
        foreach (var writer in load.Said.Where(s => s.Id is not null).GroupBy(s => s.Writer))
        {
            var isStored = writer.OrderBy(s => s.Number).Select(s => stored.Contains(s.Id!)).ToList();
            Assert.Equal(isStored.OrderDescending(), isStored);
        }
    }

    // A comment that was deleted has no name any more; its writer still has.
    private static IQueryable<Comment> OfWriters(ParleyContext db) => db.Comments.AsNoTracking()
        .Where(c => db.Commenters.Any(w => w.Id == c.CommenterId && w.Name.StartsWith("Writer ")));

    private static bool IsAsAcknowledged(Said said, Comment stored)
    {
        if (stored.State == CommentState.Deleted) return said.IsDeleted || said.IsDeletePending;
        if (said.IsDeleted) return false;

        return stored.Text == said.Text || stored.Text == said.Pending;
    }

    private static async Task JudgeVotesAsync(ParleyContext db, Load load, Dictionary<string, Comment> comments)
    {
        var commenters = load.Said.Where(s => s.Id is not null).GroupBy(s => s.Writer)
            .ToDictionary(g => g.Key, g => comments[g.First().Id!].CommenterId);
        var votes = await db.Votes.AsNoTracking().ToDictionaryAsync(v => (v.CommenterId, v.CommentId), v => v.Value);
        foreach (var ((writer, comment), voted) in load.Votes)
        {
            var stored = votes.GetValueOrDefault((commenters[writer], comments[comment].Id));
            Assert.True(stored == voted.Value || stored == voted.Pending, $"Writer {writer}'s vote is {stored}, not {voted.Value}.");
        }
    }
}
