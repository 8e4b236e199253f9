using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Storage;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Tests;

public sealed partial class ArchitectureTests
{
    // Tools know no feature. Stories and Comments show what Discussions writes; nothing else is known to a neighbour
    // (docs/decisions/0001-two-projects.md).
    private static readonly string[] Tools = ["Storage", "Http", "Texts", "Jobs", "Live"];

    private static readonly HashSet<(string From, string To)> Known =
    [
        ("Stories", "Discussions"), ("Comments", "Discussions"),
        // Both show comments and names as the discussion does.
        ("Commenters", "Discussions"), ("Moderation", "Discussions"),
    ];

    [Fact]
    public void The_rules_refer_to_nothing_but_the_framework_and_the_markdown_parser()
    {
        var names = typeof(Comment).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ToList();
        Assert.All(names, n => Assert.True(n.StartsWith("System.", StringComparison.Ordinal) || n == "Markdig", n));
        Assert.DoesNotContain("System.Net.Http", names);
    }

    [Fact]
    public void The_rules_read_no_clock_and_touch_no_file()
    {
        foreach (var file in Sources("src/Parley.Core"))
        {
            var text = File.ReadAllText(file);
            foreach (var word in new[] { "TimeProvider", "UtcNow", "System.IO", "File.", "await ", "Environment.", "Console." })
                Assert.False(text.Contains(word, StringComparison.Ordinal), $"{Path.GetFileName(file)} has {word}");
        }
    }

