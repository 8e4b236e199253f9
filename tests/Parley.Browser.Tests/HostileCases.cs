using System.Text;
using Parley.Core.Tests;

namespace Parley.Browser.Tests;

/// <summary>Which of the hostile inputs a run looks at: a sample that is always the same, or all of them.</summary>
internal static class HostileCases
{
    /// <summary>How many a run of the gate takes.</summary>
    public const int Sample = 600;

    // Of a file with fewer lines all are taken; a large one is not to crowd the small ones out.
    private const int AtLeast = 20;

    private static readonly string[] Files =
    [
        "xss-html", "xss-markdown", "commonmark-0.31.2", "gfm", "gfm-extensions", "cmark-regression", "html5lib-tree",
        "naughty-text", "url", "open-redirect", "crlf", "ssrf", "email", "mail-injection", "usernames",
    ];

    /// <summary>Whether the run takes all of them (<c>PARLEY_HOSTILE=all</c>).</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("PARLEY_HOSTILE") == "all";

    /// <summary>Cases of every file: as many as this run takes.</summary>
    public static IReadOnlyList<HostileCase> Read()
    {
        var files = Files.Select(file => Hostile.Read(file).Select(c => c with { Id = $"{file} {c.Id}" }).ToList()).ToList();
        if (IsWhole) return [.. files.SelectMany(f => f)];

        var few = files.Sum(f => Math.Min(f.Count, AtLeast));
        var rest = files.Sum(f => Math.Max(0, f.Count - AtLeast));
        return [.. files.SelectMany(f => Choose(f,
            Math.Min(f.Count, AtLeast) + (int)((long)(Sample - few) * Math.Max(0, f.Count - AtLeast) / rest) + 1))];
    }

    /// <summary>Evenly spread over the whole, so that every source is there, and always the same.</summary>
    public static List<HostileCase> Choose(IEnumerable<HostileCase> inputs, int count)
    {
        var all = inputs.ToList();
        return count >= all.Count ? all : [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];
    }

    /// <summary>The answers that a browser opens one by one: of a sample every fifth, because each takes as long as a whole discussion.</summary>
    public static IReadOnlyList<Answer> ToLookAt(IReadOnlyList<Answer> answers) =>
        IsWhole ? answers : [.. answers.Where((_, i) => i % 5 == 0)];

    /// <summary>What is left of a text that goes through UTF-8: halves of characters become the replacement character.</summary>
    public static string AsUtf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
