using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Parley.Stories;
using Parley.Tests.App;

namespace Parley.Tests.Stories;

public sealed class StoryTextTests
{
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "pre", "code", "em", "strong", "del", "a", "br", "hr",
    };

    [Theory]
    [InlineData("# T\n\nOne *two* **three** ~~four~~ `five`.", "<p>One <em>two</em> <strong>three</strong> <del>four</del> <code>five</code>.</p>")]
    [InlineData("# T\n\nOne\n\n## Two\n\n# Three\n\n##### Four", "<p>One</p><h2>Two</h2><h2>Three</h2><h4>Four</h4>")]
    [InlineData("# T\n\n- a\n- b\n\n1. c\n\n   d\n\n   - e", "<ul><li>a</li><li>b</li></ul><ol><li>c<p>d</p><ul><li>e</li></ul></li></ol>")]
    [InlineData("# T\n\n> a\n>\n> b\n\n---\n\nc  \nd", "<blockquote><p>a</p><p>b</p></blockquote><hr><p>c<br>d</p>")]
    [InlineData("# T\n\n```js\na < b\n  c\n```", "<pre><code>a &lt; b\n  c\n</code></pre>")]
    [InlineData("# T\n\n[a](https://example.org/x?y=1&z=2 \"t\") [b](javascript:alert(1)) [c](/d) <mailto:e@example.org>",
        "<p><a href=\"https://example.org/x?y=1&amp;z=2\">a</a> b c <a href=\"mailto:e@example.org\">mailto:e@example.org</a></p>")]
    [InlineData("# T\n\n![pic](https://example.org/p.png) <b onclick=x>bold</b><script>x</script>", "<p><strong>bold</strong></p>")]
    [InlineData("---\ntitle: X\n---\n# T\n\nOne", "<p>One</p>")]
    public void Markdown_becomes_a_story(string markdown, string html)
    {
        var text = StoryText.FromMarkdown(markdown);

        Assert.Equal((html, "T"), (text.Html, text.Title));
    }

    [Theory]
    [InlineData("<title>T</title><p>One", "<p>One</p>", "T")]
    [InlineData("<title>X</title><h1>T <em>t</em></h1><div>One<div>Two</div>Three</div>", "<p>One</p><p>Two</p><p>Three</p>", "T t")]
    [InlineData("<h1></h1><h1>T</h1><h1>U</h1>", "<h2>U</h2>", "T")]
    [InlineData("<p>a <b>b<p>c</b> d", "<p>a <strong>b</strong></p><p><strong>c</strong> d</p>", null)]
    [InlineData("<ul>a<li>b<li><p>c</p>d<ul><ul><li>e</ul></ul></ul>",
        "<ul><li>a</li><li>b</li><li>c<p>d</p><ul><li><ul><li>e</li></ul></li></ul></li></ul>", null)]
    [InlineData("<em>a </em>b<em> c</em>", "<p><em>a</em> b <em>c</em></p>", null)]
    [InlineData("a<br><br><br>b<br>", "<p>a<br><br>b</p>", null)]
    [InlineData("<pre>\n a\r\n<b>b</b><br>c</pre>", "<pre><code> a\nb\nc</code></pre>", null)]
    [InlineData("<a href=https://user:pw@example.org>a</a><a href=http://ex&#97;mple.org>b</a>", "<p>a<a href=\"http://example.org/\">b</a></p>", null)]
    [InlineData("<table><tr><td>a<td>b</table><svg><p>c</p></svg><style>p</style>", "<p>a</p><p>b</p><p>c</p>", null)]
    [InlineData("", "", null)]
    public void Html_becomes_a_story(string source, string html, string? title)
    {
        var text = StoryText.FromHtml(source);

        Assert.Equal((html, title), (text.Html, text.Title));
    }

    [Theory]
    [InlineData("<div>", 200_000)]
    [InlineData("<b>", 300_000)]
    [InlineData("<blockquote>", 80_000)]
    [InlineData("<ul><li>", 100_000)]
    public void Nesting_without_end_is_refused(string tag, int times) =>
        Assert.Throws<FormatException>(() => StoryText.FromHtml(string.Concat(Enumerable.Repeat(tag, times))));

    [Fact]
    public void Deep_nesting_is_flattened_and_keeps_its_words()
    {
        var html = StoryText.FromHtml(string.Concat(Enumerable.Repeat("<ul><li>a", 150))).Html;

        Assert.Equal(150, html.Count(c => c == 'a'));
        Assert.Empty(FaultsOf(html));
    }

    [Theory]
    [InlineData("xss-html.jsonl")]
    [InlineData("xss-markdown.jsonl")]
    [InlineData("html5lib-tree.jsonl")]
    [InlineData("commonmark-0.31.2.jsonl")]
    [InlineData("naughty-text.jsonl")]
    [InlineData("url.jsonl")]
    public void Nothing_but_the_allowed_elements_is_ever_written(string corpus)
    {
        var rawFaults = 0;
        foreach (var (id, input) in Inputs(corpus))
        {
            foreach (var read in (Func<string, StoryText>[])[StoryText.FromHtml, StoryText.FromMarkdown])
            {
                var html = read(input).Html;
                var faults = FaultsOf(html);
                Assert.True(faults.Count == 0, $"{id}: {string.Join(", ", faults)} in {html}");
                Assert.True(StoryText.FromHtml(html).Html == html, $"{id}: written again it is another: {html}\n{StoryText.FromHtml(html).Html}");
            }

            if (FaultsOf(input).Count > 0) rawFaults++;
        }

        // The control: what judges the output finds the faults of the input.
        if (corpus is "xss-html.jsonl" or "html5lib-tree.jsonl") Assert.InRange(rawFaults, 1_000, int.MaxValue);
    }

    private static IEnumerable<(string Id, string Input)> Inputs(string corpus) =>
        File.ReadLines(Repository.Shared("data/hostile/" + corpus)).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return (json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("input").GetString()!);
        });

    // What a browser would make of it that a story may not have.
    private static List<string> FaultsOf(string html)
    {
        var faults = new List<string>();
        var document = new HtmlParser().ParseDocument("<!DOCTYPE html><body>" + html);
        foreach (var element in document.All.Where(e => e != document.DocumentElement && e != document.Head && e != document.Body))
        {
            if (element.NamespaceUri != NamespaceNames.HtmlUri || !Allowed.Contains(element.LocalName)) faults.Add(element.LocalName);
            foreach (var attribute in element.Attributes)
            {
                var isLink = element.LocalName == "a" && attribute.Name == "href"
                    && (attribute.Value.StartsWith("http://", StringComparison.Ordinal)
                        || attribute.Value.StartsWith("https://", StringComparison.Ordinal)
                        || attribute.Value.StartsWith("mailto:", StringComparison.Ordinal));
                if (!isLink) faults.Add($"{element.LocalName}[{attribute.Name}={attribute.Value}]");
            }
        }

        if (document.Body!.Attributes.Length > 0) faults.Add("body's attributes");
        if (document.Descendants<IComment>().Any()) faults.Add("a comment");
        return faults;
    }
}
