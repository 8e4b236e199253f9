using System.Buffers;
using System.Globalization;
using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Parley.Core.Comments;

/// <summary>Parley's small Markdown: read by Markdig, written by us.</summary>
/// <remarks>
/// Paragraphs, line breaks, emphasis, strong, strikethrough, code, quotes, lists and links; everything else, above all HTML,
/// is text. A line break in a paragraph is a line break, as in the box it was typed in. Images become links. Links
/// that <see cref="LinkTarget"/> refuses are shown as typed. Why no sanitizer: docs/decisions/0003.
/// </remarks>
internal static class CommentMarkup
{
    // Deeper structure is flattened, not refused: no one can follow it, and browsers themselves flatten at 512.
    private const int MaximumBlockDepth = 12;
    private const int MaximumDepth = 24;

    // Markdig takes the square of either: 10,000 opening brackets or asterisks are a quarter of a second, 2,000 are 10 ms,
    // and the longest comment written by a person has fewer than 500.
    private const int MaximumDelimiters = 2_000;
    private const int MaximumContainersInLine = 32;

    private static readonly SearchValues<char> Delimiters = SearchValues.Create("*_~[`<");

    private static readonly MarkdownPipeline Pipeline = BuildPipeline();

    /// <summary>The HTML of <paramref name="source"/>; null where it is better shown as plain text.</summary>
    public static string? TryWrite(string source)
    {
        if (IsOverburdened(source)) return null;

        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(source, Pipeline);
        }
        // How Markdig says that a text nests too deeply for it.
        catch (ArgumentException)
        {
            return null;
        }

