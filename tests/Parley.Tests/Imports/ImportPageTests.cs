using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Imports;
using Parley.Storage;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Tests.Imports;

public sealed class ImportPageTests : IAsyncLifetime
{
    private const string Story = """
        A bridge for the valley

        The council votes on Monday about nine million for a bridge.

          • Ada

            About time, and about money.

            • Ben

              Says who?

              • Ada

                I do.

          • Cleo

        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
    private Database _database = null!;
    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _database = Database.Choose(null, _folder);
        await Migration.ApplyAsync(_database, TimeProvider.System, CancellationToken.None);
        _site = new Site { Id = Id.New(Now), Key = "times", Name = "The Times of Testing", CreatedAt = Now };
        await using var db = _database.Open();
        _ = db.Sites.Add(_site);
        _ = await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_page_becomes_a_story_with_its_discussion()
    {
        var (response, rows) = await ImportAsync(Story);

        Assert.True(response.IsNew);
        Assert.Equal("a-bridge-for-the-valley", response.Story.Key);
        Assert.Equal("""
            1 Ada: About time, and about money. (1 reply, 2 in branch)
            2 · Ben: Says who? (1 reply)
            3 · · Ada: I do.
            4 Cleo: Missing
            """.ReplaceLineEndings("\n"), await ShowAsync());
        Assert.Equal(
            ["5 Ada taken ", "9 Ben taken ", "13 Ada taken ", "17 Cleo taken without text the source has the name and no text"],
            [.. rows.Select(r => $"{r.Line} {r.Name} {ImportedRow.Say(r.Outcome)} {r.Reason}")]);

        await using var db = _database.Open();
        var story = await db.Stories.SingleAsync();
        Assert.Equal((4, 4), (story.CommentCount, story.LastNumber));
        Assert.Equal("<p dir=\"auto\">The council votes on Monday about nine million for a bridge.</p>", story.BodyHtml);
        Assert.Equal(3, await db.Commenters.CountAsync());
        Assert.All(await db.Comments.ToListAsync(), c => Assert.Equal((TextFormat.Plain, false, Now), (c.Format, c.IsDated, c.At)));
    }

    [Fact]
    public async Task A_page_comes_into_PostgreSQL_in_the_same_way()
    {
        _database = Database.Choose(PostgresServer.NewDatabase(), _folder);
        await Migration.ApplyAsync(_database, TimeProvider.System, CancellationToken.None);
        await using (var db = _database.Open())
        {
            _ = db.Sites.Add(_site);
            _ = await db.SaveChangesAsync();
        }

        _ = await ImportAsync(Story);
        _ = await ImportAsync(Story + "    And here are my words.\n");

        Assert.Equal("""
            1 Ada: About time, and about money. (1 reply, 2 in branch)
            2 · Ben: Says who? (1 reply)
            3 · · Ada: I do.
            4 Cleo: And here are my words.
            """.ReplaceLineEndings("\n"), await ShowAsync());
        Npgsql.NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task The_same_page_again_changes_nothing()
    {
        _ = await ImportAsync(Story);
        var before = await EverythingAsync();

        var (response, rows) = await ImportAsync("\uFEFF" + Story.ReplaceLineEndings("\r\n").Replace("  ", "\t", StringComparison.Ordinal), Now.AddDays(1));

        Assert.False(response.IsNew);
        Assert.All(rows, r => Assert.Equal(EntryOutcome.AlreadyThere, r.Outcome));
        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task An_amended_page_adds_what_is_new()
    {
        _ = await ImportAsync(Story);
        var before = await IdsAsync();

        var (_, rows) = await ImportAsync("""
            A bridge for the valley

            The council votes on Monday about nine million for a bridge, and a ferry.

              • Zoe

                First!

              • Ada

                About time, and about money.

                • Ben

                  Says who?

                  • Ada

                    I do.

                  • Dora

                    So do I.

              • Cleo

                Here are my words.

                • Ben

