using System.Buffers;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>The one composer: a form that works alone, and that the script moves to where it is wanted.</summary>
internal static class ComposerHtml
{
    /// <summary>Writes the composer for an answer to <paramref name="parent"/>, or for a comment on the story.</summary>
    public static void Write(
        IBufferWriter<byte> output, Site site, Story story, Comment? parent, Text text, Entered entered)
    {
        var html = new HtmlWriter(output);
        // Multipart: a long comment in a script beyond Latin would be three times its size in the other encoding.
        html.Raw("<form class=\"compose\" id=\"compose\" method=\"post\" enctype=\"multipart/form-data\" action=\"/"u8).Text(site.Key).Raw("/"u8)
            .Text(story.Key).Raw("/comments?lang="u8).Text(text.Language).Raw("\">"u8);
        if (parent is not null)
            html.Raw("<input type=\"hidden\" name=\"parent\" value=\""u8).Identity(parent.Id).Raw("\">"u8);
        WriteField(html, text, entered, parent);

        // Where guests are not let in, how to come in is seen before anything is entered.
        var isClosed = site.Guests == GuestRule.Closed;
        if (isClosed) WriteSpeaker(html, site, story, text, entered);
        html.Raw("<div class=\"entered\"><p class=\"help\" id=\"compose-help\">"u8).Text(text["ComposeHelp"])
            .Raw("</p><p class=\"left\" id=\"compose-left\" hidden></p>"u8);
        if (!isClosed) WriteSpeaker(html, site, story, text, entered);
        // An account that has no name yet takes the one that is asked for here, wherever guests may or may not write.
        if (entered.Errors.ContainsKey("name") || (!isClosed && entered.As is null))
        {
            html.Raw("<div class=\"who\">"u8);
            WriteInput(html, text, entered, "name", "text", CommenterName.MaximumLength, text["YourName"], entered.Name);
            if (entered.As is null && !isClosed)
            {
                WriteInput(html, text, entered, "email", "email", 254, text["YourEmail"], entered.Email);
                html.Raw("<p class=\"notify\"><label><input type=\"checkbox\" name=\"notify\" value=\"1\""u8)
                    .Raw(entered.WantsMail ? " checked> "u8 : "> "u8).Text(text["NotifyMe"]).Raw(" <small>"u8).Text(text["NotifyMeNote"])
                    .Raw("</small></label></p>"u8);
            }

            html.Raw("</div>"u8);
        }

        // A trap for programs that fill in every field: not displayed, so no person and no reader ever meets it.
        html.Raw("<p class=\"trap\"><label>"u8).Text(text["LeaveEmpty"])
            .Raw(" <input name=\"website\" autocomplete=\"off\" tabindex=\"-1\"></label></p>"u8)
            .Raw("<div class=\"preview\" id=\"compose-preview\" hidden></div><p class=\"buttons\">"u8)
            .Raw("<button class=\"main\" name=\"act\" value=\"post\">"u8);
        if (parent is null)
            html.Text(text["PostComment"]);
        else
            html.Sentence(text["PostAnswerTo"], CommentHtml.NameOf(parent, text));
        html.Raw("</button> <button name=\"act\" value=\"preview\">"u8).Text(text["Preview"]).Raw("</button>"u8);
        if (parent is not null)
        {
            html.Raw(" <a class=\"cancel\" href=\"/"u8).Text(site.Key).Raw("/"u8).Text(story.Key)
                .Raw("#comment-"u8).Identity(parent.Id).Raw("\">"u8).Text(text["Cancel"]).Raw("</a>"u8);
        }

        html.Raw("</p></div></form>"u8);
    }

    // Who speaks, and how to speak as somebody: the script says it anew where somebody is signed in.
    private static void WriteSpeaker(HtmlWriter html, Site site, Story story, Text text, Entered entered)
    {
        html.Raw("<p class=\"speaker\" id=\"speaker\">"u8);
        if (entered.As is not null)
        {
            html.Sentence(text["WritingAs"], entered.As).Raw("</p>"u8);
            return;
        }

        if (site.Guests == GuestRule.Held)
            html.Sentence(text["GuestIsHeld"], site.Name);
        else
            html.Text(text[site.Guests == GuestRule.Closed ? "OnlySignedIn" : "GuestWrites"]);
        html.Raw(" <a class=\"sign-in\" href=\"/sign-in?lang="u8).Text(text.Language).Raw("&amp;return=/"u8).Text(site.Key).Raw("/"u8).Text(story.Key).Raw("\""u8);
        // What is written already stays in its page.
        if (entered.Text.Length > 0) html.Raw(" target=\"_blank\""u8);
        html.Raw(">"u8).Text(text["SignIn"]).Raw("</a></p>"u8);
    }

    private static void WriteField(HtmlWriter html, Text text, Entered entered, Comment? parent)
    {
        html.Raw("<label for=\"compose-text\">"u8);
        if (parent is null)
            html.Text(text["YourComment"]);
        else
            html.Sentence(text["YourAnswerTo"], CommentHtml.NameOf(parent, text));
        html.Raw("</label><textarea id=\"compose-text\" name=\"text\" rows=\"3\" required dir=\"auto\""u8);
        // The placeholder tells the style sheet whether anything is written yet: with nothing, the rest stays folded.
        html.Raw(" placeholder=\""u8).Text(text["ComposePlaceholder"]).Raw("\""u8);
        WriteErrorLink(html, entered, "text", "compose-help");
        // HTML drops one line break at the start of a text area; this is that one, so that the writer's own survives.
        html.Raw(">\n"u8).Text(entered.Text).Raw("</textarea>"u8);
        WriteError(html, text, entered, "text");
    }

    private static void WriteInput(
        HtmlWriter html, Text text, Entered entered, string name, string type, int maximum, string label, string value)
    {
        html.Raw("<p><label for=\"compose-"u8).Text(name).Raw("\">"u8).Text(label);
        if (name == "email") html.Raw(" <small>"u8).Text(text["EmailNote"]).Raw("</small>"u8);
        html.Raw("</label><input id=\"compose-"u8).Text(name).Raw("\" name=\""u8).Text(name).Raw("\" type=\""u8)
            .Text(type).Raw("\" autocomplete=\""u8).Text(name).Raw("\" dir=\"auto\" value=\""u8).Text(value)
            .Raw("\""u8);
        // Browsers count UTF-16 units and we count letters: one letter may be several units, so the browser's limit is wide.
        html.Raw(" maxlength=\""u8).Number(maximum * 4).Raw("\""u8);
        if (name == "name") html.Raw(" required"u8);
        WriteErrorLink(html, entered, name, null);
        html.Raw(">"u8);
        WriteError(html, text, entered, name);
        html.Raw("</p>"u8);
    }

    private static void WriteErrorLink(HtmlWriter html, Entered entered, string field, string? described)
    {
        var wrong = entered.Errors.ContainsKey(field);
        if (!wrong && described is null) return;

        html.Raw(" aria-describedby=\""u8);
        if (wrong) html.Raw("compose-"u8).Text(field).Raw("-error"u8);
        if (wrong && described is not null) html.Raw(" "u8);
        html.Text(described).Raw(wrong ? "\" aria-invalid=\"true\""u8 : "\""u8);
    }

    private static void WriteError(HtmlWriter html, Text text, Entered entered, string field)
    {
        if (!entered.Errors.TryGetValue(field, out var error)) return;

        html.Raw("<span class=\"error\" id=\"compose-"u8).Text(field).Raw("-error\">"u8).Text(error.In(text)).Raw("</span>"u8);
    }
}
