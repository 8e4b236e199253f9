namespace Parley.Imports;

/// <summary>Where the reader of a page is: the entries that are open, and what stood on the lines before.</summary>
internal sealed class PagePlace
{
    /// <summary>The open entries from the top level down, by the column and the kind of their markers.</summary>
    public List<(int Column, char Kind)> Open { get; } = [];

    /// <summary>The least column of the innermost entry's text so far; what stands left of it is not its text.</summary>
    public int TextColumn { get; set; }

    /// <summary>Whether the line before holds words of somebody.</summary>
    public bool IsTight { get; set; }

    /// <summary>The last line of words before; empty at an entry's start.</summary>
    public TextLine LastWords { get; set; }

    public bool IsInBody => Open.Count == 0;

    /// <summary>Opens an entry: closes all that are not its ancestors.</summary>
    /// <remarks>
    /// A reply's marker stands at least two columns right of its parent's. So any even step is understood without being
    /// told, a level that jumps by two hangs on the nearest ancestor that is open, and numbers set flush right
    /// (" 9." above "10.") stay on one level.
    /// </remarks>
    public int Enter(int column, char kind)
    {
        while (Open.Count > 0 && Open[^1].Column > column - 2)
            Open.RemoveAt(Open.Count - 1);
        Open.Add((column, kind));
        TextColumn = column + 2;
        LastWords = default;
        IsTight = false;
        return Open.Count;
    }

    /// <summary>The kind of marker that an open entry has at exactly this column; null where none stands.</summary>
    public char? KindAt(int column)
    {
        for (var i = Open.Count - 1; i >= 0 && Open[i].Column >= column; i--)
        {
            if (Open[i].Column == column) return Open[i].Kind;
        }

        return null;
    }
}

/// <summary>Tells an entry's head from an item of a list, which look alike.</summary>
/// <remarks>
/// <para>
/// A head is a marker and a name; then, after an empty line, its text, further right than the marker. An item of a list
/// is a marker and words, and has neither the empty line nor the text. Where a page is ambiguous the first of these
/// rules that fits decides; the place is what the open entries leave room for.
/// </para>
/// <list type="number">
/// <item>A date or a widget's line below the marker's line, or a date on it, makes a head: lists have neither.</item>
/// <item>
/// A marker left of the innermost entry's text cannot be a list in that text. It is a head if an open entry of the same
/// marker has that column, or if empty lines stand round it: also without text, since nothing else can be there.
/// </item>
/// <item>
/// Otherwise it stands where a list may stand as well as the first reply. Words directly above or below: an item.
/// Not like a name (<see cref="PageMarker.LooksLikeName"/>): an item. A number, where the page's entries have bullets: an item.
/// </item>
/// <item>
/// With text of its own it is a head, unless the words around go on after it and its like: those who answer do not
/// stand in the middle of what they answer.
/// </item>
/// <item>
/// Without text it is a head only alone, because one line is no list, and only with a marker that an open entry has
/// (in the story's text: only indented): the name at the end of a page that was cut off.
/// </item>
/// </list>
/// <para>What is taken for an item stays, marker and all, where it was found; no rule makes words disappear.</para>
/// </remarks>
internal static class PageEntries
{
    public static bool IsHead(TextLine line, PageMarker marker, PagePlace place, TextLines lines, DateTimeOffset now)
    {
        var below = lines.PeekWords();
        var isTightBelow = lines.Peek(0) is { IsBlank: false };
        if (IsDated(line, marker, below, now)) return true;

        var hasText = below is { } text && text.Column >= line.Column + 2;
        if (!place.IsInBody && line.Column < place.TextColumn)
        {
            if (place.KindAt(line.Column) == marker.Kind) return true;

            return !isTightBelow && (!place.IsTight || hasText);
        }

        if (isTightBelow || place.IsTight || !marker.LooksLikeName) return false;
        if (marker.IsNumber && !place.IsInBody && place.Open[0].Kind != PageMarker.Number) return false;

        return hasText
            ? !WordsGoOn(line, marker, place, lines, now)
            : IsAlone(line, marker, place, lines, below, now);
    }