                  At last.
            """);

        Assert.Equal("""
            1 Ada: About time, and about money. (1 reply, 3 in branch)
            2 · Ben: Says who? (2 replies)
            3 · · Ada: I do.
            6 · · Dora: So do I.
            4 Cleo: Here are my words. (1 reply, 1 in branch)
            7 · Ben: At last.
            5 Zoe: First!
            """.ReplaceLineEndings("\n"), await ShowAsync());
        Assert.Subset(await IdsAsync(), before);
        Assert.Equal(3, rows.Count(r => r.Outcome == EntryOutcome.AlreadyThere));
        await using var db = _database.Open();
        var story = await db.Stories.SingleAsync();
        Assert.Equal((7, 7), (story.CommentCount, story.LastNumber));
        Assert.EndsWith("and a ferry.</p>", story.BodyHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_words_replace_the_old_ones_and_keep_their_replies()
    {
        _ = await ImportAsync(Story);
        var before = await IdsAsync();
        var amended = Story.Replace("About time, and about money.", "About time, and about money. Edit: and beauty.", StringComparison.Ordinal);

        for (var i = 0; i < 2; i++)
        {
            _ = await ImportAsync(amended);

            Assert.Equal(before, await IdsAsync());
            Assert.StartsWith("1 Ada: About time, and about money. Edit: and beauty. (1 reply, 2 in branch)", await ShowAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_with_less_takes_nothing_away()
    {
        _ = await ImportAsync(Story);
        var before = await EverythingAsync();

        _ = await ImportAsync(Story.Replace("        About time, and about money.", "", StringComparison.Ordinal)
            .Replace("            Says who?", "", StringComparison.Ordinal));

        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task What_was_taken_away_here_does_not_come_back()
    {
        _ = await ImportAsync(Story);
        await using (var db = _database.Open())
        {
            _ = await db.Comments.Where(c => c.Number == 1).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CommentState.Removed));
        }

        var before = await EverythingAsync();
        _ = await ImportAsync(Story);
        _ = await ImportAsync(Story.Replace("About time, and about money.", "About time, and about money. Again.", StringComparison.Ordinal));

        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task Equal_entries_stay_as_many_as_they_are()
    {
        const string page = "Title\n\nBody of it.\n\n  • Ada\n\n    +1\n\n  • Ada\n\n    +1\n\n    • Ada\n\n      +1\n";
        _ = await ImportAsync(page);
        _ = await ImportAsync(page);
        Assert.Equal("1 Ada: +1\n2 Ada: +1 (1 reply, 1 in branch)\n3 · Ada: +1", await ShowAsync());

        _ = await ImportAsync(page + "\n  • Ada\n\n    +1\n");
        Assert.Equal("1 Ada: +1\n2 Ada: +1 (1 reply, 1 in branch)\n3 · Ada: +1\n4 Ada: +1", await ShowAsync());
    }

    [Fact]
    public async Task Two_entries_without_words_stay_two_when_one_of_them_gains_words()
    {
        const string page = "Title\n\nBody of it.\n\n  • Ben\n\n    Hello.\n\n  • Ada\n\n  • Ada\n";
        _ = await ImportAsync(page);
        Assert.Equal("1 Ben: Hello.\n2 Ada: Missing\n3 Ada: Missing", await ShowAsync());

        var amended = page.Replace("  • Ada\n\n  • Ada\n", "  • Ada\n\n    Here I am.\n\n  • Ada\n", StringComparison.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            _ = await ImportAsync(amended);
            Assert.Equal("1 Ben: Hello.\n2 Ada: Here I am.\n3 Ada: Missing", await ShowAsync());
        }

        _ = await ImportAsync(amended + "\n  • Ada\n");
        Assert.Equal("1 Ben: Hello.\n2 Ada: Here I am.\n3 Ada: Missing\n4 Ada: Missing", await ShowAsync());
    }

    [Fact]
    public async Task Replies_stay_under_their_own_comments_in_a_page_that_lost_its_words()
    {
        const string page = "Title\n\nBody of it.\n\n  • Ada\n\n    One.\n\n    • Ben\n\n      To one.\n\n  • Ada\n\n    Two.\n\n    • Ben\n\n      To two.\n";
        _ = await ImportAsync(page);
        var before = await EverythingAsync();

        _ = await ImportAsync(page.Replace("\n    One.\n", "", StringComparison.Ordinal).Replace("\n    Two.\n", "", StringComparison.Ordinal));

        Assert.Equal(before, await EverythingAsync());
    }

    [Fact]
    public async Task An_entry_that_cannot_be_taken_costs_nobody_else_a_word()
    {
        var page = $"Title\n\nBody of it.\n\n  • Ada\n\n    {new string('x', 10_001)}\n\n    • Ben\n\n      Too long.\n\n"
            + "  • Cleo\n\n    \u0001\n\n  • Dora\n\n    Fine.\n";

        for (var i = 0; i < 2; i++)
        {
            var (_, rows) = await ImportAsync(page);

            Assert.Equal("1 Ada: Missing (1 reply, 1 in branch)\n2 · Ben: Too long.\n3 Dora: Fine.", await ShowAsync());
            Assert.Equal((5, "longer than 10000 characters; its place is kept for the replies"), (rows[0].Line, rows[0].Reason));
            Assert.Equal((13, "it has control characters in it"), (rows[2].Line, rows[2].Reason));
        }
    }

    [Fact]
    public async Task A_name_that_could_not_be_chosen_here_loses_nobody_their_words()
    {
        var names = new[] { "Admin", "\u202Eadam", "★", "", new string('n', 75), "Ada  L." };
        var page = "Title\n\nBody of it.\n" + string.Concat(names.Select(n => $"\n  • {n}\n\n    Words of {n.Length}.\n"));

        _ = await ImportAsync(page);
        _ = await ImportAsync(page);

        await using var db = _database.Open();
        Assert.Equal(
            ["Admin (imported)", "adam", "Anonymous", "Anonymous", new string('n', 48) + "…", "Ada L."],
            await db.Comments.OrderBy(c => c.Number).Select(c => c.Name).ToListAsync());
        Assert.Equal(6, await db.Commenters.CountAsync());
    }

    [Fact]
    public async Task Levels_beyond_the_deepest_hang_on_their_ancestor_there()
    {
        const int levels = 2_000;
        await using (var db = _database.Open())
        {
            _ = await ImportPage.RunAsync(db, _site, PageFormat.Read(new DeepPage(levels), Now),
                new ImportPage.Request(null, false), _ => { }, Now, CancellationToken.None);
        }

        await using var read = _database.Open();
        var comments = await read.Comments.OrderBy(c => c.Number).ToListAsync();
        Assert.Equal(levels, comments.Count);
        Assert.All(comments.Take(64), c => Assert.Equal((c.Number, false), (c.Depth, c.IsBeyondDepth)));
        Assert.All(comments.Skip(64), c => Assert.Equal((64, true, comments[63].Id), (c.Depth, c.IsBeyondDepth, c.ParentId!.Value)));
        Assert.Equal(levels - 64, comments[63].ReplyCount);
        Assert.Equal(levels - 1, comments[0].BranchCount);

        await using var again = _database.Open();
        var response = await ImportPage.RunAsync(again, _site, PageFormat.Read(new DeepPage(levels), Now),
            new ImportPage.Request(null, false), _ => { }, Now, CancellationToken.None);
        Assert.Equal(levels, response.Count(EntryOutcome.AlreadyThere));
    }

    [Fact]
    public async Task Counts_stay_true_over_many_batches()
    {
        var page = new StringBuilder("Title\n\nBody of it.\n");
        for (var i = 0; i < 700; i++)
            _ = page.Append(CultureInfo.InvariantCulture, $"\n  • Ada\n\n    One {i}\n\n    • Ben\n\n      Two {i}\n\n    • Cleo\n\n      Three {i}\n");
        _ = await ImportAsync(page.ToString());
        await CountsAreTrueAsync(2_100);

        _ = page.Replace("Two 5\n", "Two 5\n\n      • Dora\n\n        Four\n");
        _ = await ImportAsync(page.ToString());
        await CountsAreTrueAsync(2_101);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_page_that_turns_out_to_be_none()
    {
        var page = Encoding.UTF8.GetBytes("Title\n\nBody.\n" + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"\n  • Ada\n\n    Word {i}.\n")));
        await using (var db = _database.Open())
        {
            var source = PageFormat.Read(new MemoryStream([.. page, 0xFF]), Now);
            var thrown = await Assert.ThrowsAsync<UnreadableSource>(() => ImportPage.RunAsync(
                db, _site, source, new ImportPage.Request(null, false), _ => { }, Now, CancellationToken.None));
            Assert.Equal("Line 8004 is not UTF-8 text.", thrown.Message);
        }

        Assert.Equal("", await EverythingAsync());
    }

    [Fact]
    public async Task A_dry_run_says_what_would_happen_and_changes_nothing()
    {
        var (response, rows) = await ImportAsync(Story, isDryRun: true);

        Assert.Equal((3, 1), (response.Count(EntryOutcome.Taken), response.Count(EntryOutcome.TakenWithoutText)));
        Assert.Equal(4, rows.Count);
        Assert.Equal("", await EverythingAsync());
    }

    [Fact]
    public async Task Another_article_of_the_same_headline_is_not_mixed_with_the_first()
    {
        _ = await ImportAsync(Story);
        const string other = "A bridge for the valley\n\nElsewhere, sheep graze quietly under old willows.\n";

        var refused = await Assert.ThrowsAsync<ImportRefused>(() => ImportAsync(other));
        Assert.Contains("--story", refused.Message, StringComparison.Ordinal);

        var (response, _) = await ImportAsync(other, storyKey: "sheep");
        Assert.True(response.IsNew);
    }

    [Fact]
    public async Task A_story_published_otherwise_keeps_its_text_and_gains_the_discussion()
    {
        await using (var db = _database.Open())
        {
            _ = db.Stories.Add(new Story { Id = Id.New(Now), SiteId = _site.Id, Key = "bridge", Title = "The bridge", BodySource = "# x", BodyHtml = "<p>x</p>" });
            _ = await db.SaveChangesAsync();
        }

        _ = await ImportAsync(Story, storyKey: "bridge");

        await using var read = _database.Open();
        var story = await read.Stories.SingleAsync();
        Assert.Equal(("The bridge", "<p>x</p>", 4), (story.Title, story.BodyHtml, story.CommentCount));
    }

    [Theory]
    [InlineData("سؤال اليوم")]
    [InlineData("Feed")]
    public async Task A_headline_that_makes_no_key_leads_to_the_same_story_every_time(string title)
    {
        var (first, _) = await ImportAsync(title + "\n\nBody.\n");
        var (second, _) = await ImportAsync(title + "\n\nBody.\n");

        Assert.Matches("^story-[0-9a-f]{8}$", first.Story.Key);
        Assert.Equal((first.Story.Id, false), (second.Story.Id, second.IsNew));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData(" =1", "' =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("=\"x\",y", "\"'=\"\"x\"\",y\"")]
    public void A_cell_of_the_report_is_text_and_no_formula(string text, string expected) =>
        Assert.Equal(expected, Csv.Cell(text));

    private async Task<(ImportPage.Response Response, List<ImportedRow> Rows)> ImportAsync(
        string page, DateTimeOffset? now = null, string? storyKey = null, bool isDryRun = false)
    {
        var at = now ?? Now;
        var rows = new List<ImportedRow>();
        await using var db = _database.Open();
        var source = PageFormat.Read(new MemoryStream(Encoding.UTF8.GetBytes(page)), at);
        var response = await ImportPage.RunAsync(
            db, _site, source, new ImportPage.Request(storyKey, isDryRun), rows.Add, at, CancellationToken.None);
        return (response, rows);
    }

    private async Task<string> ShowAsync()
    {
        await using var db = _database.Open();
        var comments = await db.Comments.ToListAsync();
        var shown = new List<string>();
        var rest = new Stack<Comment>(comments.Where(c => c.ParentId is null).OrderByDescending(c => c.Number));
        while (rest.TryPop(out var comment))
        {
            shown.Add(Line(comment));
            foreach (var reply in comments.Where(c => c.ParentId == comment.Id).OrderByDescending(c => c.Number)) rest.Push(reply);
        }

        return string.Join('\n', shown);

        static string Line(Comment c)
        {
            var counts = (c.ReplyCount, c.BranchCount) switch
            {
                (0, 0) => "",
                (1, 0) => " (1 reply)",
                (var replies, 0) => $" ({replies} replies)",
                var (replies, branch) => $" ({replies} {(replies == 1 ? "reply" : "replies")}, {branch} in branch)",
            };
            var indent = string.Concat(Enumerable.Repeat("· ", c.Depth - 1));
            return $"{c.Number} {indent}{c.Name}: {(c.State == CommentState.Published ? c.Text : c.State)}{counts}";
        }
    }

    private async Task<SortedSet<Guid>> IdsAsync()
    {
        await using var db = _database.Open();
        return [.. await db.Comments.Select(c => c.Id).ToListAsync()];
    }

    private async Task<string> EverythingAsync()
    {
        await using var db = _database.Open();
        return string.Join('\n', [
            .. (await db.Stories.ToListAsync()).Select(s => System.Text.Json.JsonSerializer.Serialize(s)),
            .. (await db.Commenters.OrderBy(c => c.Id).ToListAsync()).Select(c => System.Text.Json.JsonSerializer.Serialize(c)),
            .. (await db.Comments.OrderBy(c => c.Number).ToListAsync()).Select(c => System.Text.Json.JsonSerializer.Serialize(c)),
        ]);
    }

    private async Task CountsAreTrueAsync(int expected)
    {
        await using var db = _database.Open();
        var comments = await db.Comments.AsNoTracking().ToListAsync();
        Assert.Equal(expected, comments.Count);
        var replies = comments.Where(c => c.ParentId is not null).CountBy(c => c.ParentId!.Value).ToDictionary();
        var inBranch = comments.Where(c => c.ParentId is not null).CountBy(c => c.BranchId).ToDictionary();
        Assert.All(comments, c => Assert.Equal(
            (replies.GetValueOrDefault(c.Id), c.ParentId is null ? inBranch.GetValueOrDefault(c.Id) : 0), (c.ReplyCount, c.BranchCount)));
        Assert.Equal(expected, (await db.Stories.AsNoTracking().SingleAsync()).CommentCount);
    }
}
