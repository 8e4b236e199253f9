using System.Text;
using AngleSharp.Dom;
using Parley.Core;
using Parley.Core.Commenters;

namespace Parley.Stories;

/// <summary>Writes a parsed page as the few elements a story may have.</summary>
/// <remarks>
/// <para>Written are <c>p h2 h3 h4 blockquote ul ol li pre code em strong del a br hr</c>, and one attribute: the
/// <c>href</c> of a link to an absolute http, https or mailto address. There is no way to make it write another. Of every other
/// element the words stay, but for those whose content is not for readers (scripts, styles, forms' controls, embedded and foreign
/// content).</para>
/// <para>The words are put into blocks anew, rather than tags being copied: whatever a page nests wrongly, what is written
/// is well-formed, and read again it is written the same. Walks with a stack of its own, so that depth costs no more than memory.</para>
/// </remarks>
internal sealed class StoryMarkup
{
    // Deeper lists and quotes are drawn at the last level: an article that needs more is not read by anybody.
    private const int MaximumContainers = 12;

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

    private readonly StringBuilder _html = new();
    private readonly List<Frame> _inlines = [];
    private readonly List<Frame> _containers = [];
    private readonly List<Frame> _written = [];
    private readonly List<Frame> _writtenInlines = [];
    private readonly StringBuilder _title = new();
    private string _heading = "";
    private string? _block;
    private bool _isSpaced;
    private int _breaks;
    private bool _isTitle;
    private bool _hasTitle;

    /// <summary>An element around the words: its tag as written, and the link it leads to.</summary>
    private sealed class Frame(string tag, string? href = null, bool isImplied = false)
    {
        public string Tag { get; } = tag;

        public string? Href { get; } = href;

        /// <summary>An item that the page has not, for words that stand in a list but in no item.</summary>
        public bool IsImplied { get; } = isImplied;

        public bool HasContent { get; set; }

        public bool IsList => Tag is "ul" or "ol";
    }

    private StoryMarkup()
    {
    }

    /// <summary>Writes the body; its first top heading becomes the title and is not repeated.</summary>
    public static StoryText Write(IElement body, string? titleOfPage)
    {
        var markup = new StoryMarkup();
        markup.Walk(body);
        var title = markup._hasTitle ? OneLine.Read(markup._title.ToString()) : OneLine.Read(titleOfPage ?? "");
        return new StoryText(markup._html.ToString(), title.Length > 0 ? title : null);
    }

