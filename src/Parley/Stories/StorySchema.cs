using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Stories;

namespace Parley.Stories;

/// <summary>The page for crawlers: schema.org's DiscussionForumPosting and Comment, as JSON-LD.</summary>
internal static class StorySchema
{
    // A result page shows a handful of comments; more would only make the page heavier for people.
    private const int MostComments = 20;

    // As long as a search result is wide.
    private const int OpeningLength = 200;

    /// <summary>The data block. The framework's encoder escapes every `&lt;`, so nothing in it can end the element.</summary>
    public static string Element(Discussion discussion, string address)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, discussion, address);
        }

        return $"<script type=\"application/ld+json\">{Encoding.UTF8.GetString(buffer.WrittenSpan)}</script>";
    }

    /// <summary>The beginning of a story's text, cut at a word; null for a story without text.</summary>
    public static string? Opening(Story story)
    {
        var text = TextOf(story.BodyHtml, OpeningLength * 2);
        if (text.Length == 0) return null;
        if (text.Length <= OpeningLength) return text;

        var end = text.LastIndexOf(' ', OpeningLength);
        return text[..(end < OpeningLength / 2 ? OpeningLength : end)] + "…";
    }

    private static void Write(Utf8JsonWriter json, Discussion discussion, string address)
    {
        var story = discussion.Story;
        json.WriteStartObject();
        json.WriteString("@context", "https://schema.org");
        json.WriteString("@type", "DiscussionForumPosting");
        json.WriteString("url", address);
        json.WriteString("headline", story.Title);
        if (Opening(story) is { } opening) json.WriteString("text", opening);
        json.WriteString("datePublished", Machine(story.PublishedAt));
        json.WriteStartObject("author");
        json.WriteString("@type", story.Byline is null ? "Organization" : "Person");
        json.WriteString("name", story.Byline ?? discussion.Site.Name);
        json.WriteEndObject();
        json.WriteNumber("commentCount", story.CommentCount);
        json.WriteStartArray("comment");
        foreach (var comment in Readable(discussion).Take(MostComments))
            WriteComment(json, comment);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteComment(Utf8JsonWriter json, Comment comment)
    {
        json.WriteStartObject();
        json.WriteString("@type", "Comment");
        json.WriteString("@id", "#comment-" + Id.Text(comment.Id));
        json.WriteString("text", TextOf(comment.Html, 5_000));
        if (comment.IsDated) json.WriteString("datePublished", Machine(comment.At));
        json.WriteStartObject("author");
        json.WriteString("@type", "Person");
        json.WriteString("name", comment.Name);
        json.WriteEndObject();
        if (comment.ParentId is { } parent)
        {
            json.WriteStartObject("parentItem");
            json.WriteString("@type", "Comment");
            json.WriteString("@id", "#comment-" + Id.Text(parent));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static IEnumerable<Comment> Readable(Discussion discussion)
    {
        var waiting = new Stack<PlacedComment>(discussion.Branches.Reverse());
        while (waiting.TryPop(out var placed))
        {
            if (placed.Comment.IsReadable) yield return placed.Comment;
            for (var i = placed.Replies.Count - 1; i >= 0; i--)
                waiting.Push(placed.Replies[i]);
        }
    }

    private static string Machine(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Our renderer writes every `<` of the text as an entity, so what stands between `<` and `>` is a tag.
    private static string TextOf(string html, int most)
    {
        var text = new StringBuilder();
        var inTag = false;
        foreach (var c in html)
        {
            if (text.Length >= most) break;
            if (c == '<')
                inTag = true;
            else if (c == '>')
                inTag = Space(text);
            else if (!inTag && char.IsWhiteSpace(c))
                _ = Space(text);
            else if (!inTag)
                _ = text.Append(c);
        }

        return WebUtility.HtmlDecode(text.ToString()).Trim();
    }

    private static bool Space(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != ' ') _ = text.Append(' ');
        return false;
    }
}
