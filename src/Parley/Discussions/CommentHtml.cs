using System.Buffers;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>The one writer of a comment, for the story page, the frame, the fragment a script asks for, and crawlers.</summary>
internal static class CommentHtml
{
    // Where indentation stops: a column of text narrower than that is no longer read.
    private const int IndentedLevels = 6;
    private const int IndentedLevelsOnAPhone = 4;

    // A name shorter than this is never cut, not even on a phone.
    private const int LongName = 18;

    /// <summary>Writes <paramref name="branch"/> as a list item with all its replies nested in it.</summary>
    public static void Write(
        IBufferWriter<byte> output,
        PlacedComment branch,
        Site site,
        Story story,
        Text text,
        Composing composing = default,
        Guid? focus = null,
        Guid? first = null)
    {
        var html = new HtmlWriter(output);
        var open = new Stack<(PlacedComment Comment, int Next)>();
        Open(html, branch, site, story, text, composing, focus, first);
        open.Push((branch, 0));
        while (open.TryPop(out var place))
        {
            var (comment, next) = place;
            if (next < comment.Replies.Count)
            {
                open.Push((comment, next + 1));
                Open(html, comment.Replies[next], site, story, text, composing, focus, first);
                open.Push((comment.Replies[next], 0));
                continue;
            }

            if (comment.Replies.Count > 0) html.Raw("</ol>"u8);
            if (comment.More is { } more) WriteMore(html, comment, more, site, story, text);
            html.Raw("</li>\n"u8);
        }
    }

    /// <summary>How readers call the writer of a comment; what its writer or a moderator took away has no name.</summary>
    public static string NameOf(Comment comment, Text text) => comment.State switch
    {
        CommentState.Removed => text["ARemovedComment"],
        CommentState.Deleted => text["ADeletedComment"],
        CommentState.Held when comment.IsShown => text["AWaitingComment"],
        CommentState.Published or CommentState.Held or CommentState.Refused or CommentState.Missing => comment.Name,
    };

    private static void Open(
        HtmlWriter html, PlacedComment placed, Site site, Story story, Text text, Composing composing, Guid? focus,
        Guid? first)
    {
        var comment = placed.Comment;
        html.Raw("<li id=\"comment-"u8).Identity(comment.Id).Raw("\""u8);
        if (focus == comment.Id) html.Raw(" class=\"here\""u8);
        // Where the link to the rest of a branch leads: past what hangs above and has been read.
        html.Raw(first == comment.Id ? "><article id=\"more\" aria-labelledby=\"h-"u8 : "><article aria-labelledby=\"h-"u8).Identity(comment.Id).Raw("\">"u8);
        if (comment.State is CommentState.Removed or CommentState.Deleted || comment is { State: CommentState.Held, IsShown: true })
            WriteTombstone(html, placed, text);
        else
            WriteComment(html, placed, site, story, text);
        if (comment.MayBeAnswered) WriteActions(html, comment, site, story, text);
        html.Raw("</article>"u8);

        if (composing.Parent?.Comment.Id == comment.Id)
            ComposerHtml.Write(html.Output, site, story, comment, text, Entered.Nothing);
        if (placed.Replies.Count == 0) return;

        html.Raw("<ol role=\"list\" id=\"replies-"u8).Identity(comment.Id);
        html.Raw(comment.Depth switch
        {
            >= IndentedLevels => "\" class=\"level\">"u8,
            >= IndentedLevelsOnAPhone => "\" class=\"level-narrow\">"u8,
            _ => "\">"u8,
        });
    }

