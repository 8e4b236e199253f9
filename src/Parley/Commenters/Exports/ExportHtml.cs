using System.Globalization;
using System.Text;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>The pages inside a copy: they stand alone on somebody's disk, without a script, and load nothing.</summary>
internal static class ExportHtml
{
    public const string Readme = "readme.html";

    // The tokens of parley.css, as far as a page to read needs them.
    private const string Css =
        ":root{color-scheme:light dark;--paper:#fffdf8;--ink:#1a1a17;--ink-2:#56544d;--rule:#ddd8ca;--accent:#0b5c6b}"
        + "@media(prefers-color-scheme:dark){:root{--paper:#161513;--ink:#e9e6dd;--ink-2:#b3afa3;--rule:#34322d;--accent:#74c5d2}}"
        + "*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}"
        + "main{max-inline-size:68ch;margin-inline:auto;padding:24px 16px 64px}a{color:var(--accent)}"
        + "h1,h2{font-family:ui-serif,Charter,Georgia,serif;line-height:1.2;text-wrap:balance}h2{font-size:1.1875rem;margin:0}"
        + "article{padding-block:16px;border-block-start:1px solid var(--rule)}article p{margin-block:4px 0}"
        + ".text{margin-block-start:8px;font:1.0625rem/1.6 ui-serif,Charter,Georgia,serif}.text>*{margin-block:0 .6em}.text pre{overflow-x:auto}"
        + ".quiet,th{font-size:.875rem;color:var(--ink-2)}.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9375rem}"
        + "th,td{padding:6px 24px 6px 0;border-block-start:1px solid var(--rule);text-align:start;vertical-align:top}thead th{border:0}"
        + "td{min-inline-size:7em}[dir=rtl] :is(th,td){padding:6px 0 6px 24px}dt{font-weight:600}dd{margin:0 0 12px}"
        + ".pages{display:flex;gap:24px;margin-block-start:24px}blockquote{margin-inline:0;padding-inline-start:16px;border-inline-start:1px solid var(--rule)}";

    /// <summary>The name of a list's page, counted from 1.</summary>
    public static string FileOf(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}-{number:0000}.html");

    public static void Begin(HtmlWriter html, Text text, string title, bool isFirst = false)
    {
        html.Raw("<!DOCTYPE html>\n<html lang=\""u8).Text(text.Language).Raw("\" dir=\""u8).Text(text.IsRightToLeft ? "rtl" : "ltr")
            .Raw("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"u8)
            // A page on a disk has no headers; this holds it to what it is.
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>"u8)
            .Text(title).Raw("</title>\n<style>"u8).Raw(Encoding.ASCII.GetBytes(Css)).Raw("</style>\n</head>\n<body>\n<main>\n"u8);
        if (!isFirst) html.Raw("<p class=\"quiet\"><a href=\"readme.html\">"u8).Text(text["ExportReadme"]).Raw("</a></p>\n"u8);
        html.Raw("<h1>"u8).Text(title).Raw("</h1>\n"u8);
    }

    public static void End(HtmlWriter html) => html.Raw("</main>\n</body>\n</html>\n"u8);

    public static void WriteNothing(HtmlWriter html, Text text) => html.Raw("<p>"u8).Text(text["ExportNothing"]).Raw("</p>\n"u8);

    public static void WritePager(HtmlWriter html, Text text, string name, int number, bool hasMore)
    {
        if (number == 1 && !hasMore) return;

        html.Raw("<p class=\"pages\">"u8);
        if (number > 1) Link(html, FileOf(name, number - 1), text["ExportPageBefore"]);
        if (hasMore) Link(html, FileOf(name, number + 1), text["ExportPageAfter"]);
        html.Raw("</p>\n"u8);
    }

    public static void Link(HtmlWriter html, string address, string words) =>
        html.Raw("<a href=\""u8).Text(address).Raw("\">"u8).Text(words).Raw("</a>\n"u8);

    /// <summary>One comment, as its writer wrote it.</summary>
    public static void WriteComment(HtmlWriter html, Text text, ExportedComment comment, string origin)
    {
        html.Raw("<article>\n<h2><a href=\""u8).Text(comment.UrlOn(origin)).Raw("\"><bdi>"u8).Text(comment.StoryTitle).Raw("</bdi></a></h2>\n<p class=\"quiet\">"u8)
            .Text(comment.IsDated ? text.Moment(comment.At) : text["Undated"]).Raw(" · <bdi>"u8).Text(comment.SiteName).Raw("</bdi> · "u8)
            .Text(StateOf(comment.State, text));
        if (comment.EditedAt is { } edited) html.Raw(" · "u8).Text(text["Edited"]).Raw(" "u8).Text(text.Moment(edited));
        html.Raw("</p>\n<div class=\"text\" dir=\"auto\">"u8).Safe(comment.Html).Raw("</div>\n</article>\n"u8);
    }

    /// <summary>A value in a table or list, as people read it.</summary>
    public static void WriteValue(HtmlWriter html, Text text, object? value)
    {
        switch (value)
        {
            case null: html.Text("–"); break;
            case DateTimeOffset at: html.Text(text.Moment(at)); break;
            case bool yes: html.Text(text[yes ? "ExportYes" : "ExportNo"]); break;
            case int number: html.Number(number); break;
            case Guid id: html.Identity(id); break;
            case Uri link: html.Raw("<a href=\""u8).Text(link.OriginalString).Raw("\">"u8).Text(link.OriginalString).Raw("</a>"u8); break;
            case Enum word: html.Text(ExportWord.Of(word, text)); break;
            case ExportWord word: html.Raw("<bdi>"u8).Text(word.Say(text)).Raw("</bdi>"u8); break;
            default: html.Raw("<bdi>"u8).Text(Convert.ToString(value, CultureInfo.InvariantCulture)).Raw("</bdi>"u8); break;
        }
    }

    private static string StateOf(CommentState state, Text text) => state switch
    {
        CommentState.Published => text["ExportPublished"],
        CommentState.Held => text["CommentIsHeld"],
        CommentState.Refused => text["CommentIsRefused"],
        CommentState.Removed => text["CommentWasRemoved"],
        CommentState.Deleted => text["CommentWasDeleted"],
        CommentState.Missing => text["TextIsMissing"],
    };
}
