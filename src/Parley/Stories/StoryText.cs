using AngleSharp.Html.Parser;
using Markdig;

namespace Parley.Stories;

/// <summary>A story's body as HTML that is safe by construction, and the title that was found in it.</summary>
/// <remarks>
/// Markdown becomes HTML by Markdig, HTML is parsed as browsers parse it, and what comes out is written by
/// <see cref="StoryMarkup"/>, which knows no element or attribute but its own: what the parsers let through does not matter.
/// </remarks>
internal sealed record StoryText(string Html, string? Title)
{
    /// <summary>The most bytes a story's source may have.</summary>
    public const int MaximumSource = 1024 * 1024;

    // Browsers stop nesting at 512 and parsers' work grows with the square of the depth; no story needs a tenth of it.
    private const int MaximumDepth = 400;

    private static readonly MarkdownPipeline Markdown =
        new MarkdownPipelineBuilder().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).Build();

    /// <summary>Reads Markdown (CommonMark, struck-through text); YAML before it is passed over.</summary>
    /// <exception cref="FormatException">It is nested too deeply.</exception>
    public static StoryText FromMarkdown(string text)
    {
        try
        {
            return FromHtml(Markdig.Markdown.ToHtml(WithoutFrontMatter(text), Markdown));
        }
        catch (ArgumentException exception)
        {
            // Markdig says so of text that is nested deeper than it can follow.
            throw new FormatException("The text is nested too deeply.", exception);
        }
    }

    /// <summary>Reads a page or a piece of one; its first heading, or else its title, is the story's title.</summary>
    /// <exception cref="FormatException">It is nested too deeply.</exception>
    public static StoryText FromHtml(string html)
    {
        if (DepthOf(html) > MaximumDepth) throw new FormatException("The text is nested too deeply.");

        var document = new HtmlParser().ParseDocument(html);
        return document.Body is { } body ? StoryMarkup.Write(body, document.Title) : new StoryText("", document.Title);
    }

    private static string WithoutFrontMatter(string text)
    {
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        if (!text.StartsWith("---\n", StringComparison.Ordinal)) return text;

        var end = text.IndexOf("\n---\n", 3, StringComparison.Ordinal);
        return end < 0 ? text : text[(end + 5)..];
    }

    // An upper bound: every tag that is opened counts until some tag is closed.
    private static int DepthOf(string html)
    {
        var (depth, deepest) = (0, 0);
        for (var i = html.IndexOf('<', StringComparison.Ordinal); i >= 0 && i + 1 < html.Length;
            i = html.IndexOf('<', i + 1))
        {
            if (char.IsAsciiLetter(html[i + 1])) depth = IsVoid(html.AsSpan(i + 1)) ? depth : depth + 1;
            else if (html[i + 1] == '/') depth = Math.Max(0, depth - 1);
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }

    // Elements that are never closed, or that browsers close unasked: a page may have any number of them in a row.
    private static bool IsVoid(ReadOnlySpan<char> tag)
    {
        var end = 0;
        while (end < tag.Length && char.IsAsciiLetterOrDigit(tag[end])) end++;
        return tag[..end].ToString().ToUpperInvariant() is "BR" or "HR" or "IMG" or "INPUT" or "META" or "LINK" or "WBR"
            or "SOURCE" or "P" or "LI" or "TD" or "TR" or "TH" or "DT" or "DD" or "OPTION" or "COL" or "AREA" or "TBODY";
    }
}
