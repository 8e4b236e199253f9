using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Commenters;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;
using Parley.Storage.Checks;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>What tests of copies and of leaving do again and again.</summary>
internal static class Leaving
{
    public static T The<T>(this ParleyApp app) where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Runs the job that erases an account, as the runner does once it is due.</summary>
    public static Task<DateTimeOffset?> EraseAsync(this ParleyApp app, Account account, bool isForced = false, CancellationToken cancellation = default) =>
        EraseAccount.RunAsync(
            account.Id, app.Database, app.The<Writing>(), app.The<Fingerprints>(), app.The<ExportFolder>(), app.Clock.GetUtcNow(), isForced, cancellation);

    /// <summary>The newest copy of an account, once it is made.</summary>
    public static async Task<Guid> UntilExportIsMadeAsync(this ParleyApp app, Account account)
    {
        await app.UntilAsync(async db =>
        {
            var exports = await db.Exports.AsNoTracking().Where(e => e.AccountId == account.Id).ToListAsync();
            return exports.Count > 0 && exports.TrueForAll(e => e.ReadyAt is not null);
        });
        await using var db = app.Open();
        return await db.Exports.Where(e => e.AccountId == account.Id).OrderByDescending(e => e.Id).Select(e => e.Id).FirstAsync();
    }

    /// <summary>A copy that is asked for and that no job makes.</summary>
    public static async Task<Guid> GivenAnExportAsync(this ParleyApp app, Account account)
    {
        await using var db = app.Open();
        var export = new Export { Id = Id.New(app.Clock.GetUtcNow()), AccountId = account.Id, AskedAt = app.Clock.GetUtcNow() };
        _ = db.Exports.Add(export);
        _ = await db.SaveChangesAsync();
        return export.Id;
    }

    /// <summary>Does what the job does.</summary>
    public static Task MakeExportAsync(this ParleyApp app, Guid id) =>
        MakeExport.RunAsync(id, app.Database, app.The<Writing>(), app.The<ExportFolder>(), "https://talk.example", app.Clock, default);

    public static async Task AssertAllIsWellAsync(this ParleyApp app)
    {
        var findings = await Check.RunAsync(app.Database, app.Clock.GetUtcNow(), (_, _) => { }, default);
        Assert.True(findings.IsClean, string.Join('\n', findings.All.Select(f => f.What + " " + f.Example)));
    }

    /// <summary>Every text and every blob of every table, as text.</summary>
    public static async Task<string> DumpAsync(this ParleyApp app)
    {
        var all = new StringBuilder();
        await using var db = app.Open();
        await using var connection = app.Database.Connect();
        await connection.OpenAsync();
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct(StringComparer.Ordinal))
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The model's own name.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) _ = all.AppendLine(table + ": " + string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => TextOf(reader, i))));
        }

        return all.ToString();
    }

    /// <summary>Comments in numbers, written past every door.</summary>
    public static async Task GivenCommentsAsync(
        this ParleyApp app, Story story, Guid commenter, int count, Func<int, string> text, string name = "Ruth Amsel")
    {
        var now = app.Clock.GetUtcNow();
        for (var from = 0; from < count; from += 5_000)
        {
            await using var db = app.Open();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            var kept = await db.Stories.SingleAsync(s => s.Id == story.Id);
            for (var i = from; i < Math.Min(count, from + 5_000); i++)
            {
                var comment = new Comment
                {
                    Id = Id.New(now.AddMilliseconds(i)),
                    SiteId = story.SiteId,
                    StoryId = story.Id,
                    Number = ++kept.LastNumber,
                    CommenterId = commenter,
                    Name = name,
                    At = now,
                    Text = text(i),
                    Html = $"<p>{text(i)}</p>",
                    Renderer = CommentText.Renderer,
                };
                comment.PlaceUnder(null);
                _ = db.Comments.Add(comment);
                kept.CommentCount++;
            }

            db.ChangeTracker.DetectChanges();
            _ = await db.SaveChangesAsync();
        }
    }

    /// <summary>An account's commenter on a site.</summary>
    public static async Task<Guid> GivenACommenterAsync(this ParleyApp app, Account account, Site site)
    {
        await using var db = app.Open();
        var commenter = Commenter.Of(account, Id.New(app.Clock.GetUtcNow()), site.Id, app.Clock.GetUtcNow());
        _ = db.Commenters.Add(commenter);
        _ = await db.SaveChangesAsync();
        return commenter.Id;
    }

    private static string TextOf(DbDataReader reader, int column) => reader.IsDBNull(column)
        ? ""
        : reader.GetValue(column) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : reader.GetValue(column).ToString()!;
}
