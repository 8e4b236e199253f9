using System.Globalization;
using System.Text;

namespace Parley.Core.Comments;

/// <summary>Every element that the HTML of a comment can have, but for the line break, which has no end.</summary>
internal enum Element
{
    Paragraph,
    Quote,
    Bullets,
    Numbers,
    Item,
    CodeBlock,
    Code,
    Emphasis,
    Strong,
    Struck,
    Link,
}

/// <summary>Writes the HTML of a comment; there is no way to make it write any tag or attribute but its own.</summary>
/// <remarks>
/// The outermost blocks carry <c>dir="auto"</c>, and those inside them none: a browser that looks for the direction of a
/// quote or list skips what has a direction of its own, and would draw bars and bullets on the wrong side.
/// </remarks>
internal sealed class MarkupWriter
{
    private readonly StringBuilder _html = new();
    private readonly Stack<(Element Element, int Seen, string Href)> _open = new();
    private int _seen;

    /// <summary>Whether anything was written that a reader would see.</summary>
    public bool IsSeen => _seen > 0;

    public int Depth => _open.Count;

    public Element? Innermost => _open.TryPeek(out var top) ? top.Element : null;

    public bool IsInLink { get; private set; }

    /// <summary>Opens any element but a link or a list that does not start at one.</summary>
    public void Open(Element element) => Open(element, "");

    /// <summary>Opens a numbered list.</summary>
    public void OpenNumbers(int start) =>
        Open(Element.Numbers, start == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" start=\"{start}\""));

    /// <summary>Opens a link; links never stand in one another.</summary>
    public void OpenLink(LinkTarget target)
    {
        IsInLink = true;
        _ = _html.Append("<a href=\"");
        Encode(target.Href, forAttribute: true);
        _ = _html.Append("\" rel=\"ugc nofollow noopener noreferrer\">");
        _open.Push((Element.Link, _seen, target.Href));
    }

    /// <summary>Closes the element opened last; a link in which nothing is to be seen shows its address.</summary>
    public void Close()
    {
        var (element, seen, href) = _open.Pop();
        if (element == Element.Link)
        {
            IsInLink = false;
            if (seen == _seen) WriteText(href);
        }

        _ = _html.Append("</").Append(Name(element)).Append('>');
    }

    public void WriteBreak() => _html.Append("<br>");

    public void WriteText(ReadOnlySpan<char> text) => Encode(text, forAttribute: false);

    public override string ToString() => _html.ToString();

    private void Open(Element element, string attributes)
    {
        var direction = _open.Count == 0 && element is not (Element.Code or Element.Emphasis or Element.Strong
            or Element.Struck) ? " dir=\"auto\"" : "";
        _ = _html.Append('<').Append(Name(element)).Append(direction).Append(attributes).Append('>');
        _open.Push((element, _seen, ""));
    }

    private static string Name(Element element) => element switch
    {
        Element.Paragraph => "p",
        Element.Quote => "blockquote",
        Element.Bullets => "ul",
        Element.Numbers => "ol",
        Element.Item => "li",
        Element.CodeBlock => "pre",
        Element.Code => "code",
        Element.Emphasis => "em",
        Element.Strong => "strong",
        Element.Struck => "del",
        Element.Link => "a",
    };

    private void Encode(ReadOnlySpan<char> text, bool forAttribute)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Characters.IsInvisible(rune)) _seen++;
            _ = rune.Value switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' when forAttribute => _html.Append("&quot;"),
                '\t' or '\n' => _html.Append(rune),
                // Controls and noncharacters come from numeric references; no parser of HTML or XML reads all of them.
                < ' ' or (>= 0x7f and <= 0x9f) => _html.Append('\uFFFD'),
                _ when Characters.IsNoncharacter(rune) => _html.Append('\uFFFD'),
                _ => _html.Append(rune),
            };
        }
    }
}