        var html = new MarkupWriter();
        Write(document, source, html);
        return html.IsSeen ? html.ToString() : null;
    }

    private static MarkdownPipeline BuildPipeline()
    {
        var builder = new MarkdownPipelineBuilder();
        builder.BlockParsers.Clear();
        builder.BlockParsers.AddRange(
        [
            new ThematicBreakParser(), new QuoteBlockParser(), new ListBlockParser(), new FencedCodeBlockParser(),
            new IndentedCodeBlockParser(), new ParagraphBlockParser { ParseSetextHeadings = false },
        ]);
        builder.InlineParsers.Clear();
        builder.InlineParsers.AddRange(
        [
            new HtmlEntityParser(), new LinkInlineParser(), new EscapeInlineParser(), new EmphasisInlineParser(),
            new CodeInlineParser(), new AutolinkInlineParser(new AutolinkOptions { EnableHtmlParsing = false }), new LineBreakInlineParser(),
        ]);
        return builder
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseAutoLinks(new AutoLinkOptions())
            .Build();
    }

    private static bool IsOverburdened(string source)
    {
        if (source.AsSpan().CountAny(Delimiters) > MaximumDelimiters) return true;

        foreach (var line in source.AsSpan().EnumerateLines())
        {
            if (CountContainers(line) > MaximumContainersInLine) return true;
        }

        return false;
    }

    // The quotes and list items that a line may open, at least as many as it does.
    private static int CountContainers(ReadOnlySpan<char> line)
    {
        var count = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '>')
                count++;
            else if (line[i] is '-' or '+' or '*' or '.' or ')' && i + 1 < line.Length && line[i + 1] is ' ' or '\t')
                count++;
            else if (!char.IsAsciiDigit(line[i]) && line[i] is not (' ' or '\t'))
                break;
        }

        return count;
    }

    // A stack of our own: how deep a tree goes is decided by who typed it.
    private static void Write(MarkdownDocument document, string source, MarkupWriter html)
    {
        var steps = new Stack<Step>();
        steps.Push(new Step(document));
        while (steps.TryPop(out var step))
        {
            if (step.Node is Block block)
                WriteBlock(block, step.IsTight, source, html, steps);
            else if (step.Node is Inline inline)
                WriteInline(inline, html, steps);
            else if (step.Text is not null)
                html.WriteText(step.Text);
            else
                html.Close();
        }
    }

    private static void WriteBlock(Block block, bool isTight, string source, MarkupWriter html, Stack<Step> steps)
    {
        switch (block)
        {
            case LinkReferenceDefinitionGroup or LinkReferenceDefinition:
                break;

            case ThematicBreakBlock rule:
                html.Open(Element.Paragraph);
                html.WriteText(source.AsSpan(rule.Span.Start, rule.Span.Length).Trim());
                html.Close();
                break;

            case CodeBlock code:
                html.Open(Element.CodeBlock);
                html.Open(Element.Code);
                html.WriteText(code.Lines.ToString());
                html.Close();
                html.Close();
                break;

            case LeafBlock { Inline: { } inline }:
                if (!isTight)
                {
                    html.Open(Element.Paragraph);
                    steps.Push(Step.Close);
                }

                PushChildren(inline, steps);
                break;

            case ContainerBlock container:
                var isItem = html.Innermost is Element.Bullets or Element.Numbers;
                if (TryOpen(container, html)) steps.Push(Step.Close);
                for (var i = container.Count - 1; i >= 0; i--)
                    steps.Push(new Step(container[i], IsTight: isItem && container.Parent is ListBlock { IsLoose: false }));
                break;
        }
    }

    private static bool TryOpen(ContainerBlock container, MarkupWriter html)
    {
        switch (container)
        {
            case QuoteBlock when html.Depth < MaximumBlockDepth:
                html.Open(Element.Quote);
                return true;

            // Two levels, since a list without room for its items would be none.
            case ListBlock { IsOrdered: false } when html.Depth + 1 < MaximumBlockDepth:
                html.Open(Element.Bullets);
                return true;

            case ListBlock list when html.Depth + 1 < MaximumBlockDepth:
                html.OpenNumbers(int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 1);
                return true;

            case ListItemBlock when html.Innermost is Element.Bullets or Element.Numbers:
                html.Open(Element.Item);
                return true;

            default:
                return false;
        }
    }

    private static void WriteInline(Inline inline, MarkupWriter html, Stack<Step> steps)
    {
        switch (inline)
        {
            case LiteralInline literal:
                html.WriteText(literal.Content.AsSpan());
                break;

            case HtmlEntityInline entity:
                html.WriteText(entity.Transcoded.AsSpan());
                break;

            case LineBreakInline:
                html.WriteBreak();
                break;

            case CodeInline code:
                html.Open(Element.Code);
                html.WriteText(code.Content);
                html.Close();
                break;

            case AutolinkInline link:
                WriteAutolink(link, html);
                break;

            case LinkInline link:
                WriteLink(link, html, steps);
                break;

            case EmphasisInline emphasis when html.Depth < MaximumDepth:
                html.Open(emphasis.DelimiterChar == '~' ? Element.Struck
                    : emphasis.DelimiterCount == 1 ? Element.Emphasis : Element.Strong);
                steps.Push(Step.Close);
                PushChildren(emphasis, steps);
                break;

            // A bracket that never became a link, with what follows it.
            case DelimiterInline delimiter:
                html.WriteText(delimiter.ToLiteral());
                PushChildren(delimiter, steps);
                break;

            case ContainerInline container:
                PushChildren(container, steps);
                break;
        }
    }

    private static void WriteAutolink(AutolinkInline link, MarkupWriter html)
    {
        if (!LinkTarget.TryRead(link.IsEmail ? "mailto:" + link.Url : link.Url, out var target))
        {
            html.WriteText($"<{link.Url}>");
            return;
        }

        var isInLink = html.IsInLink;
        if (!isInLink) html.OpenLink(target);
        html.WriteText(link.Url);
        if (!isInLink) html.Close();
    }

    private static void WriteLink(LinkInline link, MarkupWriter html, Stack<Step> steps)
    {
        var isLink = LinkTarget.TryRead(link.Url, out var target) && !IsBareHost(link);
        if (isLink && !html.IsInLink)
        {
            html.OpenLink(target);
            steps.Push(Step.Close);
        }
        else if (!isLink && !link.IsAutoLink)
        {
            html.WriteText(link.IsImage ? "![" : "[");
            steps.Push(new Step(null, Text: $"]({link.Url})"));
        }

        PushChildren(link, steps);
    }

    // Markdig would link `www.example.org` and guess http; what was typed with a scheme is meant as a link, that is not.
    private static bool IsBareHost(LinkInline link) => link.IsAutoLink && link.FirstChild is LiteralInline label
        && label.Content.AsSpan().StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    private static void PushChildren(ContainerInline container, Stack<Step> steps)
    {
        for (var child = container.LastChild; child is not null; child = child.PreviousSibling)
            steps.Push(new Step(child));
    }

    /// <summary>What is left to write: a node, a text, or the end of an element.</summary>
    private readonly record struct Step(MarkdownObject? Node, string? Text = null, bool IsTight = false)
    {
        public static Step Close => new(null);
    }
}