    [Fact]
    public void Features_do_not_know_one_another()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src/Parley")).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Sources("src/Parley"))
        {
            var from = Path.GetRelativePath(Path.Combine(Repository.Root, "src/Parley"), file).Split(Path.DirectorySeparatorChar)[0];
            // The commands and Routes.cs are where features come together.
            if (!folders.Contains(from) || from is "Commands" || from is "bin" or "obj") continue;

            foreach (Match use in UsingOfOurs().Matches(File.ReadAllText(file)))
            {
                var to = use.Groups["to"].Value;
                if (to == from || !folders.Contains(to) || (Tools.Contains(to, StringComparer.Ordinal) && !Tools.Contains(from, StringComparer.Ordinal))) continue;

                var isToolToTool = Tools.Contains(from, StringComparer.Ordinal) && Tools.Contains(to, StringComparer.Ordinal);
                Assert.True(isToolToTool || Known.Contains((from, to)), $"{from} uses {to} in {Path.GetFileName(file)}");
            }
        }
    }

    [Fact]
    public void No_file_or_type_has_a_word_that_says_nothing()
    {
        string[] banned = ["Service", "Manager", "Helper", "Util", "Handler", "Processor", "Provider", "Repository", "Dto", "Info"];
        foreach (var type in new[] { typeof(Comment).Assembly, typeof(ParleyContext).Assembly }.SelectMany(a => a.GetTypes())
            .Where(t => t.Namespace?.StartsWith("Parley", StringComparison.Ordinal) == true && !t.Name.Contains('<', StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(banned, word => type.Name.EndsWith(word, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_enum_is_stored_as_text()
    {
        using var db = Database.Choose(null, Path.GetTempPath()).Open();
        foreach (var property in db.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (type.IsEnum) Assert.Equal(typeof(string), property.GetTypeMapping().Converter?.ProviderClrType ?? property.GetProviderClrType());
        }
    }

    [Fact]
    public void Every_sentence_that_pages_ask_for_exists_and_none_is_left_over()
    {
        var resources = EnglishFiles().SelectMany(f => XNames(File.ReadAllText(f))).ToHashSet(StringComparer.Ordinal);
        var source = string.Join('\n', Sources("src/Parley").Concat(Directory.GetFiles(
            Path.Combine(Repository.Root, "src/Parley"), "*.razor", SearchOption.AllDirectories)).Select(File.ReadAllText));
        var said = Words().Matches(source).Select(m => m.Groups["word"].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var form in Enum.GetNames<PluralCategory>())
            said.UnionWith(resources.Where(r => r.EndsWith(form, StringComparison.Ordinal) && said.Contains(r[..^form.Length])).ToList());
        foreach (var problem in Parley.Http.Problems.Names) _ = said.Add(Parley.Http.Problems.TitleKey(problem));
        // A letter's words are found by its template, and those about news by what happened.
        string[] parts = ["Subject", "Text", "Link"];
        said.UnionWith(resources.Where(r => r.StartsWith("Letter", StringComparison.Ordinal) && (said.Contains(r["Letter".Length..])
            || parts.Any(p => r.EndsWith(p, StringComparison.Ordinal) && parts.All(other => resources.Contains(r[..^p.Length] + other))))).ToList());

        Assert.Empty(resources.Except(said, StringComparer.Ordinal));
        foreach (var asked in AskedFor().Matches(source).Select(m => m.Groups["key"].Value))
            Assert.Contains(asked, resources);
    }

    [Fact]
    public void Every_file_that_ARCHITECTURE_names_exists()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));
        var paths = PathInCode().Matches(text).Select(m => m.Groups["path"].Value).ToList();
        Assert.NotEmpty(paths);
        Assert.All(paths, p => Assert.True(Path.Exists(Path.Combine(Repository.Root, p)), p));
    }

    [Fact]
    public void Every_test_and_every_file_that_the_page_on_defences_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/security.md"));
        // By class and method, as they are declared: in one file, with the attribute that has them run.
        var sources = Sources("tests").Select(File.ReadAllText).ToList();
        var tests = sources.SelectMany(s => TestClass().Matches(s).Select(m => m.Groups["name"].Value)
            .SelectMany(_ => TestMethod().Matches(s), (name, m) => $"{name}.{m.Groups["name"].Value}")).ToHashSet(StringComparer.Ordinal);
        var named = NamedTest().Matches(page).Select(m => m.Groups["test"].Value).ToList();
        var paths = PathInCode().Matches(page).Select(m => m.Groups["path"].Value).ToList();

        Assert.True(named.Count > 100 && paths.Count > 20, $"Only {named.Count} tests and {paths.Count} files are named.");
        Assert.Empty(named.Except(tests, StringComparer.Ordinal));
        Assert.All(paths, p => Assert.True(Path.Exists(Path.Combine(Repository.Root, p)), p));
        // A row without a proof is a promise.
        Assert.All(
            page.Split('\n').Where(l => l.StartsWith('|') && !l.StartsWith("|---", StringComparison.Ordinal)
                && l is not ("| threat | what stands against it | proven by |" or "| there | what went wrong | here |")),
            l => Assert.Matches(NamedTest(), l));
    }

    [Fact]
    public void Raw_HTML_is_written_in_one_audited_file_and_scripts_have_one_too()
    {
        Assert.Equal(["RawHtml.cs"], Sources("src/Parley").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "src/Parley"), "*.razor", SearchOption.AllDirectories))
            .Where(f => RawMarkup().IsMatch(File.ReadAllText(f))).Select(Path.GetFileName));
        var scripts = Directory.GetFiles(Path.Combine(Repository.Root, "src/Parley/wwwroot"), "*.js", SearchOption.AllDirectories);
        var sinks = scripts.SelectMany(s => Sink().Matches(File.ReadAllText(s)).Select(m => Path.GetFileName(s) + " " + m.Value)).ToList();
        Assert.True(sinks.Count <= 1, string.Join(", ", sinks));
    }

    [Fact]
    public void No_page_speaks_English_whoever_reads_it()
    {
        foreach (var file in Sources("src/Parley").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "src/Parley"), "*.razor", SearchOption.AllDirectories)))
        {
            if (Path.GetFileName(Path.GetDirectoryName(file)) == "Texts") continue;

            Assert.False(File.ReadAllText(file).Contains("Text.English", StringComparison.Ordinal), $"{Path.GetFileName(file)} asks for English: ask for the reader's language, Text.Of, or the site's, Text.In.");
        }
    }

    [Fact]
    public void No_script_speaks_to_whatever_window_may_be_there()
    {
        foreach (var script in Directory.GetFiles(Path.Combine(Repository.Root, "src/Parley/wwwroot"), "*.js", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(script);
            Assert.DoesNotContain("'*'", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"*\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("targetOrigin", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_style_knows_left_from_right()
    {
        foreach (var sheet in Directory.GetFiles(Path.Combine(Repository.Root, "src/Parley/wwwroot"), "*.css"))
            Assert.Empty(Sided().Matches(File.ReadAllText(sheet)).Select(m => $"{Path.GetFileName(sheet)}: {m.Value}"));
    }

    private static IEnumerable<string> EnglishFiles() => Directory.GetFiles(Path.Combine(Repository.Root, "src/Parley/Texts"), "*.resx")
        .Where(f => !Path.GetFileNameWithoutExtension(f).Contains('.', StringComparison.Ordinal));

    private static HashSet<string> XNames(string resx) =>
        System.Xml.Linq.XDocument.Parse(resx).Root!.Elements("data").Select(d => d.Attribute("name")!.Value).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Sources(string folder) =>
        Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"\b(?:using|@using) Parley\.(?<to>[A-Z]\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex UsingOfOurs();

    [GeneratedRegex("\"(?<word>[A-Z][A-Za-z]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?:Text|text)\[""(?<key>\w+)""\]|new Sentence\(""(?<key>\w+)""", RegexOptions.NonBacktracking)]
    private static partial Regex AskedFor();

    [GeneratedRegex(@"`(?<path>(?:src|tests|docs|bench)/[^`*{]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex PathInCode();

    [GeneratedRegex(@"`(?<test>[A-Z]\w+Tests\.[A-Z]\w+)`", RegexOptions.NonBacktracking)]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^public (?:abstract |sealed |static |partial )*class (?<name>\w+Tests)\b", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\[(?:Fact|Theory|Property)\b[^\n]*\n(?:\s*(?:\[|//)[^\n]*\n)*\s*public (?:async )?(?:void|Task|Property) (?<name>\w+)\(", RegexOptions.NonBacktracking)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"(?:^|[\s;{-])(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)", RegexOptions.NonBacktracking)]
    private static partial Regex Sided();

    [GeneratedRegex(@"MarkupString|AddMarkupContent|Html\.Raw", RegexOptions.NonBacktracking)]
    private static partial Regex RawMarkup();

    [GeneratedRegex(@"\.(?:innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write|setHTMLUnsafe|parseFromString", RegexOptions.NonBacktracking)]
    private static partial Regex Sink();
}
