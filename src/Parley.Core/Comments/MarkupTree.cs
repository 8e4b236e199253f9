using System.Globalization;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Parley.Core.Comments;

/// <summary>Writes what Markdig read, as far as comments have it; the rules are those of <see cref="CommentMarkup"/>.</summary>
internal static class MarkupTree
{
    // Deeper structure is flattened, not refused: no one can follow it, and browsers themselves flatten at 512.
    private const int MaximumBlockDepth = 12;
    private const int MaximumDepth = 24;

    // A stack of our own: how deep a tree goes is decided by who typed it.
    public static void Write(MarkdownDocument document, string source, MarkupWriter html)
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
                var isTightItem = isItem && container.Parent is ListBlock { IsLoose: false };
                for (var i = container.Count - 1; i >= 0; i--)
                    steps.Push(new Step(container[i], IsTight: isTightItem));
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
                var culture = CultureInfo.InvariantCulture;
                html.OpenNumbers(int.TryParse(list.OrderedStart, NumberStyles.None, culture, out var start) ? start : 1);
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

    // Markdig would link `www.example.org` and guess http; only what was typed with a scheme is meant as a link.
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
