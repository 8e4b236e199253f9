using System.Globalization;
using System.Net;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Storage;
using Parley.Storage.Checks;
using Parley.Tests.App;

namespace Parley.Tests.Storage;

public sealed class CheckOnSqliteTests() : CheckTests(onPostgres: false)
{
    [Fact]
    public async Task A_damaged_file_is_said_to_be_damaged()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("parley-test-").FullName, "parley.db");
        await using (var source = new Microsoft.Data.Sqlite.SqliteConnection(App.Database.Connection))
        {
            await source.OpenAsync();
            await using var copy = source.CreateCommand();
            copy.CommandText = $"VACUUM INTO '{file}'";
            _ = await copy.ExecuteNonQueryAsync();
        }

        // The root page of the first index: readable, and not what its table says.
        await using (var index = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await index.OpenAsync();
            await using var change = index.CreateCommand();
            change.CommandText = "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, '\"branch_id\", \"number\"', '\"number\", \"branch_id\"') WHERE name = 'IX_comments_branch_id_number'";
            Assert.Equal(1, await change.ExecuteNonQueryAsync());
        }

        var findings = await Check.RunAsync(Database.Choose(null, Path.GetDirectoryName(file)!), DateTimeOffset.UnixEpoch, (_, _) => { }, default);
        Assert.Contains("complaints of SQLite", Assert.Single(findings.All).What, StringComparison.Ordinal);
        Assert.False(findings.CanAllBeRepaired);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4096, false)]
    [InlineData(8192, true)]
    public async Task A_file_whose_pages_are_overwritten_is_said_to_be_damaged_and_no_backup_is_made_of_it(int from, bool isAllBehind)
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
        var file = Path.Combine(folder, "parley.db");
        await using (var source = new Microsoft.Data.Sqlite.SqliteConnection(App.Database.Connection))
        {
            await source.OpenAsync();
            await using var copy = source.CreateCommand();
            copy.CommandText = $"VACUUM INTO '{file}'";
            _ = await copy.ExecuteNonQueryAsync();
        }

        var bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan(from, isAllBehind ? bytes.Length - from : 4096).Fill(0xA5);
        await File.WriteAllBytesAsync(file, bytes);

        foreach (var command in new string[][] { ["check"], ["check", "--repair"], ["backup", Path.Combine(folder, "backup.zip")] })
        {
            var (code, output, error) = await ParleyProcess.RunAsync([.. command, "--data", folder]);
            Assert.Equal(1, code);
            Assert.Contains("damaged; restore a backup", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
            Assert.DoesNotContain("mended", output, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(folder, "backup*"));
    }
}

public sealed class CheckOnPostgresTests() : CheckTests(onPostgres: true);

