using System.Buffers;
using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;

namespace Parley.Core.Comments;

/// <summary>Parley's small Markdown: read by Markdig, written by us.</summary>
/// <remarks>
/// Paragraphs, line breaks, emphasis, strong, strikethrough, code, quotes, lists and links; everything else, above all
/// HTML, is text. A line break in a paragraph is a line break, as in the box it was typed in. Images become links. Links
/// that <see cref="LinkTarget"/> refuses are shown as typed. Why no sanitizer: docs/decisions/0003-markup-safe-by-construction.md.
/// </remarks>
internal static class CommentMarkup
{
    // Markdig takes the square of either: 10,000 opening brackets or asterisks are a quarter of a second, 2,000 a
    // twentieth of that, and nobody needs as many to say something.
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
        MarkupTree.Write(document, source, html);
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
            new CodeInlineParser(), new AutolinkInlineParser(new AutolinkOptions { EnableHtmlParsing = false }),
            new LineBreakInlineParser(),
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
}
