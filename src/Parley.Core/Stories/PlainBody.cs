using Parley.Core.Comments;

namespace Parley.Core.Stories;

/// <summary>A story's body that came as plain text, as HTML: paragraphs and line breaks, and no character of it a tag.</summary>
public static class PlainBody
{
    /// <summary>Writes paragraphs, which empty lines part; a line break in one stays a line break.</summary>
    public static string Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var html = new MarkupWriter();
        var isOpen = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var isBlank = line.IsWhiteSpace();
            if (isOpen && isBlank) html.Close();
            else if (isOpen) html.WriteBreak();
            else if (!isBlank) html.Open(Element.Paragraph);

            html.WriteText(isBlank ? "" : line.Trim());
            isOpen = !isBlank;
        }

        if (isOpen) html.Close();
        return html.ToString();
    }
}