    private static void WriteComment(HtmlWriter html, PlacedComment placed, Site site, Story story, Text text)
    {
        var comment = placed.Comment;
        html.Raw("<span class=\"disc h"u8).Number(CommenterMark.HueOf(comment.Name)).Raw("\" aria-hidden=\"true\">"u8)
            .Text(CommenterMark.InitialsOf(comment.Name)).Raw("</span><h3 id=\"h-"u8).Identity(comment.Id)
            .Raw("\"><span class=\"by\">"u8);
        WriteName(html, placed, site);
        if (placed.Badge != Badge.None)
            html.Raw(" <span class=\"badge\">"u8).Text(BadgeName(placed.Badge, text)).Raw("</span>"u8);
        html.Raw("</span>"u8);
        WriteMoment(html, comment, text);
        WriteRelation(html, placed, text);
        html.Raw("</h3>"u8);
        WriteParent(html, placed, text);
        // What is put last is not put first.
        if (placed.Quieting is null && comment is { IsReadable: true, FeaturedBy: { } chooser }) html.Raw("<p class=\"to\">"u8).Text(Featured(chooser, text)).Raw("</p>"u8);
        if (comment.IsReadable)
        {
            // One line for everybody, its writer and moderators too; what is written below it stays as it is.
            if (placed.Quieting is { } quieting) html.Raw("<details><summary class=\"to\">"u8).Text(Label(quieting, text)).Raw("</summary>"u8);
            html.Raw("<div class=\"text\""u8);
            if (Languages.UnlessIn(text, Languages.Of(story, site)) is { } language) html.Raw(" lang=\""u8).Text(language).Raw("\""u8);
            html.Raw(">"u8).Safe(comment.Html).Raw(placed.Quieting is null ? "</div>"u8 : "</div></details>"u8);
            return;
        }

        var reason = comment.State switch
        {
            CommentState.Held => "CommentIsHeld",
            CommentState.Refused => "CommentIsRefused",
            _ => "TextIsMissing",
        };
        html.Raw("<p class=\"gone\">"u8).Text(text[reason]).Raw("</p>"u8);
    }

    // The name of somebody with an account leads to what they wrote on this site.
    private static void WriteName(HtmlWriter html, PlacedComment placed, Site site)
    {
        var name = placed.Comment.Name;
        if (placed.HasProfile)
        {
            html.Raw("<a class=\"name\" href=\"/"u8).Text(site.Key).Raw("/commenters/"u8)
                .Identity(placed.Comment.CommenterId).Raw("\""u8);
        }
        else
        {
            html.Raw("<bdi class=\"name\""u8);
        }

        if (name.Length > LongName) html.Raw(" title=\""u8).Text(name).Raw("\""u8);
        if (placed.HasProfile) html.Raw("><bdi>"u8).Text(name).Raw("</bdi></a>"u8);
        else html.Raw(">"u8).Text(name).Raw("</bdi>"u8);
    }

    /// <summary>What stands in place of a text that is gone: who took it away, and for which class of reasons.</summary>
    public static string Tombstone(Comment comment, Text text) => comment switch
    {
        { State: CommentState.Deleted } => text["CommentWasDeleted"],
        { State: CommentState.Held } => text["CommentIsHeld"],
        { RemovedFor: { } reason } => text.Format("CommentWasRemovedFor", ReasonWords.Of(reason, text)),
        _ => text["CommentWasRemoved"],
    };

    /// <summary>What the room reads where a comment is one line: why, and until when.</summary>
    public static string Label(Quieting quieting, Text text) =>
        text.Format("ShownCollapsed", text.Day(quieting.Until), ReasonWords.Of(quieting.Reason, text));

    /// <summary>Who chose a comment to be read first: an office, never a name.</summary>
    public static string Featured(RoleKind by, Text text) => text[by == RoleKind.Moderator ? "FeaturedByModerator" : "FeaturedByEditor"];

    private static void WriteTombstone(HtmlWriter html, PlacedComment placed, Text text)
    {
        var comment = placed.Comment;
        html.Raw("<h3 class=\"gone\" id=\"h-"u8).Identity(comment.Id).Raw("\"><span>"u8)
            .Text(Tombstone(comment, text))
            .Raw("</span>"u8);
        WriteMoment(html, comment, text);
        WriteRelation(html, placed, text);
        html.Raw("</h3>"u8);
        WriteParent(html, placed, text);
    }

    private static void WriteMoment(HtmlWriter html, Comment comment, Text text)
    {
        // What waits has no place that its writer could be led to.
        if (comment.IsShown) html.Raw(" <a class=\"when\" href=\"/comments/"u8).Identity(comment.Id).Raw("\">"u8);
        else html.Raw(" <span class=\"when\">"u8);
        if (comment.IsDated)
            WriteTime(html, comment.At, text);
        else
            html.Text(text["Undated"]);
        html.Raw(comment.IsShown ? "</a>"u8 : "</span>"u8);
        if (comment is not { EditedAt: { } editedAt, State: CommentState.Published }) return;

        html.Raw(" <span class=\"edited\" title=\""u8).Text(text.Moment(editedAt)).Raw("\">"u8).Text(text["Edited"])
            .Raw("</span>"u8);
    }