    // What no parser reads back as it was becomes the replacement character.
    private static void Encode(StringBuilder html, ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var isNoncharacter = rune.Value is >= 0xFDD0 and <= 0xFDEF || (rune.Value & 0xFFFE) == 0xFFFE;
            _ = rune.Value switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                '\t' or '\n' => html.Append(rune),
                < ' ' or (>= 0x7f and <= 0x9f) => html.Append('\uFFFD'),
                _ when isNoncharacter => html.Append('\uFFFD'),
                _ => html.Append(rune),
            };
        }
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
                WriteText(text.Data);
            else if (node is IElement element && TryEnter(element, out var leave))
                open.Push((element, 0, leave));
        }

        CloseBlock();
        Sync(0);
    }

    private bool TryEnter(IElement element, out Action? leave)
    {
        leave = null;
        var name = element.LocalName;
        if (Unread.Contains(name) || element.NamespaceUri != NamespaceNames.HtmlUri) return false;
        if (Inlines.Contains(name)) return true;

        switch (name)
        {
            case "br":
                Break();
                return false;
            case "hr":
                CloseBlock();
                OpenContainers();
                _ = _html.Append("<hr>");
                return false;
            case "em" or "i":
                return EnterInline("em", null, out leave);
            case "strong" or "b":
                return EnterInline("strong", null, out leave);
            case "del" or "s" or "strike":
                return EnterInline("del", null, out leave);
            case "code" or "kbd" or "samp" or "tt":
                return EnterInline("code", null, out leave);
            case "a":
                return EnterInline("a", ReadTarget(element.GetAttribute("href")), out leave);
            case "pre":
                WritePre(element);
                return false;
            case "h1" when !_hasTitle && OneLine.Read(element.TextContent).Length > 0:
                (_isTitle, _hasTitle) = (true, true);
                CloseBlock();
                leave = () => _isTitle = false;
                return true;
            case "h1" or "h2":
                return EnterHeading("h2", out leave);
            case "h3":
                return EnterHeading("h3", out leave);
            case "h4" or "h5" or "h6":
                return EnterHeading("h4", out leave);
            case "blockquote" or "ul" or "ol" or "li":
                return EnterContainer(name, out leave);
            default:
                CloseBlock();
                leave = CloseBlock;
                return true;
        }
    }

    private bool EnterInline(string tag, string? href, out Action? leave)
    {
        leave = null;
        // One of a kind is enough; a link without a place to lead to is its words.
        if ((tag == "a" && href is null) || _inlines.Exists(i => i.Tag == tag)) return true;

        var frame = new Frame(tag, href);
        _inlines.Add(frame);
        leave = () => _inlines.Remove(frame);
        return true;
    }

    private bool EnterHeading(string tag, out Action? leave)
    {
        var outer = _heading;
        CloseBlock();
        if (outer.Length == 0) _heading = tag;
        leave = () =>
        {
            CloseBlock();
            _heading = outer;
        };
        return true;
    }

    private bool EnterContainer(string tag, out Action? leave)
    {
        CloseBlock();
        leave = CloseBlock;
        if (tag == "li" && _containers is [.., { IsImplied: true }]) _containers.RemoveAt(_containers.Count - 1);

        var isItem = tag == "li";
        var isInList = _containers is [.., { IsList: true }];
        if (isItem && !isInList) return true;
        if (_containers.Count + (isInList && !isItem ? 2 : 1) > MaximumContainers * 2) return true;

        if (isInList && !isItem) _containers.Add(new Frame("li", isImplied: true));
        var depth = _containers.Count;
        _containers.Add(new Frame(tag));
        leave = () =>
        {
            CloseBlock();
            _containers.RemoveRange(depth, _containers.Count - depth);
        };
        return true;
    }

    private void WriteText(string text)
    {
        if (_isTitle)
        {
            _ = _title.Append(text);
            return;
        }

        var start = 0;
        while (start < text.Length)
        {
            if (IsSpace(text[start]))
            {
                _isSpaced = true;
                start++;
                continue;
            }

            var end = start;
            while (end < text.Length && !IsSpace(text[end])) end++;
            OpenBlock();
            SyncInlines(opens: false);
            if (_breaks > 0)
            {
                for (; _breaks > 0; _breaks--) _ = _html.Append("<br>");
            }
            else if (_isSpaced)
            {
                _ = _html.Append(' ');
            }

            _isSpaced = false;
            SyncInlines(opens: true);
            Encode(_html, text.AsSpan(start, end - start));
            start = end;
        }
    }

    // A break counts between words; two of them are as far apart as breaks set words.
    private void Break()
    {
        if (_isTitle)
            _ = _title.Append(' ');
        else if (_block is not null)
            _breaks = Math.Min(2, _breaks + 1);
    }

    private void WritePre(IElement element)
    {
        var text = new StringBuilder();
        var open = new Stack<(INode Node, int Next)>();
        open.Push((element, 0));
        while (open.TryPop(out var at))
        {
            if (at.Next == at.Node.ChildNodes.Length) continue;

            open.Push((at.Node, at.Next + 1));
            var node = at.Node.ChildNodes[at.Next];
            if (node is IText words)
                _ = text.Append(words.Data);
            else if (node is IElement { LocalName: "br" })
                _ = text.Append('\n');
            else if (node is IElement inner && !Unread.Contains(inner.LocalName) && inner.NamespaceUri == NamespaceNames.HtmlUri)
                open.Push((inner, 0));
        }

        var code = text.Replace("\r\n", "\n").Replace('\r', '\n').ToString();
        if (_isTitle)
        {
            _ = _title.Append(code);
            return;
        }

        CloseBlock();
        if (string.IsNullOrWhiteSpace(code)) return;

        OpenContainers();
        _ = _html.Append("<pre><code>");
        Encode(_html, code);
        _ = _html.Append("</code></pre>");
    }

    private void OpenBlock()
    {
        if (_block is not null) return;

        OpenContainers(out var item);
        // An item's first words need no paragraph of their own.
        _block = _heading.Length > 0 ? _heading : item is { HasContent: false } ? "" : "p";
        if (_block.Length > 0) _ = _html.Append('<').Append(_block).Append('>');
        if (item is not null) item.HasContent = true;
        (_isSpaced, _breaks) = (false, 0);
    }

    private void CloseBlock()
    {
        (_isSpaced, _breaks) = (false, 0);
        if (_block is null) return;

        for (; _writtenInlines.Count > 0; _writtenInlines.RemoveAt(_writtenInlines.Count - 1))
            _ = _html.Append("</").Append(_writtenInlines[^1].Tag).Append('>');
        if (_block.Length > 0) _ = _html.Append("</").Append(_block).Append('>');
        _block = null;
    }

    private void OpenContainers()
    {
        OpenContainers(out var item);
        if (item is not null) item.HasContent = true;
    }

    // Brings what is written to where the words stand; elements without words are never opened.
    private void OpenContainers(out Frame? item)
    {
        if (_containers is [.., { IsList: true }]) _containers.Add(new Frame("li", isImplied: true));

        var same = 0;
        while (same < _written.Count && same < _containers.Count && _written[same] == _containers[same]) same++;
        Sync(same);
        for (var i = same; i < _containers.Count; i++)
        {
            // What stands in an item before a list or quote is its content too.
            if (i > 0) _containers[i - 1].HasContent = true;
            _ = _html.Append('<').Append(_containers[i].Tag).Append('>');
            _written.Add(_containers[i]);
        }

        item = _containers is [.., { Tag: "li" } last] ? last : null;
    }

    private void Sync(int depth)
    {
        for (; _written.Count > depth; _written.RemoveAt(_written.Count - 1))
            _ = _html.Append("</").Append(_written[^1].Tag).Append('>');
    }

    private void SyncInlines(bool opens)
    {
        var same = 0;
        while (same < _writtenInlines.Count && same < _inlines.Count && _writtenInlines[same] == _inlines[same]) same++;
        for (; _writtenInlines.Count > same; _writtenInlines.RemoveAt(_writtenInlines.Count - 1))
            _ = _html.Append("</").Append(_writtenInlines[^1].Tag).Append('>');

        for (var i = same; opens && i < _inlines.Count; i++)
        {
            _ = _html.Append('<').Append(_inlines[i].Tag);
            if (_inlines[i].Href is { } href)
            {
                _ = _html.Append(" href=\"");
                Encode(_html, href);
                _ = _html.Append('"');
            }

            _ = _html.Append('>');
            _writtenInlines.Add(_inlines[i]);
        }
    }

    private static string? ReadTarget(string? typed)
    {
        if (typed is null || typed.Length > 2_000 || typed.Any(char.IsControl)) return null;

        string? href = null;
        if (typed.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            if (EmailAddress.TryRead(Uri.UnescapeDataString(typed["mailto:".Length..]), out var address))
                href = "mailto:" + Uri.EscapeDataString(address!).Replace("%40", "@", StringComparison.Ordinal);
        }
        else if (WebAddress.OriginOf(typed) is { } origin && Uri.TryCreate(typed, UriKind.Absolute, out var uri))
        {
            href = origin + uri.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped);
        }

        return href is null || href.Any(c => c is <= ' ' or >= '\u007f' or '"' or '<' or '>' or '\\') ? null : href;
    }

    // What HTML takes for white space between words; a space that does not break is a character.
    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
