using System.Text;

namespace Parley.Notifications;

/// <summary>Text of any script as short lines of ASCII (RFC 2045 §6.7); what is ASCII stays readable.</summary>
internal static class QuotedPrintable
{
    private const int LongestLine = 76;

    public static string Of(string text)
    {
        var encoded = new StringBuilder(text.Length + (text.Length / 4));
        var isFirst = true;
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            if (!isFirst) _ = encoded.Append("\r\n");
            isFirst = false;
            Write(encoded, Encoding.UTF8.GetBytes(line));
        }

        return encoded.ToString();
    }

    private static void Write(StringBuilder encoded, byte[] line)
    {
        var column = 0;
        for (var i = 0; i < line.Length; i++)
        {
            // Spaces at the end of a line get lost on the way.
            var isPlain = line[i] is >= 33 and <= 126 and not (byte)'=' || (line[i] == ' ' && i + 1 < line.Length);
            var width = isPlain ? 1 : 3;
            if (column + width > LongestLine - 1)
            {
                _ = encoded.Append("=\r\n");
                column = 0;
            }

            if (isPlain) _ = encoded.Append((char)line[i]);
            else _ = encoded.Append('=').Append(Convert.ToHexString([line[i]]));
            column += width;
        }
    }
}
