using System.Buffers;
using System.Text.Json;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Live;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>Writes a page of a discussion: the same bytes in the hosted page and in the frame, for every reader.</summary>
internal static class DiscussionHtml
{
    // What the script says to every reader, in the page's language; ReadSentences has the rest.
    private static readonly string[] ScriptSentences = ["Score"];

    // And what it counts, in every form that the language has.
    private static readonly string[] ScriptCounts = ["Came", "Comments", "New", "RepliesTo"];

    /// <summary>Writes the section: its heading, orders, composer, branches, and the links to what is not on this page.</summary>
    public static void Write(IBufferWriter<byte> output, Discussion discussion, Text text, Composing composing)
    {
        var html = new HtmlWriter(output);
        var (site, story) = (discussion.Site, discussion.Story);
        html.Raw("<section class=\"discussion\" id=\"discussion\" aria-labelledby=\"discussion-title\" data-site=\""u8)
            .Text(site.Key).Raw("\" data-story=\""u8).Text(story.Key).Raw("\" data-order=\""u8)
            .Text(Word(discussion.Order)).Raw("\" data-count=\""u8).Number(story.CommentCount)
            .Raw("\" data-at=\""u8).Text(new LivePosition(story.Version, story.LastNumber).ToString())
            .Raw("\">\n<header><h2 id=\"discussion-title\" tabindex=\"-1\">"u8)
            .Text(story.CommentCount == 0 ? text["CommentsNone"] : text.Count("Comments", story.CommentCount))
            .Raw("</h2>"u8);
        if (story.CommentCount > 1) WriteOrders(html, discussion, text);
        // A page that asks who follows; the script puts a button in its place for whoever is signed in.
        if (story.IsOpen)
        {
            html.Raw("<p class=\"acts\" id=\"follow\"><a href=\"/"u8).Text(site.Key).Raw("/"u8).Text(story.Key)
                .Raw("/follow\" rel=\"nofollow\">"u8).Text(text["FollowStory"]).Raw("</a></p>"u8);
        }

        html.Raw("</header>\n"u8);
        if (discussion.Branches.Count > 0)
            html.Raw("<a class=\"skip\" href=\"#discussion-end\">"u8).Text(text["SkipComments"]).Raw("</a>"u8);

        html.Raw("<div id=\"compose-place\">"u8);
        RoomHtml.Write(html, discussion.Room, text);
        if (!story.IsOpen)
            html.Raw("<p class=\"note\">"u8).Text(text["DiscussionIsClosed"]).Raw("</p>"u8);
        else if (composing.Parent is null)
            ComposerHtml.Write(output, site, story, null, text, Entered.Nothing);
        else
            Link(html.Raw("<p class=\"note\">"u8), discussion, "#compose-text", text["CommentOnStory"]).Raw("</p>"u8);
        html.Raw("</div>\n<p class=\"status\" id=\"status\" role=\"status\"></p>\n"u8);

        if (discussion.IsContinued)
            Link(html.Raw("<p class=\"pages\">"u8), discussion, "#discussion", text["EarlierComments"]).Raw("</p>"u8);
        // There also while it does not hold: the script shows it when the last comment is taken back.
        var isEmpty = discussion.Branches.Count == 0 && !discussion.IsContinued;
        html.Raw("<p class=\"empty\" id=\"empty\""u8).Raw(isEmpty ? ">"u8 : " hidden>"u8)
            .Text(text[story.IsOpen ? "NobodyYet" : "NobodyDid"]).Raw("</p>\n"u8);
        WriteBranches(output, discussion, text, composing);
        html.Raw("<p class=\"end\" id=\"discussion-end\" tabindex=\"-1\"></p>\n"u8);
        WriteScriptSentences(html, text);
        html.Raw("</section>\n"u8);
    }

    /// <summary>Writes the branches and the link to what follows them: what a script puts into a page that is there already.</summary>
    public static void WriteBranches(IBufferWriter<byte> output, Discussion discussion, Text text, Composing composing)
    {
        var html = new HtmlWriter(output);
        html.Raw("<ol role=\"list\" class=\"branches\" id=\"branches\">\n"u8);
        foreach (var branch in discussion.Branches)
            CommentHtml.Write(output, branch, discussion.Site, discussion.Story, text, composing, discussion.Focus, discussion.First);
        html.Raw("</ol>\n"u8);
        if (discussion.Next is { } next)
            Link(html.Raw("<p class=\"pages\" id=\"next\">"u8), discussion, "#discussion", text["MoreComments"], next).Raw("</p>"u8);
    }

    /// <summary>How an order is called in addresses.</summary>
    public static string Word(Order order) => order switch
    {
        Order.Best => "best",
        Order.Newest => "newest",
        Order.Oldest => "oldest",
        Order.Answered => "answered",
    };

    private static void WriteOrders(HtmlWriter html, Discussion discussion, Text text)
    {
        html.Raw("<nav class=\"orders\" aria-label=\""u8).Text(text["OrderOfComments"]).Raw("\">"u8);
        foreach (var (order, name) in new[] { (Order.Best, text["OrderBest"]), (Order.Newest, text["OrderNewest"]), (Order.Oldest, text["OrderOldest"]), (Order.Answered, text["OrderAnswered"]) })
        {
            // Where nobody of them speaks there is nothing to look for.
            if (order == Order.Answered && discussion.Answered.Count == 0 && discussion.Order != Order.Answered) continue;
            if (order == discussion.Order)
                html.Raw("<span aria-current=\"true\">"u8).Text(name).Raw("</span>"u8);
            else
                Link(html, discussion with { Order = order }, "#discussion", name);
        }

        html.Raw("</nav>"u8);
    }

    private static HtmlWriter Link(
        HtmlWriter html, Discussion discussion, string fragment, string name, string? after = null)
    {
        html.Raw("<a href=\"/"u8).Text(discussion.Site.Key).Raw("/"u8).Text(discussion.Story.Key).Raw("?order="u8)
            .Text(Word(discussion.Order));
        if (after is not null) html.Raw("&amp;after="u8).Text(Uri.EscapeDataString(after));
        return html.Text(fragment).Raw("\">"u8).Text(name).Raw("</a>"u8);
    }

    private static void WriteScriptSentences(HtmlWriter html, Text text)
    {
        // The writer's default encoder escapes < and &, so nothing in it can end the element.
        html.Raw("<script type=\"application/json\" id=\"sentences\">"u8);
        using (var json = new Utf8JsonWriter(html.Output))
        {
            json.WriteStartObject();
            foreach (var key in ScriptSentences)
                json.WriteString(key, text[key]);
            foreach (var (key, form) in ScriptCounts.SelectMany(text.Forms))
                json.WriteString(key, form);
            json.WriteEndObject();
        }

        html.Raw("</script>\n"u8);
    }
}