public abstract class CheckTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Bridge = "story_id = (SELECT id FROM stories WHERE key = 'bridge')";

    private readonly List<string> _ids = [];
    private HttpClient? _guest;

    /// <summary>
    /// Two stories. The first: a root with two replies and a reply to the first of them, a second root, votes; and the
    /// numbers of these comments are 1 to 5 in that order.
    /// </summary>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var (site, _) = await App.GivenAStoryAsync();
        await using (var db = App.Open())
        {
            _ = db.Stories.Add(new() { Id = Id.New(App.Clock.GetUtcNow()), SiteId = site.Id, Key = "tower", Title = "A tower", PublishedAt = App.Clock.GetUtcNow() });
            _ = db.Sites.Add(new() { Id = Id.New(App.Clock.GetUtcNow()), Key = "herald", Name = "The Herald" });
            _ = await db.SaveChangesAsync();
        }

        _guest = App.Browser();
        _ids.Add(await _guest.SayAsync("A root"));
        _ids.Add(await _guest.SayAsync("A reply", _ids[0]));
        _ids.Add(await _guest.SayAsync("A reply to the reply", _ids[1]));
        _ids.Add(await _guest.SayAsync("Another reply", _ids[0]));
        _ids.Add(await _guest.SayAsync("Another root"));
        using var elsewhere = await _guest.PostCommentAsync("Elsewhere", key: "elsewhere", story: "times/stories/tower");
        Assert.Equal(HttpStatusCode.Created, elsewhere.StatusCode);
        await AddVotesAsync();
    }

    [Fact]
    public async Task What_people_made_is_found_to_be_well()
    {
        var findings = await CheckAsync();
        Assert.Empty(findings.All);
    }

    [Theory]
    [InlineData("UPDATE stories SET comment_count = 7 WHERE key = 'bridge'", "stories whose comments are miscounted")]
    [InlineData("UPDATE stories SET last_number = 3 WHERE key = 'bridge'", "stories whose sequence is behind")]
    [InlineData("UPDATE comments SET reply_count = 9 WHERE number = 2 AND {bridge}", "comments whose replies are miscounted")]
    [InlineData("UPDATE comments SET branch_count = 0 WHERE number = 1 AND {bridge}", "branches whose replies are miscounted")]
    [InlineData("UPDATE comments SET branch_count = 1 WHERE number = 2 AND {bridge}", "branches whose replies are miscounted")]
    [InlineData("UPDATE comments SET depth = 7 WHERE number = 2 AND {bridge}", "comments whose depth or branch")]
    [InlineData("UPDATE comments SET depth = 2 WHERE number = 5 AND {bridge}", "comments whose depth or branch")]
    [InlineData("UPDATE comments SET is_beyond_depth = {true} WHERE number = 3 AND {bridge}", "comments whose depth or branch")]
    [InlineData("UPDATE comments SET branch_id = id WHERE number = 2 AND {bridge}", "comments whose depth or branch")]
    [InlineData("UPDATE comments SET number = 99 WHERE number = 1 AND {bridge}; UPDATE stories SET last_number = 99 WHERE key = 'bridge'", "comments that stand before what they answer")]
    [InlineData("UPDATE comments SET up_votes = 5, rank = {five} WHERE number = 4 AND {bridge}", "comments whose votes are miscounted")]
    [InlineData("UPDATE comments SET rank = 1 WHERE number = 1 AND {bridge}", "comments whose rank")]
    [InlineData("DELETE FROM votes WHERE value = -1", "comments whose votes are miscounted")]
    [InlineData("UPDATE votes SET story_id = (SELECT id FROM stories WHERE key = 'tower') WHERE value = -1", "votes filed under another story")]
    [InlineData("UPDATE idempotency_keys SET comment_id = site_id", "idempotency keys of comments that are gone")]
    [InlineData("UPDATE comments SET site_id = (SELECT id FROM sites WHERE key = 'herald') WHERE number = 5 AND {bridge}", "comments of another site than")]
    public async Task What_somebody_broke_is_found_and_mended_and_found_no_more(string damage, string finding)
    {
        await BreakAsync(damage);
        var findings = await CheckAsync();
        Assert.StartsWith(finding, Assert.Single(findings.All).What, StringComparison.Ordinal);
        Assert.True(findings.CanAllBeRepaired);

        var before = await VersionAsync();
        await Check.RepairAsync(App.Database, findings, default);
        Assert.Empty((await CheckAsync()).All);
        if (findings.Stories.Count > 0) Assert.True(await VersionAsync() > before);

        // And the discussion is what it was.
        var read = await _guest!.DiscussionAsync("?order=oldest");
        Assert.Equal(5, read.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("UPDATE comments SET parent_id = {none} WHERE number = 3 AND {bridge}", "rows of comments whose parent_id is not among comments")]
    [InlineData("UPDATE comments SET parent_id = (SELECT id FROM comments WHERE NOT ({bridge})) WHERE number = 5 AND {bridge}", "comments that answer a comment of another story")]
    [InlineData("UPDATE comments SET parent_id = (SELECT id FROM comments WHERE number = 3 AND {bridge}) WHERE number = 2 AND {bridge}", "comments that answer themselves through others")]
    [InlineData("UPDATE comments SET commenter_id = {none} WHERE number = 3 AND {bridge}", "rows of comments whose commenter_id is not among commenters")]
    [InlineData("UPDATE comments SET commenter_id = (SELECT id FROM commenters WHERE import_key = 'herald') WHERE number = 3 AND {bridge}", "comments by a commenter of another site")]
    public async Task What_cannot_be_mended_is_said(string damage, string finding)
    {
        if (damage.Contains("herald", StringComparison.Ordinal)) await AddStrangerAsync();
        await BreakAsync(damage);
        var findings = await CheckAsync();
        Assert.Contains(findings.All, f => f.What.StartsWith(finding, StringComparison.Ordinal) && f.Repair is null && f.Count > 0 && f.Example.Length == Id.TextLength);
        Assert.False(findings.CanAllBeRepaired);
        await Check.RepairAsync(App.Database, findings, default);
        Assert.All((await CheckAsync()).All, f => Assert.Null(f.Repair));
    }

    [Fact]
    public async Task Votes_and_keys_of_what_is_gone_are_taken_away()
    {
        await BreakAsync("UPDATE votes SET comment_id = {none} WHERE value = -1; UPDATE idempotency_keys SET site_id = {none}");
        var findings = await CheckAsync();
        Assert.True(findings.CanAllBeRepaired);
        await Check.RepairAsync(App.Database, findings, default);
        Assert.Empty((await CheckAsync()).All);
    }

    [Theory]
    [InlineData("UPDATE comments SET state = 'Foo' WHERE number = 3 AND {bridge}", "comments whose state is an unknown word", "SELECT state FROM comments WHERE number = 3 AND {bridge}", "Held")]
    [InlineData("UPDATE comments SET state = 'published' WHERE number = 3 AND {bridge}", "comments whose state is an unknown word", "SELECT state FROM comments WHERE number = 3 AND {bridge}", "Held")]
    [InlineData("UPDATE comments SET format = '1' WHERE number = 3 AND {bridge}", "comments whose format is an unknown word", "SELECT format FROM comments WHERE number = 3 AND {bridge}", "Plain")]
    [InlineData("UPDATE commenters SET badge = 'Queen' WHERE import_key = 'voter:1'", "commenters whose badge is an unknown word", "SELECT badge FROM commenters WHERE import_key = 'voter:1'", "None")]
    [InlineData("UPDATE commenters SET kind = '' WHERE import_key = 'voter:1'", "commenters whose kind is an unknown word", "SELECT kind FROM commenters WHERE import_key = 'voter:1'", "Imported")]
    [InlineData("UPDATE commenters SET kind = 'Ghost' WHERE import_key IS NULL", "commenters whose kind is an unknown word", "SELECT DISTINCT kind FROM commenters WHERE import_key IS NULL", "Guest")]
    public async Task An_unknown_word_is_found_and_mended_to_the_safe_side(string damage, string finding, string question, string becomes)
    {
        await BreakAsync(damage + "; UPDATE stories SET comment_count = 7 WHERE key = 'bridge'");
        var findings = await CheckAsync();
        Assert.Contains(findings.All, f => f.What == finding && f.Count > 0 && f.Example.Length == Id.TextLength && f.Repair is not null);
        Assert.Contains(findings.All, f => f.What.StartsWith("stories whose comments", StringComparison.Ordinal));
        Assert.True(findings.CanAllBeRepaired);

        await Check.RepairAsync(App.Database, findings, default);
        Assert.Empty((await CheckAsync()).All);
        Assert.Equal(becomes, await AskAsync(question));
        Assert.Equal(becomes == "Held" ? 4 : 5, (await _guest!.DiscussionAsync("?order=oldest")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task No_column_of_words_is_left_out()
    {
        await using var db = App.Open();
        var columns = db.Model.GetRelationalModel().Tables.SelectMany(t => t.Columns)
            .Where(c => c.PropertyMappings[0].Property.ClrType.IsEnum).ToList();
        Assert.NotEmpty(columns);
        await GivenARowInEveryTableOfAccountsAsync();
        foreach (var column in columns) await BreakAsync($"UPDATE {column.Table.Name} SET {column.Name} = 'Foo'");

        var findings = await CheckAsync();
        Assert.All(columns, c => Assert.Contains(findings.All, f => f.What == $"{c.Table.Name} whose {c.Name} is an unknown word"));
        await Check.RepairAsync(App.Database, findings, default);
        Assert.Empty((await CheckAsync()).All);
    }

    private async Task GivenARowInEveryTableOfAccountsAsync()
    {
        var now = App.Clock.GetUtcNow();
        using var ruth = await App.GivenAPersonAsync();
        await using var db = App.Open();
        var comment = await db.Comments.OrderBy(c => c.Number).FirstAsync();
        await App.GivenARoleAsync(ruth.Account, null, RoleKind.Moderator);
        _ = db.Tickets.Add(new Ticket { Id = Id.New(now), SecretHash = [1], CreatedAt = now, ExpiresAt = now.AddDays(1) });
        _ = db.WordRules.Add(new WordRule { Id = Id.New(now), SiteId = comment.SiteId, Text = "fool" });
        _ = db.RoomMeasures.Add(new RoomMeasure { Id = Id.New(now), SiteId = comment.SiteId, Mode = Mode.Slow, Reason = "A quarrel", BeginsAt = now, EndsAt = now.AddHours(1) });
        _ = db.Restrictions.Add(new Restriction { Id = Id.New(now), SiteId = comment.SiteId, CommenterId = comment.CommenterId, Level = RestrictionLevel.Slowed, BeginsAt = now, EndsAt = now.AddHours(1) });
        _ = db.Flags.Add(new Flag { Id = Id.New(now), SiteId = comment.SiteId, CommentId = comment.Id, CommenterId = comment.CommenterId, At = now });
        _ = db.Notices.Add(new Notice { Id = Id.New(now), SiteId = comment.SiteId, CommentId = comment.Id, SecretHash = [2], At = now });
        _ = db.Revisions.Add(new Revision { CommentId = comment.Id, Number = 2, Text = "Other", Html = "<p>Other</p>", At = now });
        _ = db.RoleChanges.Add(new RoleChange { Id = Id.New(now), AccountId = ruth.Account.Id, At = now });
        _ = db.Notifications.Add(new Notification
        {
            Id = Id.New(now),
            CommenterId = comment.CommenterId,
            SiteId = comment.SiteId,
            StoryId = comment.StoryId,
            CommentId = comment.Id,
            At = now,
        });
        _ = db.Follows.Add(new Follow { CommenterId = comment.CommenterId, StoryId = comment.StoryId, At = now });
        _ = db.Decisions.Add(new Core.Moderation.Decision { Id = Id.New(now), SiteId = comment.SiteId, CommentId = comment.Id, ByAccountId = ruth.Account.Id, At = now });
        _ = await db.SaveChangesAsync();
    }

    [Fact]
    public async Task Old_idempotency_keys_are_news_and_nothing_wrong()
    {
        var findings = await Check.RunAsync(App.Database, App.Clock.GetUtcNow().AddDays(30), (_, _) => { }, default);
        Assert.True(findings.IsClean);
        Assert.Equal(1, Assert.Single(findings.All).Count);
    }

    [Fact]
    public async Task The_command_says_what_is_wrong_and_mends_it()
    {
        string[] where = App.Database.IsPostgres ? ["--database", App.Database.Connection] : ["--data", Path.GetDirectoryName(App.Database.File)!];
        // The command goes by the real clock, before which nothing here may be old.
        await BreakAsync($"UPDATE idempotency_keys SET at = {(App.Database.IsPostgres ? "now()" : TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))}");
        var (code, output, _) = await ParleyProcess.RunAsync(["check", .. where]);
        Assert.Equal((0, "All is well."), (code, output.Trim()));

        await BreakAsync("UPDATE stories SET comment_count = 7 WHERE key = 'bridge'");
        (code, output, _) = await ParleyProcess.RunAsync(["check", .. where]);
        Assert.Equal(1, code);
        Assert.StartsWith("1 stories whose comments are miscounted, such as ", output.Trim(), StringComparison.Ordinal);
        Assert.EndsWith("; --repair counts them anew.", output.Trim(), StringComparison.Ordinal);

        (code, output, _) = await ParleyProcess.RunAsync(["check", "--repair", .. where]);
        Assert.Equal(0, code);
        Assert.EndsWith(": mended.", output.Trim().Split('\n')[0].Trim(), StringComparison.Ordinal);
        Assert.Equal(0, (await ParleyProcess.RunAsync(["check", .. where])).Code);
    }

    [Fact]
    public async Task After_whatever_people_do_all_is_well()
    {
        var people = Enumerable.Range(0, 4).Select(_ => App.Browser()).ToList();
        var mine = people.Select(_ => new List<string>()).ToList();
        var all = new List<string>(_ids);
        foreach (var (who, what, which) in Acts(120))
        {
            var person = people[who];
            using var answer = what switch
            {
                < 3 => await person.PostCommentAsync($"Root {all.Count}", key: $"root-{all.Count}"),
                < 8 => await person.PostCommentAsync($"Reply {all.Count}", all[which % all.Count]),
                < 10 when mine[who].Count > 0 => await person.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{mine[who][which % mine[who].Count]}", "{}"),
                < 12 when mine[who].Count > 0 => await person.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{mine[who][which % mine[who].Count]}", "{\"text\":\"Edited " + which.ToString(CultureInfo.InvariantCulture) + "\"}"),
                _ => await person.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{all[which % all.Count]}/vote", "{\"value\":" + ((which % 3) - 1).ToString(CultureInfo.InvariantCulture) + "}"),
            };
            if (answer.StatusCode != HttpStatusCode.Created) continue;

            var id = (await answer.JsonAsync()).GetProperty("id").GetString()!;
            mine[who].Add(id);
            all.Add(id);
        }

        Assert.Empty((await CheckAsync()).All);
        // It would prove nothing if nothing had happened.
        Assert.True(all.Count > _ids.Count + 10);
        people.ForEach(p => p.Dispose());
    }

    private static IEnumerable<(int Who, int What, int Which)> Acts(int count) =>
        Gen.Sample(Gen.Choose(0, 1_000_000).ListOf(count), 1, 1)[0].Select(n => (n % 4, n / 4 % 16, n / 64));

    private Task<Findings> CheckAsync() => Check.RunAsync(App.Database, App.Clock.GetUtcNow(), (_, _) => { }, default);

    private async Task<long> VersionAsync()
    {
        await using var db = App.Open();
        return await db.Stories.Where(s => s.Key == "bridge").Select(s => s.Version).SingleAsync();
    }

    private async Task AddVotesAsync()
    {
        await using var db = App.Open();
        var site = await db.Sites.SingleAsync(s => s.Key == "times");
        var comments = await db.Comments.Where(c => db.Stories.Any(s => s.Id == c.StoryId && s.Key == "bridge")).OrderBy(c => c.Number).ToListAsync();
        for (var i = 0; i < 3; i++)
        {
            var voter = new Core.Commenters.Commenter { Id = Id.New(App.Clock.GetUtcNow()), SiteId = site.Id, Name = $"Voter {i}", NameSkeleton = "", ImportKey = $"voter:{i}" };
            _ = db.Commenters.Add(voter);
            var value = i == 2 ? -1 : 1;
            _ = db.Votes.Add(new Vote { CommentId = comments[0].Id, CommenterId = voter.Id, StoryId = comments[0].StoryId, Value = value, IsGuest = i == 1, At = App.Clock.GetUtcNow() });
            comments[0].CountVote(0, value, i == 1, site);
        }

        _ = await db.SaveChangesAsync();
    }

    private async Task AddStrangerAsync()
    {
        await using var db = App.Open();
        var herald = await db.Sites.SingleAsync(s => s.Key == "herald");
        _ = db.Commenters.Add(new() { Id = Id.New(App.Clock.GetUtcNow()), SiteId = herald.Id, Name = "Stranger", NameSkeleton = "", ImportKey = "herald" });
        _ = await db.SaveChangesAsync();
    }

    private async Task<object?> AskAsync(string question)
    {
        await using var connection = App.Database.ConnectApart();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = question.Replace("{bridge}", Bridge, StringComparison.Ordinal);
        return await command.ExecuteScalarAsync();
    }

    // As another program would: without the database's own guards.
    private async Task BreakAsync(string damage)
    {
        var isPostgres = App.Database.IsPostgres;
        damage = damage.Replace("{bridge}", Bridge, StringComparison.Ordinal)
            .Replace("{true}", isPostgres ? "true" : "1", StringComparison.Ordinal)
            .Replace("{none}", isPostgres ? "gen_random_uuid()" : "randomblob(16)", StringComparison.Ordinal)
            .Replace("{five}", Ranking.Key(5, 0).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await using var connection = App.Database.ConnectApart();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = (isPostgres ? "SET session_replication_role = replica; " : "PRAGMA foreign_keys = OFF; ") + damage;
        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }
}