    private static void WriteTime(HtmlWriter html, DateTimeOffset at, Text text)
    {
        Span<char> machine = stackalloc char[20];
        _ = at.UtcDateTime.TryFormat(machine, out _, "yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture);
        html.Raw("<time datetime=\""u8).Text(machine).Raw("\">"u8).Text(text.Moment(at)).Raw("</time>"u8);
    }

    // Heard, not seen: whoever reads with the eyes has the line at the side.
    private static void WriteRelation(HtmlWriter html, PlacedComment placed, Text text)
    {
        if (placed.Comment.Depth == 1) return;

        html.Raw(" <span class=\"heard\">"u8);
        if (placed.Parent is { } parent)
            html.Sentence(text["ReplyToHeard"], NameOf(parent.Comment, text));
        html.Text(text.Format("LevelHeard", placed.Comment.Depth)).Raw("</span>"u8);
    }

    // Seen where indentation has stopped and the line at the side no longer tells.
    private static void WriteParent(HtmlWriter html, PlacedComment placed, Text text)
    {
        if (placed.Comment.Depth <= IndentedLevelsOnAPhone || placed.Parent is not { } parent) return;

        html.Raw(placed.Comment.Depth > IndentedLevels ? "<p class=\"to\">"u8 : "<p class=\"to narrow\">"u8);
        var (before, after) = HtmlWriter.Cut(text["InReplyTo"]);
        html.Text(before).Raw("<a href=\"#comment-"u8).Identity(parent.Comment.Id).Raw("\"><bdi>"u8)
            .Text(NameOf(parent.Comment, text)).Raw("</bdi></a>"u8).Text(after).Raw("</p>"u8);
    }

    private static void WriteActions(HtmlWriter html, Comment comment, Site site, Story story, Text text)
    {
        html.Raw("<div class=\"acts\">"u8);
        if (story.IsOpen)
        {
            html.Raw("<a class=\"reply\" href=\"/"u8).Text(site.Key).Raw("/"u8).Text(story.Key).Raw("?reply="u8)
                .Identity(comment.Id).Raw("#compose\">"u8);
            WriteNamed(html, text["Reply"], text["ReplyToName"], NameOf(comment, text));
            html.Raw("</a>"u8);
        }

        if (comment.MayBeVotedOn)
        {
            VoteHtml.Write(html, comment, story, text);
            html.Raw("<a class=\"flag\" href=\"/comments/"u8).Identity(comment.Id).Raw("/flag\" rel=\"nofollow\">"u8);
            WriteNamed(html, text["Flag"], text["FlagComment"], comment.Name);
            html.Raw("</a>"u8);
        }

        html.Raw("</div>"u8);
    }

    // A word for the eye; for the ear the sentence that begins with it and is unique on the page (WCAG 2.4.4, 2.5.3).
    private static void WriteNamed(HtmlWriter html, string word, string sentence, string name)
    {
        if (!sentence.StartsWith(word, StringComparison.Ordinal))
        {
            html.Text(word);
            return;
        }

        html.Text(word).Raw("<span class=\"heard\">"u8).Sentence(sentence[word.Length..], name).Raw("</span>"u8);
    }

    private static void WriteMore(HtmlWriter html, PlacedComment branch, More more, Site site, Story story, Text text)
    {
        html.Raw("<p class=\"more\"><a href=\"/"u8).Text(site.Key).Raw("/"u8).Text(story.Key).Raw("?branch="u8)
            .Identity(branch.Comment.BranchId).Raw("&amp;after="u8).Text(more.After).Raw("#more\">"u8)
            .Text(more.Count is { } count ? text.Count("MoreReplies", count) : text["MoreReplies"]);
        html.Raw("<span class=\"heard\">"u8).Sentence(text["InBranchOf"], NameOf(branch.Comment, text))
            .Raw("</span></a></p>"u8);
    }

    /// <summary>How readers call a badge; nothing for none.</summary>
    public static string BadgeName(Badge badge, Text text) => badge switch
    {
        Badge.None => "",
        Badge.Author => text["BadgeAuthor"],
        Badge.Staff => text["BadgeStaff"],
        Badge.Moderator => text["BadgeModerator"],
        Badge.Expert => text["BadgeExpert"],
    };
}
