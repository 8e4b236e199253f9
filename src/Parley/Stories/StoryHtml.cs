using System.Text;
using Parley.Core;

namespace Parley.Stories;

/// <summary>The HTML of a story as it is written: well-formed, whatever order it is told things in.</summary>
/// <remarks>
/// To open an element is to say where the next words stand. Its tag is written when they come, so that no element
/// is empty, and anew in every block, so that none is closed across another. Nothing is encoded but words and links.
/// </remarks>
internal sealed class StoryHtml
{
    // Deeper lists and quotes are drawn at the last level: a story that needs more is not read by anybody.
    private const int MaximumContainers = 12;

    private readonly StringBuilder _html = new();
    private readonly List<StoryElement> _inlines = [];
    private readonly List<StoryElement> _containers = [];
    private readonly List<StoryElement> _written = [];
    private readonly List<StoryElement> _writtenInlines = [];
    private string _heading = "";
    private string? _block;
    private bool _isSpaced;
    private int _breaks;

    /// <summary>Closes what is open; all that was written.</summary>
    public string Finish()
    {
        CloseBlock();
        Close(_written, 0);
        return _html.ToString();
    }

    /// <summary>Sets the words that follow in <c>em strong del code</c>; what ends it, or null where they are so already.</summary>
    public Action? OpenInline(string tag) => OpenInline(new StoryElement(tag));

    /// <summary>Makes the words that follow a link; what ends it, or null within another, as links do not nest.</summary>
    public Action? OpenLink(LinkTarget target) => OpenInline(new StoryElement("a", target.Href));

    /// <summary>Makes the words that follow a heading; what ends it. A heading within a heading is the outer one's words.</summary>
    public Action OpenHeading(string tag)
    {
        var outer = _heading;
        CloseBlock();
        if (outer.Length == 0) _heading = tag;
        return () =>
        {
            CloseBlock();
            _heading = outer;
        };
    }

    /// <summary>Puts the blocks that follow into <c>blockquote ul ol li</c>; what ends it.</summary>
    public Action OpenContainer(string tag)
    {
        CloseBlock();
        var isItem = tag == "li";
        if (isItem && _containers is [.., { IsImplied: true }]) _containers.RemoveAt(_containers.Count - 1);

        var isInList = _containers is [.., { IsList: true }];
        if (isItem && !isInList) return CloseBlock;
        if (_containers.Count + (isInList && !isItem ? 2 : 1) > MaximumContainers * 2) return CloseBlock;

        if (isInList && !isItem) _containers.Add(new StoryElement("li", isImplied: true));
        var depth = _containers.Count;
        _containers.Add(new StoryElement(tag));
        return () =>
        {
            CloseBlock();
            _containers.RemoveRange(depth, _containers.Count - depth);
        };
    }

    /// <summary>Ends the paragraph or heading; words that follow begin another.</summary>
    public void CloseBlock()
    {
        (_isSpaced, _breaks) = (false, 0);
        if (_block is null) return;

        Close(_writtenInlines, 0);
        if (_block.Length > 0) _ = _html.Append("</").Append(_block).Append('>');
        _block = null;
    }

    /// <summary>Writes words; white space between them is one space, as browsers draw it.</summary>
    public void WriteText(string text)
    {
        var end = 0;
        for (var start = 0; start < text.Length; start = end)
        {
            var isSpace = IsSpace(text[start]);
            while (end < text.Length && IsSpace(text[end]) == isSpace) end++;
            if (isSpace)
                _isSpaced = true;
            else
                WriteWord(text.AsSpan(start, end - start));
        }
    }

    /// <summary>A break counts between words; two of them are as far apart as breaks set words.</summary>
    public void Break()
    {
        if (_block is not null) _breaks = Math.Min(2, _breaks + 1);
    }

    public void WriteRule()
    {
        CloseBlock();
        _ = OpenContainers();
        _ = _html.Append("<hr>");
    }

    /// <summary>Writes lines as they are, as a block of their own.</summary>
    public void WriteCode(string code)
    {
        CloseBlock();
        if (string.IsNullOrWhiteSpace(code)) return;

        _ = OpenContainers();
        _ = _html.Append("<pre><code>");
        Encode(code);
        _ = _html.Append("</code></pre>");
    }

    private Action? OpenInline(StoryElement element)
    {
        if (_inlines.Exists(i => i.Tag == element.Tag)) return null;

        _inlines.Add(element);
        return () => _inlines.Remove(element);
    }

    private void WriteWord(ReadOnlySpan<char> word)
    {
        OpenBlock();
        var same = Same(_writtenInlines, _inlines);
        Close(_writtenInlines, same);
        // What parts two words stands in the elements that both are in.
        if (_isSpaced && _breaks == 0) _ = _html.Append(' ');
        for (; _breaks > 0; _breaks--) _ = _html.Append("<br>");
        _isSpaced = false;
        for (; same < _inlines.Count; same++) Open(_writtenInlines, _inlines[same]);
        Encode(word);
    }

    private void OpenBlock()
    {
        if (_block is not null) return;

        var isFirstInItem = OpenContainers();
        // An item's first words need no paragraph of their own.
        _block = _heading.Length > 0 ? _heading : isFirstInItem ? "" : "p";
        if (_block.Length > 0) _ = _html.Append('<').Append(_block).Append('>');
        (_isSpaced, _breaks) = (false, 0);
    }

    // Brings what is written to where the words stand; whether they are the first of an item.
    private bool OpenContainers()
    {
        if (_containers is [.., { IsList: true }]) _containers.Add(new StoryElement("li", isImplied: true));

        var same = Same(_written, _containers);
        Close(_written, same);
        for (; same < _containers.Count; same++)
        {
            // What stands in an item before a list or quote is its content too.
            if (same > 0) _containers[same - 1].HasContent = true;
            Open(_written, _containers[same]);
        }

        if (_containers is not [.., { Tag: "li" } item]) return false;

        var isFirst = !item.HasContent;
        item.HasContent = true;
        return isFirst;
    }

    private static int Same(List<StoryElement> written, List<StoryElement> wanted)
    {
        var same = 0;
        while (same < written.Count && same < wanted.Count && written[same] == wanted[same]) same++;
        return same;
    }

    private void Open(List<StoryElement> written, StoryElement element)
    {
        _ = _html.Append('<').Append(element.Tag);
        if (element.Href is not null)
        {
            _ = _html.Append(" href=\"");
            Encode(element.Href);
            _ = _html.Append('"');
        }

        _ = _html.Append('>');
        written.Add(element);
    }

    private void Close(List<StoryElement> written, int depth)
    {
        for (; written.Count > depth; written.RemoveAt(written.Count - 1))
            _ = _html.Append("</").Append(written[^1].Tag).Append('>');
    }

    // What no parser reads back as it was becomes the replacement character.
    private void Encode(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' => _html.Append("&quot;"),
                '\t' or '\n' => _html.Append(rune),
                < ' ' or (>= 0x7f and <= 0x9f) or (>= 0xFDD0 and <= 0xFDEF) => _html.Append('\uFFFD'),
                _ when (rune.Value & 0xFFFE) == 0xFFFE => _html.Append('\uFFFD'),
                _ => _html.Append(rune),
            };
        }
    }

    // What HTML takes for white space between words; a space that does not break is a character.
    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
