using System.Globalization;
using System.Text;
using Parley.Core;
using Parley.Core.Sites;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>Hostile words on their way to an operator's terminal and spreadsheet.</summary>
public sealed class HostileTerminalTests : IAsyncLifetime
{
    // A process each.
    private const int Titles = 4;

    // One that clears the screen, sets the title, is a C1 escape, rings, and turns the line round.
    private const string Worst = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u007f\b\u202egnp.exe\u2066\u200b end";

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-hostile-").FullName;

    public async ValueTask InitializeAsync()
    {
        var database = Database.Choose(null, _folder);
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        await using var db = database.Open();
        _ = db.Sites.Add(new Site { Id = Id.New(DateTimeOffset.UnixEpoch), Key = "times", Name = "The Times of Testing" });
        foreach (var (hostile, i) in HostileCases.Read().Select((hostile, i) => (hostile, i)))
            _ = db.Sites.Add(new Site { Id = Id.New(DateTimeOffset.UnixEpoch), Key = $"site-{i}", Name = hostile.Input.Replace("\n", " ", StringComparison.Ordinal) });
        _ = db.Sites.Add(new Site { Id = Id.New(DateTimeOffset.UnixEpoch), Key = "worst", Name = Worst });
        _ = await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Names_of_sites_are_listed_as_words()
    {
        var (code, output) = await RunAsync("site", "list");

        Assert.Equal(0, code);
        Assert.Equal(HostileCases.Read().Count + 2, output.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("worst\t<U+001B>[2J<U+001B>]0;owned<U+0007><U+009B>31m<U+007F><U+0008><U+202E>gnp.exe", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titles_and_names_of_files_are_printed_as_words()
    {
        var cases = HostileCases.Read().Where(c => c.Input.Length < 300 && c.Input.Any(IsCommand) && !c.Input.Contains('\0', StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(cases);
        foreach (var (title, i) in HostileCases.Choose(cases, Titles).Select(c => HostileCases.AsUtf8(c.Input)).Prepend(Worst).Select((t, i) => (t, i)))
        {
            var (_, published) = await RunAsync("publish", File("story.md", $"# {title}\n\nWords."), "--site", "times", "--key", $"p-{i}", "--title", title, "--byline", title);
            Assert.Contains("times/p-", published, StringComparison.Ordinal);
            var (_, imported) = await RunAsync("import", "page", File("page.txt", $"{OneWord(title)} x\n\nWords.\n"), "--site", "times", "--story", $"i-{i}", "--dry-run");
            Assert.Contains("Nothing was changed.", imported, StringComparison.Ordinal);
        }

        foreach (var arguments in new[]
        {
            new[] { "import", "page", File("\u001b[2J\u202e.txt", ""), "--site", "times" },
            ["import", "page", File("page.txt", "Words.\n"), "--site", Worst],
            ["import", "page", File("page.txt", "Words.\n"), "--site", "times", "--story", Worst],
            ["publish", File("\u009b31m.pdf", "Words."), "--site", "times"],
            ["site", "add", Worst, "--name", "Worst"],
            [Worst],
        })
        {
            Assert.InRange((await RunAsync(arguments)).Code, 1, 2);
        }
    }

    [Fact]
    public async Task A_report_computes_nothing_in_a_spreadsheet()
    {
        var page = new StringBuilder("A bridge closes\n\nIt closed.\n\n");
        var names = HostileCases.Read().Select(c => OneLine.Read(c.Input)).Where(n => n.Length > 0 && !n.Contains('\0', StringComparison.Ordinal))
            .Concat(["=1+1", "+1", "-1", "@SUM(1+1)", "＝1+1", "＋1", "－1", "＠SUM(1+1)", "=cmd|' /C calc'!A0", "a\",=1+1", Worst]).ToList();
        foreach (var name in names) _ = page.Append("• ").Append(name).Append("\n\n    Words.\n\n");
        var report = Path.Combine(_folder, "report.csv");

        var (code, _) = await RunAsync("import", "page", File("page.txt", page.ToString()), "--site", "times", "--story", "reported", "--dry-run", "--report", report);

        Assert.Equal(0, code);
        var rows = Rows(await System.IO.File.ReadAllTextAsync(report));
        Assert.True(rows.Count > names.Count / 2);
        Assert.All(rows, row => Assert.Equal(5, row.Count));
        Assert.All(rows.SelectMany(row => row), cell =>
        {
            Assert.False(cell.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..], cell);
            Assert.DoesNotContain(cell, IsCommand);
        });
        Assert.Contains(rows, row => row[1] == "'=1+1");
    }

    // RFC 4180, read by rules of its own and not by the product's.
    private static List<List<string>> Rows(string csv)
    {
        var rows = new List<List<string>> { new() };
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = csv.StartsWith('\uFEFF') ? 1 : 0; i < csv.Length; i++)
        {
            if (isQuoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"')
            {
                _ = cell.Append(csv[i++]);
            }
            else if (csv[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && (csv[i] is ',' or '\r'))
            {
                rows[^1].Add(cell.ToString());
                _ = cell.Clear();
            }
            else if (!isQuoted && csv[i] == '\n')
            {
                rows.Add([]);
            }
            else
            {
                _ = cell.Append(csv[i]);
            }
        }

        rows.RemoveAt(rows.Count - 1);
        return rows;
    }

    // A headline that no rule of the format takes for anything else.
    private static string OneWord(string title) => "Title " + title.ReplaceLineEndings(" ").Replace("\v", " ", StringComparison.Ordinal).Replace("\f", " ", StringComparison.Ordinal);

    private static bool IsCommand(char c) => c is not ('\n' or '\t')
        && (char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029');

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await ParleyProcess.RunAsync([.. arguments, "--data", _folder]);
        var said = output + error;
        var commands = said.Where(IsCommand).Select(c => ((int)c).ToString("X4", CultureInfo.InvariantCulture)).ToList();
        Assert.True(commands.Count == 0, $"{string.Join(' ', arguments.Take(2))} printed {string.Join(' ', commands)}");
        Assert.DoesNotContain("   at Parley.", said, StringComparison.Ordinal);
        return (code, said);
    }
}
