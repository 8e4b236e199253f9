namespace Parley.Texts;

/// <summary>Comma-separated values (RFC 4180) that spreadsheets take as they are.</summary>
internal static class Csv
{
    /// <summary>What a file begins with: spreadsheets take one without a byte order mark for anything but UTF-8.</summary>
    public const char ByteOrderMark = '\uFEFF';

    /// <summary>A line of cells, ended.</summary>
    public static string Line(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>A cell as text that no spreadsheet computes and no comma or quotation mark breaks.</summary>
    public static string Cell(string text)
    {
        // Spreadsheets run what begins like a formula, also behind white space, and some also in the wide forms of the signs.
        if (text.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..] || text is ['\t' or '\r', ..]) text = "'" + text;
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
