using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Markdig;
using Parley.Core.Comments;

namespace Parley.Core.Tests.Comments;

public sealed class HostileTextTests
{
    private static readonly HtmlParser Parser = new();

    [Theory]
    [InlineData("xss-html")]
    [InlineData("xss-markdown")]
    [InlineData("html5lib-tree")]
    [InlineData("naughty-text")]
    [InlineData("commonmark-0.31.2")]
    [InlineData("gfm")]
    [InlineData("gfm-extensions")]
    [InlineData("cmark-regression")]
    [InlineData("url")]
    [InlineData("open-redirect")]
    [InlineData("crlf")]
    public void Hostile_text_becomes_nothing_but_the_HTML_of_a_comment(string file)
    {
        var faults = Hostile.Read(file).SelectMany(hostile => FindFaults(hostile, hostile.Input)).ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(20)));
    }

    [Theory]
    [InlineData("[x]({0})")]
    [InlineData("[x](<{0}>)")]
    [InlineData("<{0}>")]
    [InlineData("[x][y]\n\n[y]: {0}")]
    [InlineData("![x]({0} \"title\")")]
    [InlineData("see {0} there")]
    public void No_syntax_for_links_lets_a_hostile_address_through(string syntax)
    {
        var faults = Hostile.Read("url", "open-redirect")
            .SelectMany(hostile => FindFaults(hostile, syntax.Replace("{0}", hostile.Input, StringComparison.Ordinal)))
            .ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(20)));
    }

    [Fact]
    public void The_oracle_finds_fault_with_raw_HTML()
    {
        var cases = Hostile.Read("xss-html").Where(hostile => hostile.Input.Contains('<', StringComparison.Ordinal)).ToList();

        // A few inputs are well-behaved text or end where a reader sees no tag; nearly all must be caught.
        Assert.True(cases.Count(hostile => MarkupOracle.FindFault($"<p dir=\"auto\">{hostile.Input}</p>") is not null) > cases.Count * 0.95);
    }

    [Fact]
    public void The_oracle_finds_fault_with_a_renderer_that_only_leaves_out_HTML()
    {
        var pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();
        string[] hostile = ["[a](javascript:alert(1))", "![a](https://x.example/a.png)", "[a](data:text/html,x)", "[a](vbscript:x)"];

        Assert.All(hostile, typed => Assert.NotNull(MarkupOracle.FindFault(ByMarkdig(typed))));
        Assert.Contains("href", MarkupOracle.FindFault(ByMarkdig("[a](javascript:alert(1))")), StringComparison.Ordinal);

        // Links that the oracle should let through, but for who renders them: the fault must be the address.
        string ByMarkdig(string typed) => Markdown.ToHtml(typed, pipeline).Trim()
            .Replace("<p>", "<p dir=\"auto\">", StringComparison.Ordinal)
            .Replace("\">a</a>", "\" rel=\"ugc nofollow noopener noreferrer\">a</a>", StringComparison.Ordinal);
    }

    private static IEnumerable<string> FindFaults(HostileCase hostile, string typed)
    {
        foreach (var format in Enum.GetValues<TextFormat>())
        {
            if (!CommentText.TryRead(typed, format, out var text, out _)) continue;

            var fault = MarkupOracle.FindFault(text!.Html) ?? FaultOfReadingBack(text.Html);
            if (fault is not null) yield return $"{hostile.Id} as {format}: {fault}";
        }
    }

    // What a parser of HTML makes of it, written again, must be what we wrote: nothing to mutate.
    private static string? FaultOfReadingBack(string html)
    {
        var container = (IHtmlElement)Parser.ParseDocument("<body><div></div>").Body!.FirstElementChild!;
        container.InnerHtml = html;
        var again = container.InnerHtml.Replace("&nbsp;", "\u00a0", StringComparison.Ordinal);
        return again == html ? null : $"reads back as {again}";
    }
}
