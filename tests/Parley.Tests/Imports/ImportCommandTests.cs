using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Imports;

/// <summary>The command as an operator types it, in a process of its own.</summary>
public sealed class ImportCommandTests : InstallationTests
{
    [Fact]
    public async Task The_seed_page_comes_in_once_however_often_it_is_imported()
    {
        var page = Repository.Shared("data/seed-page.txt");
        var report = Path.Combine(Folder, "report.csv");

        var dry = await RunAsync("import", "page", page, "--site", "times", "--dry-run");
        Assert.Equal((0, ""), (dry.Code, dry.Error));
        Assert.Contains("12 taken\n", dry.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", dry.Output, StringComparison.Ordinal);
        Assert.Empty(await CommentsAsync());

        var first = await RunAsync("import", "page", page, "--site", "times", "--report", report);
        Assert.Equal((0, ""), (first.Code, first.Error));
        var comments = await CommentsAsync();
        var again = await RunAsync("import", "page", page, "--site", "times");
        Assert.Contains("13 already there", again.Output, StringComparison.Ordinal);

        Assert.Equal(
            [null, null, 2, 3, 4, null, 6, 7, 8, null, null, null, null],
            comments.Select(c => comments.SingleOrDefault(p => p.Id == c.ParentId)?.Number));
        Assert.Equal(12, comments.Count(c => c.State == CommentState.Published && c.Text.Length > 0));
        Assert.Equal((CommentState.Missing, ""), (comments[12].State, comments[12].Text));
        Assert.Equal(comments.Select(c => (c.Id, c.Text)), (await CommentsAsync()).Select(c => (c.Id, c.Text)));
        Assert.DoesNotContain("<a", string.Concat(comments.Select(c => c.Html)), StringComparison.Ordinal);

        await using var db = Database.Choose(null, Folder).Open();
        var story = await db.Stories.SingleAsync();
        Assert.Equal(("isolating-russia-or-isolating-putin", 13), (story.Key, story.CommentCount));
        Assert.Equal(6, story.BodyHtml.Split("<p").Length - 1);

        var rows = (await System.IO.File.ReadAllTextAsync(report)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("line,name,outcome,reason,id", rows[0].TrimStart('\uFEFF'));
        Assert.Equal(14, rows.Length);
        Assert.Matches("^[0-9]+,[^,]+,taken without text,the source has the name and no text,[0-9a-z]{26}$", rows[13]);
    }

    [Fact]
    public async Task What_cannot_be_imported_is_refused_in_one_sentence()
    {
        await RefusesAsync("There is no site \"nowhere\"", File("Title\n"u8.ToArray()), "--site", "nowhere");
        await RefusesAsync("page.txt: Line 1 is not UTF-8 text.", File([0x54, 0xE9]), "--site", "times");
        await RefusesAsync("\"No Key\" cannot be a story's key", File("Title\n"u8.ToArray()), "--site", "times", "--story", "No Key");
        await RefusesAsync("Could not find file", Path.Combine(Folder, "absent.txt"), "--site", "times");
        await RefusesAsync("", Folder, "--site", "times");
        Assert.Empty(await CommentsAsync());

        Assert.Equal(2, (await RunAsync("import", "page")).Code);
    }

    [Fact]
    public async Task A_report_is_there_whole_or_not_at_all()
    {
        var report = Path.Combine(Folder, "report.csv");
        var page = File([.. "Title\n\n  • =Ada()\n\n    One\n\n  • Ben, the \"one\"\n\n    Two\n"u8]);
        Assert.Equal(0, (await RunAsync("import", "page", page, "--site", "times", "--report", report)).Code);
        var written = await System.IO.File.ReadAllTextAsync(report);
        Assert.Contains("\r\n3,'=Ada(),taken,,", written, StringComparison.Ordinal);
        Assert.Contains("\r\n7,\"Ben, the \"\"one\"\"\",taken,,", written, StringComparison.Ordinal);

        // A body that is long enough for the fault to be met after the first entries were reported.
        var broken = File([.. "Title\n"u8, .. Enumerable.Repeat("\n  • Ada\n\n    One\n"u8.ToArray(), 4_000).SelectMany(b => b), 0xFF]);
        Assert.Equal(1, (await RunAsync("import", "page", broken, "--site", "times", "--report", report)).Code);
        Assert.Equal(written, await System.IO.File.ReadAllTextAsync(report));
        Assert.Single(Directory.GetFiles(Folder, "report.csv*"));
    }

    private async Task RefusesAsync(string sentence, string file, params string[] options)
    {
        var result = await RunAsync(["import", "page", file, .. options]);

        Assert.Equal(1, result.Code);
        Assert.StartsWith(sentence, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
        Assert.Equal("", result.Output);
    }

    private string File(byte[] content)
    {
        var path = Path.Combine(Folder, "page.txt");
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    private async Task<List<Comment>> CommentsAsync()
    {
        await using var db = Database.Choose(null, Folder).Open();
        return await db.Comments.AsNoTracking().OrderBy(c => c.Number).ToListAsync();
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        ParleyProcess.RunAsync([.. args, "--data", Folder]);
}
