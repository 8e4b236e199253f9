using System.Text;

namespace Parley.Notifications;

/// <summary>A letter as plain text.</summary>
internal static class LetterText
{
    public static string Of(LetterBody body)
    {
        var text = new StringBuilder();
        foreach (var part in body.Parts)
        {
            _ = part.Kind switch
            {
                LetterPartKind.Paragraph => text.Append(part.Words),
                LetterPartKind.Heading => text.Append("* ").Append(part.Words),
                LetterPartKind.Quote => text.Append("> ").Append(part.Words),
                LetterPartKind.Code => text.Append("    ").Append(part.Words),
                LetterPartKind.Button or LetterPartKind.Link => text.Append(part.Words).Append(":\n").Append(part.Address),
                LetterPartKind.Note => text.Append("-- \n").Append(part.Words),
            };
            _ = text.Append("\n\n");
        }

        return text.ToString().TrimEnd() + "\n";
    }
}
