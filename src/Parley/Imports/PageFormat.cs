using System.Globalization;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Stories;

namespace Parley.Imports;

/// <summary>Reads a page as text extractors leave it: a headline, paragraphs, then the entries of its discussion.</summary>
/// <remarks>
/// The first line with words is the headline; what follows up to the first entry is the body; indentation gives the
/// levels of the entries. What makes an entry: <see cref="PageEntries"/>. Paragraphs stay paragraphs, a line break in
/// one stays a line break, and no character of anybody's words is changed; only the indentation goes, and the widget's
/// own lines at the beginning and at the end of an entry. Held in memory are one entry and the lines of the window.
/// </remarks>
internal sealed class PageFormat
{
    /// <summary>The most characters a body may have.</summary>
    public const int MaximumBody = 1024 * 1024;

    // A grapheme is rarely more than a few characters: what is longer than this is too long however it is counted.
    private const int MaximumText = 8 * CommentText.MaximumLength;

    private readonly TextLines _lines;
    private readonly DateTimeOffset _now;
    private readonly PagePlace _place = new();
    private (TextLine Line, PageMarker Marker)? _head;
    private bool _isDatedPage;
    private bool _isNoisyPage;

    private PageFormat(Stream source, DateTimeOffset now) => (_lines, _now) = (new TextLines(source), now);

    /// <summary>Reads the story at once; its entries are read from <paramref name="source"/> as they are enumerated, once.</summary>
    /// <exception cref="UnreadableSource">The source is no such page; also thrown while entries are enumerated.</exception>
    public static ImportedPage Read(Stream source, DateTimeOffset now)
    {
        var page = new PageFormat(source, now);
        return new ImportedPage(page.ReadStory(), page.ReadEntries());
    }

    private ImportedStory ReadStory()
    {
        TextLine headline;
        do
        {
            if (!_lines.TryRead(out headline)) throw new UnreadableSource("The file is empty.");
        }
        while (headline.IsBlank);

        if (PageMarker.TryRead(headline.Text, out var marker) && PageEntries.IsHead(headline, marker, _place, _lines, _now))
            throw new UnreadableSource($"Line {headline.Number} is an entry, and there is no headline before it.");
        var title = OneLine.Read(headline.Text);
        if (title.Length == 0) throw new UnreadableSource($"Line {headline.Number} is no headline: nothing in it can be seen.");
        if (new StringInfo(title).LengthInTextElements > Story.MaximumTitleLength)
        {
            throw new UnreadableSource(
                $"Line {headline.Number} is no headline: it is longer than {Story.MaximumTitleLength} characters.");
        }

        var body = new PageText(MaximumBody);
        while (TryReadWords(body, _ => true))
        {
            if (body.IsTooLong)
                throw new UnreadableSource($"Line {body.LastLine} makes the story longer than {MaximumBody} characters.");
        }

        return new ImportedStory(title, body.Finish());
    }

    private IEnumerable<ImportedComment> ReadEntries()
    {
        while (_head is var (line, marker))
        {
            var level = _place.Enter(line.Column, marker.Kind);
            DateTimeOffset? at = PageDate.TrySplit(marker.Text, _now, out var name, out var inline) ? inline : null;
            name = WithoutVerb(name);

            var text = new PageText(MaximumText);
            var dateLine = default(TextLine);
            var outside = (Line: 0, Count: 0);
            var isFlush = false;
            while (TryReadWords(text, AcceptsLine))
            {
            }

            if (text.IsEmpty && !text.HasDroppedMany) RestoreOnlyWords();
            _isDatedPage |= at is not null && !text.IsEmpty;
            _isNoisyPage |= text.HasNoise && !text.IsEmpty;

            yield return new ImportedComment
            {
                Line = line.Number,
                Level = level,
                Name = name,
                At = at,
                Text = text.IsTooLong ? "" : text.Finish(),
                Refusal = text.IsTooLong ? $"longer than {CommentText.MaximumLength} characters" : null,
            };
            if (outside.Line > 0)
            {
                yield return new ImportedComment
                {
                    Line = outside.Line,
                    Name = "",
                    Refusal = outside.Count == 1
                        ? "the line stands outside every entry"
                        : $"{outside.Count} lines from here on stand outside every entry",
                };
            }

            bool AcceptsLine(TextLine next)
            {
                // The date comes before the words, or it is one of them.
                if (text.IsEmpty && at is null && PageDate.TryRead(next.Text, _now, out var read))
                {
                    (at, dateLine) = (read, next);
                    return false;
                }

                // Left of the entry's text, and not going on with a paragraph: nobody's words. Some pages set the
                // text flush with the marker; then it begins there, too.
                isFlush |= text.IsEmpty && next.Column == line.Column;
                var isWords = _place.IsTight || next.Column > line.Column || (isFlush && next.Column == line.Column);
                if (isWords || PageMarker.TryRead(next.Text, out _) || PageNoise.Is(next.Text)) return true;

                outside = (outside.Line == 0 ? next.Number : outside.Line, outside.Count + 1);
                return false;
            }

            // On a page without dates or widget, "Yesterday" or "Like" is what somebody answered.
            void RestoreOnlyWords()
            {
                if (dateLine.Number > 0 && !_isDatedPage && dateLine.Number > line.Number + 1)
                {
                    at = null;
                    text.Add(dateLine);
                }
                else if (dateLine.Number == 0 && !_isNoisyPage)
                {
                    text.KeepNoise();
                }
            }
        }
    }

    // Reads one line; false when a head (then it is in _head) or the end has come.
    private bool TryReadWords(PageText text, Func<TextLine, bool> accepts)
    {
        _head = null;
        if (!_lines.TryRead(out var line)) return false;

        if (line.IsBlank)
        {
            text.AddBreak();
            _place.IsTight = false;
            return true;
        }

        var isNoise = PageNoise.Is(line.Text);
        if (!isNoise && PageMarker.TryRead(line.Text, out var marker)
            && PageEntries.IsHead(line, marker, _place, _lines, _now))
        {
            _head = (line, marker);
            return false;
        }

        if (!accepts(line))
        {
            _place.IsTight = false;
            return true;
        }

        if (isNoise)
        {
            text.AddNoise(line);
            _place.IsTight = false;
            return true;
        }

        if (line.Column > (_place.IsInBody ? -1 : _place.Open[^1].Column))
            _place.TextColumn = text.IsEmpty ? line.Column : Math.Min(_place.TextColumn, line.Column);
        text.Add(line);
        _place.LastWords = line;
        _place.IsTight = true;
        return true;
    }

    // "Anna says:" is how some pages print the name above her words.
    private static string WithoutVerb(string name)
    {
        foreach (var verb in (ReadOnlySpan<string>)[" says:", " said:", " wrote:"])
        {
            if (name.EndsWith(verb, StringComparison.OrdinalIgnoreCase)) return name[..^verb.Length].TrimEnd();
        }

        return name;
    }
}