    private static bool IsDated(TextLine line, PageMarker marker, TextLine? below, DateTimeOffset now)
    {
        if (PageDate.TrySplit(marker.Text, now, out _, out _)) return true;
        if (below is not { } next) return false;
        if (next.Column > line.Column)
            return PageDate.TryRead(next.Text, now, out _) || PageNoise.Is(next.Text);

        // A date may stand flush with the marker, but not behind a marker of its own.
        return next.Column == line.Column && !PageMarker.TryRead(next.Text, out _)
            && PageDate.TryRead(next.Text, now, out _);
    }

    // Looks past this item and its like for more of the words that stood before it.
    private static bool WordsGoOn(TextLine line, PageMarker marker, PagePlace place, TextLines lines, DateTimeOffset now)
    {
        for (var i = 0; lines.Peek(i) is { } next; i++)
        {
            if (next.IsBlank) continue;

            var isMarked = PageMarker.TryRead(next.Text, out var other);
            if (PageNoise.Is(next.Text) || PageDate.TryRead(next.Text, now, out _))
            {
                // A widget's words within an entry: these are entries. Left of it they are the widget's own.
                if (next.Column > line.Column) return false;
                continue;
            }

            if (next.Column >= line.Column + 2)
            {
                // An entry that is answered in turn.
                var isAnswer = isMarked && other.LooksLikeName && IsLoose(lines, i)
                    && WordsAfter(lines, i) is { } inner && inner.Column >= next.Column + 2;
                if (isAnswer) return false;
                continue;
            }

            if (isMarked && other.Kind == marker.Kind && Math.Abs(next.Column - line.Column) <= 1) continue;
            if (isMarked) return false;

            return place.IsInBody ? IsParagraph(next.Text) : next.Column >= place.TextColumn;
        }

        return false;
    }

    private static bool IsAlone(
        TextLine line, PageMarker marker, PagePlace place, TextLines lines, TextLine? below, DateTimeOffset now)
    {
        if (place.LastWords.Text is [.., ':' or '：']) return false;
        var isInList = place.LastWords.Text is { Length: > 0 } before && PageMarker.TryRead(before, out _)
            && Math.Abs(place.LastWords.Column - line.Column) <= 1;
        if (isInList) return false;

        if (place.IsInBody)
        {
            // A dash before a name closes an article as its signature.
            if (line.Column == 0 || marker.Kind == '-') return false;
        }
        else if (!place.Open.Exists(o => o.Kind == marker.Kind))
        {
            return false;
        }

        if (below is not { } next) return true;
        if (!PageMarker.TryRead(next.Text, out var other)) return false;
        if (next.Column <= line.Column - 2) return !place.IsInBody;

        // The next of its like decides: with text or a date it is an entry, and this one too.
        var at = IndexOfWords(lines, 0);
        var after = WordsAfter(lines, at);
        return IsLoose(lines, at) && after is { } its
            && (its.Column >= next.Column + 2 || IsDated(next, other, its, now));
    }

    // Not the foot of a page, which stands below a discussion, but the article itself.
    private static bool IsParagraph(string text)
    {
        foreach (var word in (ReadOnlySpan<string>)["©", "copyright", "rights reserved", "powered by", "privacy policy"])
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) return false;
        }

        // Shorter lines below a discussion are links and titles unless they are sentences.
        return text.Length >= 60 || text[^1] is '.' or '!' or '?' or '…' or '”' or '"' or '。' or '！' or '？';
    }

    private static bool IsLoose(TextLines lines, int at) =>
        (at == 0 || lines.Peek(at - 1) is { IsBlank: true }) && lines.Peek(at + 1) is { IsBlank: true };

    private static TextLine? WordsAfter(TextLines lines, int at) =>
        lines.Peek(IndexOfWords(lines, at + 1));

    private static int IndexOfWords(TextLines lines, int from)
    {
        while (lines.Peek(from) is { IsBlank: true }) from++;
        return from;
    }
}
