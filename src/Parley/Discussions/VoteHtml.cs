using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>How a comment's votes stand, between the two buttons of a form that works alone.</summary>
internal static class VoteHtml
{
    public static void Write(HtmlWriter html, Comment comment, Story story, Text text)
    {
        if (!story.IsOpen)
        {
            // What was voted stays to be seen; the sign before it comes from the style sheet.
            if (comment.UpVotes + comment.DownVotes > 0) WriteScore(html, comment, text);
            return;
        }

        html.Raw("<form class=\"vote\" method=\"post\" action=\"/comments/"u8).Identity(comment.Id).Raw("/vote?lang="u8).Text(text.Language).Raw("\">"u8);
        WriteButton(html, "1"u8, text["VoteUpComment"], comment.Name);
        WriteScore(html, comment, text);
        WriteButton(html, "-1"u8, text["VoteDownComment"], comment.Name);
        html.Raw("</form>"u8);
    }

    private static void WriteButton(HtmlWriter html, ReadOnlySpan<byte> value, string sentence, string name) =>
        html.Raw("<button name=\"value\" value=\""u8).Raw(value).Raw("\"><span class=\"heard\">"u8).Sentence(sentence, name)
            .Raw("</span></button>"u8);

    // One number for the eye, up minus down; both for the ear, and for a script in the attributes.
    private static void WriteScore(HtmlWriter html, Comment comment, Text text) =>
        html.Raw("<span class=\"score\" data-up=\""u8).Number(comment.UpVotes).Raw("\" data-down=\""u8)
            .Number(comment.DownVotes).Raw("\"><span aria-hidden=\"true\">"u8)
            .Text(Signed(comment.UpVotes - comment.DownVotes, text)).Raw("</span><span class=\"heard\">"u8)
            .Text(text.Format("Score", text.Number(comment.UpVotes), text.Number(comment.DownVotes))).Raw("</span></span>"u8);

    private static string Signed(int number, Text text) =>
        number < 0 ? "\u2212" + text.Number(-number) : text.Number(number);
}
