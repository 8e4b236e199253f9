using System.Text;
using AngleSharp.Dom;
using Parley.Core;

namespace Parley.Stories;

/// <summary>Writes a parsed page as the few elements a story may have.</summary>
/// <remarks>
/// <para>Written are <c>p h2 h3 h4 blockquote ul ol li pre code em strong del a br hr</c>, and one attribute: the
/// <c>href</c> of a link to an absolute http, https or mailto address. There is no way to make it write another. Of every other
/// element the words stay, but for those whose content is not for readers (scripts, styles, forms' controls, embedded and foreign
/// content).</para>
/// <para>The words are put into blocks anew (<see cref="StoryHtml"/>), rather than tags being copied: whatever a page nests
/// wrongly, what is written is well-formed, and read again it is written the same. Walks with a stack of its own, so
/// that depth costs no more than memory.</para>
/// </remarks>
internal sealed class StoryMarkup
{
    private const string Mailto = "mailto:";

    private static readonly HashSet<string> Unread = new(StringComparer.Ordinal)
    {
        "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "svg", "math", "textarea",
        "select", "button", "input", "video", "audio", "canvas", "map", "head", "title", "noembed", "noframes",
        "frameset", "datalist", "meter", "progress", "dialog", "plaintext", "xmp", "listing", "nav",
    };

    private static readonly HashSet<string> Inlines = new(StringComparer.Ordinal)
    {
        "span", "u", "ins", "small", "big", "mark", "sub", "sup", "abbr", "acronym", "cite", "dfn", "q", "time", "var", "font",
        "bdi", "bdo", "label", "data", "ruby", "rb", "rt", "rp", "wbr", "nobr", "img", "picture", "source", "output", "blink",
    };

    private readonly StoryHtml _html = new();
    private readonly StringBuilder _title = new();
    private StringBuilder? _code;
    private bool _isTitle;
    private bool _hasTitle;

    private StoryMarkup()
    {
    }

    /// <summary>Writes the body; its first top heading becomes the title and is not repeated.</summary>
    public static StoryText Write(IElement body, string? titleOfPage)
    {
        var markup = new StoryMarkup();
        markup.Walk(body);
        var title = OneLine.Read(markup._hasTitle ? markup._title.ToString() : titleOfPage ?? "");
        return new StoryText(markup._html.Finish(), title.Length > 0 ? title : null);
    }

    private void Walk(IElement body)
    {
        var open = new Stack<(INode Node, int Next, Action? Leave)>();
        open.Push((body, 0, null));
        while (open.TryPop(out var at))
        {
            if (at.Next == at.Node.ChildNodes.Length)
            {
                at.Leave?.Invoke();
                continue;
            }

            open.Push(at with { Next = at.Next + 1 });
            var node = at.Node.ChildNodes[at.Next];
            if (node is IText text)
                TakeText(text.Data);
            else if (node is IElement element && TryEnter(element, out var leave))
                open.Push((element, 0, leave));
        }
    }

    private void TakeText(string text)
    {
        if (_code is not null)
            _ = _code.Append(text);
        else if (_isTitle)
            _ = _title.Append(text);
        else
            _html.WriteText(text);
    }

    private bool TryEnter(IElement element, out Action? leave)
    {
        leave = null;
        var name = element.LocalName;
        if (Unread.Contains(name) || element.NamespaceUri != NamespaceNames.HtmlUri) return false;

        if (name == "br")
        {
            TakeBreak();
            return false;
        }

        // Lines of code are taken as they are, without what is within them.
        if (_code is not null || Inlines.Contains(name)) return true;

        if (name == "hr")
        {
            _html.WriteRule();
            return false;
        }

        leave = name switch
        {
            "em" or "i" => _html.OpenInline("em"),
            "strong" or "b" => _html.OpenInline("strong"),
            "del" or "s" or "strike" => _html.OpenInline("del"),
            "code" or "kbd" or "samp" or "tt" => _html.OpenInline("code"),
            "a" => EnterLink(element),
            "pre" => EnterCode(),
            "h1" when !_hasTitle && OneLine.Read(element.TextContent).Length > 0 => EnterTitle(),
            "h1" or "h2" => _html.OpenHeading("h2"),
            "h3" => _html.OpenHeading("h3"),
            "h4" or "h5" or "h6" => _html.OpenHeading("h4"),
            "blockquote" or "ul" or "ol" or "li" => _html.OpenContainer(name),
            _ => EnterBlock(),
        };
        return true;
    }

    private void TakeBreak()
    {
        if (_code is not null)
            _ = _code.Append('\n');
        else if (_isTitle)
            _ = _title.Append(' ');
        else
            _html.Break();
    }

    // A link without a place to lead to is its words.
    private Action? EnterLink(IElement element)
    {
        var typed = element.GetAttribute("href");
        // Pages write mailboxes percent-encoded.
        if (typed?.StartsWith(Mailto, StringComparison.OrdinalIgnoreCase) == true)
            typed = Mailto + Uri.UnescapeDataString(typed[Mailto.Length..]);
        return LinkTarget.TryRead(typed, out var target) ? _html.OpenLink(target) : null;
    }

    private Action EnterCode()
    {
        _code = new StringBuilder();
        return () =>
        {
            var code = _code.Replace("\r\n", "\n").Replace('\r', '\n').ToString();
            _code = null;
            if (_isTitle)
                _ = _title.Append(code);
            else
                _html.WriteCode(code);
        };
    }

    private Action EnterTitle()
    {
        (_isTitle, _hasTitle) = (true, true);
        _html.CloseBlock();
        return () => _isTitle = false;
    }

    private Action EnterBlock()
    {
        _html.CloseBlock();
        return _html.CloseBlock;
    }
}
