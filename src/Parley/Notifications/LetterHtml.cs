using System.Buffers;
using System.Text;
using Parley.Http;

namespace Parley.Notifications;

/// <summary>A letter as HTML: the same words, no image, no script, and no link but our own.</summary>
internal static class LetterHtml
{
    // Mail programs know little of style sheets: everything that matters stands at the element, the dark colours where they are understood.
    private const string Style =
        """
        :root{color-scheme:light dark;supported-color-schemes:light dark}
        @media (prefers-color-scheme:dark){
        .paper{background:#161513!important}.ink{color:#e9e6dd!important}.quiet{color:#b3afa3!important}
        .rule{border-color:#34322d!important}.button{background:#74c5d2!important;color:#161513!important}.link{color:#74c5d2!important}}
        """;

    private const string Sans = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
    private const string Serif = "font-family:ui-serif,Charter,'Iowan Old Style',Georgia,serif;";

    public static string Of(LetterBody body)
    {
        var output = new ArrayBufferWriter<byte>();
        var html = new HtmlWriter(output);
        html.Raw("<!DOCTYPE html>\n<html lang=\""u8).Text(body.Text.Language).Raw("\" dir=\""u8)
            .Text(body.Text.IsRightToLeft ? "rtl" : "ltr").Raw("\">\n<head>\n<meta charset=\"utf-8\">\n"u8)
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>"u8)
            .Text(body.Subject).Raw("</title>\n<style>"u8).Safe(Style).Raw("</style>\n</head>\n"u8)
            .Raw("<body class=\"paper\" style=\"margin:0;background:#fffdf8\">\n<div class=\"ink\" style=\"max-width:560px;margin:0 auto;padding:32px 20px;"u8)
            .Safe(Sans).Raw("font-size:16px;line-height:1.6;color:#1a1a17;overflow-wrap:anywhere\">\n"u8);
        foreach (var part in body.Parts) Write(html, part);
        html.Raw("</div>\n</body>\n</html>\n"u8);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Write(HtmlWriter html, LetterPart part)
    {
        // Each takes its direction from its own words: names and quotations are in whatever script they are in.
        _ = part.Kind switch
        {
            LetterPartKind.Paragraph => html.Raw("<p dir=\"auto\" style=\"margin:0 0 16px\">"u8).Text(part.Words).Raw("</p>\n"u8),
            LetterPartKind.Heading => html
                .Raw("<h2 dir=\"auto\" class=\"rule\" style=\"margin:32px 0 16px;padding-top:16px;border-top:1px solid #ddd8ca;font-size:17px;line-height:1.35;font-weight:600\">"u8)
                .Text(part.Words).Raw("</h2>\n"u8),
            LetterPartKind.Quote => html
                .Raw("<blockquote dir=\"auto\" class=\"rule\" style=\"margin:0 0 16px;padding:0 16px;border-inline-start:2px solid #ddd8ca;"u8)
                .Safe(Serif).Raw("font-size:17px\">"u8).Text(part.Words).Raw("</blockquote>\n"u8),
            LetterPartKind.Code => html
                .Raw("<p style=\"margin:0 0 16px;font-size:28px;font-weight:600;letter-spacing:4px;font-variant-numeric:tabular-nums\"><bdi dir=\"ltr\">"u8)
                .Text(part.Words).Raw("</bdi></p>\n"u8),
            LetterPartKind.Button => html.Raw("<p style=\"margin:24px 0\"><a class=\"button\" href=\""u8).Text(part.Address)
                .Raw("\" style=\"display:inline-block;padding:10px 18px;border-radius:6px;background:#0b5c6b;color:#fffdf8;font-weight:600;text-decoration:none\">"u8)
                .Text(part.Words).Raw("</a></p>\n"u8),
            LetterPartKind.Link => html.Raw("<p style=\"margin:0 0 16px\"><a class=\"link\" href=\""u8).Text(part.Address)
                .Raw("\" style=\"color:#0b5c6b\">"u8).Text(part.Words).Raw("</a></p>\n"u8),
            LetterPartKind.Note => html
                .Raw("<p dir=\"auto\" class=\"rule quiet\" style=\"margin:32px 0 8px;padding-top:16px;border-top:1px solid #ddd8ca;font-size:14px;color:#56544d\">"u8)
                .Text(part.Words).Raw("</p>\n"u8),
        };
    }
}
