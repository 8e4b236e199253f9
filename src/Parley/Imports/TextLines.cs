using System.Text;

namespace Parley.Imports;

/// <summary>One line of a text file, its indentation and trailing white space taken off.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Column">The width of the indentation; a tab leads to the next multiple of 8, as terminals have it.</param>
/// <param name="Text">The rest; empty for a blank line.</param>
/// <param name="IsCut">Whether the line was longer than <see cref="TextLines.MaximumLength"/> and is not whole.</param>
internal readonly record struct TextLine(int Number, int Column, string Text, bool IsCut)
{
    public bool IsBlank => Text.Length == 0;
}

/// <summary>The lines of a UTF-8 file of any size, with a bounded look ahead.</summary>
/// <remarks>
/// Takes LF, CRLF and CR, with a byte order mark or without. Lines are split as bytes, because in UTF-8 no part of a
/// character looks like a line's end, and indentation is only counted: a page 20,000 levels deep costs its reader the
/// words and not the spaces.
/// </remarks>
internal sealed class TextLines(Stream source)
{
    /// <summary>The most bytes of one line that are held, its indentation not counted.</summary>
    public const int MaximumLength = 256 * 1024;

    /// <summary>How many lines ahead one can look.</summary>
    public const int Window = 200;

    // Together the lines looked at may not hold more than this many characters.
    private const int WindowCharacters = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _chunk = new byte[64 * 1024];
    private readonly List<TextLine> _ahead = [];
    private byte[] _line = new byte[4096];
    private int _aheadStart;
    private int _aheadCharacters;
    private int _chunkLength;
    private int _chunkAt;
    private int _length;
    private int _number;
    private bool _afterCarriageReturn;
    private bool _isAtEnd;

    /// <summary>The next line; false at the end.</summary>
    public bool TryRead(out TextLine line)
    {
        if (_aheadStart == _ahead.Count) return TryReadLine(out line);

        line = _ahead[_aheadStart++];
        _aheadCharacters -= line.Text.Length;
        if (_aheadStart >= Window)
        {
            _ahead.RemoveRange(0, _aheadStart);
            _aheadStart = 0;
        }

        return true;
    }

    /// <summary>The line <paramref name="ahead"/> (from 0) of those to come; null beyond the end or the window.</summary>
    public TextLine? Peek(int ahead)
    {
        while (_ahead.Count - _aheadStart <= ahead)
        {
            if (ahead >= Window || _aheadCharacters > WindowCharacters || !TryReadLine(out var line)) return null;

            _ahead.Add(line);
            _aheadCharacters += line.Text.Length;
        }

        return _ahead[_aheadStart + ahead];
    }

    /// <summary>The next line with words on it; null beyond the end or the window.</summary>
    public TextLine? PeekWords()
    {
        for (var i = 0; Peek(i) is { } line; i++)
        {
            if (!line.IsBlank) return line;
        }

        return null;
    }

    private bool TryReadLine(out TextLine line)
    {
        line = default;
        if (_isAtEnd) return false;

        _number++;
        _length = 0;
        var column = 0;
        var isInIndentation = true;
        var isCut = false;
        var isEmpty = true;
        while (true)
        {
            if (_chunkAt == _chunkLength && !Fill())
            {
                _isAtEnd = true;
                if (isEmpty) return false;
                break;
            }

            var rest = _chunk.AsSpan(_chunkAt, _chunkLength - _chunkAt);
            if (_afterCarriageReturn)
            {
                _afterCarriageReturn = false;
                if (rest[0] == '\n')
                {
                    _chunkAt++;
                    continue;
                }
            }

            isEmpty = false;
            if (isInIndentation)
            {
                var spaces = rest[0] switch
                {
                    (byte)' ' or (byte)'\t' => rest.IndexOfAnyExcept(rest[0]),
                    (byte)'\f' or (byte)'\v' => 1,
                    _ => 0,
                };
                if (spaces < 0) spaces = rest.Length;
                if (spaces > 0 && rest[0] == ' ') column += spaces;
                if (spaces > 0 && rest[0] == '\t') column = (column / 8 + spaces) * 8;
                _chunkAt += spaces;
                isInIndentation = spaces > 0;
                if (isInIndentation) continue;
            }

            var end = rest.IndexOfAny((byte)'\n', (byte)'\r', (byte)0);
            var part = end < 0 ? rest : rest[..end];
            isCut |= !Append(part);
            _chunkAt += part.Length;
            if (end < 0) continue;

            if (rest[end] == 0) throw new UnreadableSource($"Line {_number} holds a zero byte: this is not a text file.");

            _chunkAt++;
            _afterCarriageReturn = rest[end] == '\r';
            break;
        }

        line = Finish(column, isCut);
        return true;
    }

    private bool Append(ReadOnlySpan<byte> part)
    {
        var room = MaximumLength - _length;
        var taken = part.Length <= room ? part : part[..room];
        if (_length + taken.Length > _line.Length)
            Array.Resize(ref _line, Math.Min(MaximumLength, Math.Max(_line.Length * 2, _length + taken.Length)));
        taken.CopyTo(_line.AsSpan(_length));
        _length += taken.Length;
        return taken.Length == part.Length;
    }

    private TextLine Finish(int column, bool isCut)
    {
        var text = "";
        try
        {
            // A cut may fall inside a character; the line is refused for its length then, so the rest may be lenient.
            text = (isCut ? Encoding.UTF8 : Strict).GetString(_line, 0, _length);
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableSource($"Line {_number} is not UTF-8 text.");
        }

        // Extractors also indent with spaces that do not break; marks without width take no column.
        var start = 0;
        while (start < text.Length && (char.IsWhiteSpace(text[start]) || text[start] is '\uFEFF' or '\u200B'))
        {
            if (text[start] is not ('\uFEFF' or '\u200B')) column++;
            start++;
        }

        text = text[start..].TrimEnd();
        return new TextLine(_number, column, text, isCut);
    }

    private bool Fill()
    {
        var isFirst = _number == 1 && _chunkLength == 0;
        try
        {
            _chunkLength = source.Read(_chunk, 0, _chunk.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableSource($"Line {_number} cannot be read: {e.Message}");
        }

        _chunkAt = 0;
        if (isFirst && _chunk.AsSpan(0, _chunkLength) is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new UnreadableSource("Line 1 is not UTF-8 text but UTF-16; save the file as UTF-8.");

        return _chunkLength > 0;
    }
}
