using System.Text.RegularExpressions;
using Parley.Core;
using Parley.Texts;

namespace Parley.Notifications;

/// <summary>Fills a template: its words are in Letters.resx, what is filled in comes with the letter.</summary>
/// <remarks>
/// <para><c>Letter{Template}Subject</c> is one line without anything filled in but the site's name: nobody else's words reach a header.</para>
/// <para>
/// <c>Letter{Template}Text</c> is paragraphs with an empty line between. <c>{name}</c> in them is filled in. A paragraph
/// that is <c>{code}</c> is shown large; one that is <c>{link}</c> becomes a button with the words of
/// <c>Letter{Template}Link</c>; one that begins with <c>> </c> is a quotation.
/// </para>
/// <para>
/// Values named <c>link</c> are addresses of our own, and so is <c>url</c> where it begins like one. All others are words: whatever they look like, no mail program
/// makes a link of them (<see cref="PlainWords"/>).
/// </para>
/// </remarks>
internal static partial class LetterTemplate
{
    private const string Quotation = "> ";

    public static LetterBody Fill(Text text, string template, IReadOnlyDictionary<string, string> values, string origin)
    {
        var parts = new List<LetterPart>();
        foreach (var paragraph in text[$"Letter{template}Text"].ReplaceLineEndings("\n").Split("\n\n"))
        {
            var words = paragraph.Trim();
            parts.Add(words switch
            {
                "{code}" => new LetterPart(LetterPartKind.Code, PlainWords.Of(values["code"])),
                "{link}" => new LetterPart(LetterPartKind.Button, text[$"Letter{template}Link"], Own(values["link"], origin)),
                _ when words.StartsWith(Quotation, StringComparison.Ordinal) =>
                    new LetterPart(LetterPartKind.Quote, Filled(words[Quotation.Length..], values, origin)),
                _ => new LetterPart(LetterPartKind.Paragraph, Filled(words, values, origin)),
            });
        }

        // No mail program makes links of a subject.
        var subject = text[$"Letter{template}Subject"].Replace("{site}", values.GetValueOrDefault("site"), StringComparison.Ordinal);
        return new LetterBody(text, OneLine.Read(subject), parts);
    }

    private static string Filled(string words, IReadOnlyDictionary<string, string> values, string origin) => Placeholder().Replace(words, match =>
    {
        var (name, value) = (match.Groups["name"].Value, values[match.Groups["name"].Value]);
        // An address of ours is to be copied as it is.
        return name == "url" && value.StartsWith(origin + "/", StringComparison.Ordinal) ? OneLine.Read(value) : PlainWords.Of(value);
    });

    private static string Own(string link, string origin) => link.StartsWith(origin + "/", StringComparison.Ordinal)
        ? link
        : throw new FormatException("A letter may only link to this installation.");

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
