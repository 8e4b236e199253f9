using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Parley.Core.Comments;

/// <summary>Why a text is no comment.</summary>
public enum TextRefusal
{
    /// <summary>There is nothing in it that a reader would see.</summary>
    Empty,

    /// <summary>It has more than <see cref="CommentText.MaximumLength"/> characters.</summary>
    TooLong,

    /// <summary>It has control characters or broken encoding in it: it was not typed.</summary>
    NotText,

    /// <summary>Its characters carry more marks than anybody can read.</summary>
    TooComplex,
}

/// <summary>What was typed, and the HTML it becomes: safe by construction, because only a few elements can be written.</summary>
/// <remarks>
/// <para>The text is normalized (NFC, one kind of line break) before anything reads it, and never afterwards: what was
/// judged is what is shown. Line and page breaks of every kind become line feeds, since text pasted from
/// documents is full of them; any other below the space but the tab refuses the
/// text. Those above, which come of pages that were decoded wrongly, are shown as the replacement character.</para>
/// <para>Markdown that the parser gives up on, or that would leave nothing to be seen, is shown as the plain text it
/// also is: no draft is lost to its punctuation. The format stays <see cref="TextFormat.Markdown"/>.</para>
/// </remarks>
public sealed record CommentText
{
    /// <summary>The most characters a comment may have, counted as people count them (grapheme clusters, UAX #29).</summary>
    public const int MaximumLength = 10_000;

    /// <summary>The version of the renderer; stored beside its HTML, and raised when its output changes.</summary>
    public const int Renderer = 1;

    // In UTF-16 units, and checked before any work is done: four to a character, which is two of the widest letters
    // or a flag, and far above any language's average.
    private const int MaximumUnits = 4 * MaximumLength;

    // Stream-Safe Text Format, UAX #15: no natural text has more marks on one letter, and normalizing takes the
    // square of their number.
    private const int MaximumMarks = 30;

    private CommentText(string source, TextFormat format, string html)
    {
        Source = source;
        Format = format;
        Html = html;
    }

    /// <summary>The text as typed, but for normalization and blank lines around it.</summary>
    public string Source { get; }

    public TextFormat Format { get; }

    /// <summary>The text as HTML that may stand inside any block element.</summary>
    public string Html { get; }

    /// <summary>Reads what was typed; on false, and only then, <paramref name="refusal"/> says why it is no comment.</summary>
    public static bool TryRead(string? typed, TextFormat format, [NotNullWhen(true)] out CommentText? text, out TextRefusal refusal)
    {
        text = null;
        if (!TryNormalize(typed ?? "", out var source, out refusal)) return false;

        var html = format switch
        {
            TextFormat.Markdown => CommentMarkup.TryWrite(source) ?? WriteParagraphs(source),
            TextFormat.Plain => WriteParagraphs(source),
        };
        text = new CommentText(source, format, html);
        return true;
    }

    private static bool TryNormalize(string typed, out string source, out TextRefusal refusal)
    {
        source = "";
        if (typed.Length > MaximumUnits)
        {
            var isLong = Characters.Count(typed.AsSpan(0, MaximumUnits), MaximumLength) >= MaximumLength;
            refusal = isLong ? TextRefusal.TooLong : TextRefusal.TooComplex;
            return false;
        }

        if (!TryBreakLines(typed, out var lines, out refusal)) return false;

        source = lines.Normalize(NormalizationForm.FormC);
        refusal = TextRefusal.TooLong;
        return Characters.Count(source, MaximumLength) <= MaximumLength;
    }

    private static bool TryBreakLines(string typed, out string lines, out TextRefusal refusal)
    {
        lines = "";
        var read = new StringBuilder(typed.Length);
        var isSeen = false;
        var marks = 0;
        for (var rest = typed.AsSpan(); rest.Length > 0;)
        {
            refusal = TextRefusal.NotText;
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done)
                return false;

            rest = rest[length..];
            if (rune.Value == '\r' && rest is ['\n', ..]) continue;

            if (rune.Value is '\r' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029)
                rune = new Rune('\n');
            if (rune.Value < ' ' && rune.Value is not ('\t' or '\n')) return false;
            if (Characters.IsNoncharacter(rune)) return false;

            marks = Characters.IsMark(rune) ? marks + 1 : 0;
            refusal = TextRefusal.TooComplex;
            if (marks > MaximumMarks) return false;

            isSeen |= !Characters.IsInvisible(rune);
            _ = read.Append(rune);
        }

        refusal = TextRefusal.Empty;
        lines = TrimBlankLines(read.ToString());
        return isSeen;
    }

    // The first line keeps its indentation: it may have a meaning.
    private static string TrimBlankLines(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length && char.IsWhiteSpace(text[i]); i++)
        {
            if (text[i] == '\n') start = i + 1;
        }

        return text[start..].TrimEnd();
    }

    private static string WriteParagraphs(string source)
    {
        var html = new MarkupWriter();
        var isOpen = false;
        foreach (var line in source.AsSpan().EnumerateLines())
        {
            var isBlank = line.IsWhiteSpace();
            if (isOpen)
            {
                if (isBlank) html.Close();
                else html.WriteBreak();
            }
            else if (!isBlank)
            {
                html.Open(Element.Paragraph);
            }

            html.WriteText(isBlank ? "" : line.Trim());
            isOpen = !isBlank;
        }

        if (isOpen) html.Close();
        return html.ToString();
    }
}
