using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;
using Database = Parley.Storage.Database;

namespace Parley.Bench;

/// <summary>Fills an empty database with discussions of the workload, by prepared commands in one transaction.</summary>
internal static class LoadDiscussions
{
    private const int LinesBetweenReports = 100_000;

    private static readonly string[] CountParameters = ["@replies", "@branch", "@story", "@number"];

    public static async Task RunAsync(string folder, string? connection, TextReader lines)
    {
        var database = Database.Choose(connection, folder);
        if (database.File is not null) _ = Directory.CreateDirectory(folder);
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync();
        // A load that is cut off is thrown away whole, so nothing need survive it.
        if (!database.IsPostgres)
            _ = await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;");

        var transaction = await db.Database.BeginTransactionAsync();
        var count = await FillAsync(db, lines);
        await transaction.CommitAsync();
        await transaction.DisposeAsync();
        _ = await db.Database.ExecuteSqlRawAsync("ANALYZE");
        if (!database.IsPostgres) _ = await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;");
        await Console.Error.WriteLineAsync($"  {count:N0} comments stored");
    }

    private static async Task<int> FillAsync(ParleyContext db, TextReader lines)
    {
        await using var stories = new Rows<Story>(db);
        await using var commenters = new Rows<Commenter>(db);
        await using var comments = new Rows<Comment>(db);
        await using var votes = new Rows<Vote>(db);
        var site = await AddSiteAsync(db);
        var people = new Dictionary<string, Commenter>(StringComparer.Ordinal);
        LoadedStory? story = null;
        var count = 0;

        // Rendering is most of the work and needs no order; storing does.
        foreach (var line in Lines(lines).AsParallel().AsOrdered().Select(WorkloadLine.Parse))
        {
            if (story?.Story.Key != line.Thread)
            {
                await FinishAsync(db, story);
                story = new LoadedStory(site, line.Thread, DateTimeOffset.FromUnixTimeSeconds(line.Created), people);
                await stories.AddAsync(story.Story);
            }

            var (comment, newcomer, cast) = story.Add(line);
            if (newcomer is not null) await commenters.AddAsync(newcomer);
            await comments.AddAsync(comment);
            foreach (var vote in cast) await votes.AddAsync(vote);
            if (++count % LinesBetweenReports == 0) await Console.Error.WriteLineAsync($"  {count:N0} comments");
        }

        await FinishAsync(db, story);
        return count;
    }

    private static async Task<Site> AddSiteAsync(ParleyContext db)
    {
        var now = TimeProvider.System.GetUtcNow();
        var site = new Site { Id = Id.New(now), Key = "bench", Name = "The Bench", CreatedAt = now };
        _ = db.Sites.Add(site);
        _ = await db.SaveChangesAsync();
        return site;
    }

    // Counts are written once, when all that hangs on a comment is there.
    private static async Task FinishAsync(ParleyContext db, LoadedStory? story)
    {
        if (story is null) return;

        var (id, counted) = (story.Story.Id, story.Counted);
        _ = await db.Stories.Where(s => s.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.CommentCount, story.Story.CommentCount)
            .SetProperty(x => x.LastNumber, story.Story.LastNumber)
            .SetProperty(x => x.Version, story.Story.Version));

        await using var update = db.Database.GetDbConnection().CreateCommand();
        update.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        update.CommandText = "UPDATE comments SET reply_count = @replies, branch_count = @branch WHERE story_id = @story AND number = @number";
        var parameters = CountParameters.Select(name =>
        {
            var parameter = update.CreateParameter();
            parameter.ParameterName = name;
            _ = update.Parameters.Add(parameter);
            return parameter;
        }).ToArray();
        var storyId = db.Model.FindEntityType(typeof(Comment))!.FindProperty(nameof(Comment.StoryId))!
            .GetTypeMapping().Converter?.ConvertToProvider(id) ?? id;
        foreach (var comment in counted)
        {
            parameters[0].Value = comment.ReplyCount;
            parameters[1].Value = comment.BranchCount;
            parameters[2].Value = storyId;
            parameters[3].Value = comment.Number;
            _ = await update.ExecuteNonQueryAsync();
        }
    }

    private static IEnumerable<string> Lines(TextReader reader)
    {
        while (reader.ReadLine() is { } line) yield return line;
    }
}
