using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;

namespace Parley.Discussions;

/// <summary>Writes a page of a discussion as the JSON of the contract.</summary>
internal static class DiscussionJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The nesting of a discussion is bounded by Comment.MaximumDepth, two JSON levels each.
        MaxDepth = 4 * Comment.MaximumDepth,
        // Other scripts than Latin stay readable and short; what could open a tag stays escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static void Write(IBufferWriter<byte> output, Discussion discussion, string origin)
    {
        using var json = new Utf8JsonWriter(output, Options);
        var story = discussion.Story;
        json.WriteStartObject();
        json.WriteStartObject("story"u8);
        json.WriteString("key"u8, story.Key);
        json.WriteString("title"u8, story.Title);
        json.WriteString("url"u8, story.Url ?? $"{origin}/{discussion.Site.Key}/{story.Key}");
        json.WriteBoolean("isOpen"u8, story.IsOpen);
        json.WriteEndObject();
        json.WriteNumber("count"u8, story.CommentCount);
        json.WriteString("order"u8, NameOf(discussion.Order));
        json.WriteNumber("version"u8, story.Version);
        WriteList(json, "branches", discussion.Branches, discussion.Site.Key, origin);
        json.WriteString("next"u8, discussion.Next);
        json.WriteEndObject();
    }

    public static string NameOf(Order order) => order switch
    {
        Order.Best => "best",
        Order.Newest => "newest",
        Order.Oldest => "oldest",
        Order.Answered => "answered",
    };

    public static string NameOf(CommentState state) => state switch
    {
        CommentState.Published => "published",
        CommentState.Held => "held",
        CommentState.Removed => "removed",
        CommentState.Deleted => "deleted",
        CommentState.Missing => "missing",
        // To its writer it is removed; nobody else ever hears of it.
        CommentState.Refused => "removed",
    };

    public static string NameOf(Badge badge) => badge switch
    {
        Badge.None => "none",
        Badge.Author => "author",
        Badge.Staff => "staff",
        Badge.Moderator => "moderator",
        Badge.Expert => "expert",
    };

    public static string NameOf(RoleKind chooser) => chooser switch
    {
        RoleKind.Moderator or RoleKind.Flagger => "moderators",
        RoleKind.Editor or RoleKind.Owner => "editors",
    };

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<PlacedComment> comments, string site, string origin)
    {
        json.WriteStartArray(name);
        foreach (var comment in comments) WriteComment(json, comment, site, origin);
        json.WriteEndArray();
    }

    private static void WriteComment(Utf8JsonWriter json, PlacedComment placed, string site, string origin)
    {
        var comment = placed.Comment;
        json.WriteStartObject();
        json.WriteString("id"u8, Id.Text(comment.Id));
        if (comment.ParentId is { } parent) json.WriteString("parentId"u8, Id.Text(parent));
        else json.WriteNull("parentId"u8);
        json.WriteNumber("depth"u8, comment.Depth);
        json.WriteString("name"u8, IsNameless(comment) ? null : comment.Name);
        if (placed.HasProfile && !IsNameless(comment)) json.WriteString("profile"u8, $"{origin}/{site}/commenters/{Id.Text(comment.CommenterId)}");
        else json.WriteNull("profile"u8);
        json.WriteStartArray("badges"u8);
        if (placed.Badge != Badge.None && !IsNameless(comment)) json.WriteStringValue(NameOf(placed.Badge));
        json.WriteEndArray();
        WriteMoment(json, "at", comment.IsDated ? comment.At : null);
        WriteMoment(json, "editedAt", comment.EditedAt);
        json.WriteString("html"u8, comment.IsReadable ? comment.Html : "");
        json.WriteString("state"u8, placed.Quieting is null ? NameOf(comment.State) : "quieted");
        if (comment is { State: CommentState.Removed, RemovedFor: { } reason }) json.WriteString("removedFor"u8, JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()));
        else json.WriteNull("removedFor"u8);
        if (placed.Quieting is { } quieting)
        {
            json.WriteStartObject("quieted"u8);
            json.WriteString("reason"u8, JsonNamingPolicy.CamelCase.ConvertName(quieting.Reason.ToString()));
            WriteMoment(json, "until", quieting.Until);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("quieted"u8);
        }

        json.WriteString("featuredBy"u8, placed.Quieting is null && comment is { IsReadable: true, FeaturedBy: { } chooser } ? NameOf(chooser) : null);
        json.WriteStartObject("score"u8);
        json.WriteNumber("up"u8, comment.UpVotes);
        json.WriteNumber("down"u8, comment.DownVotes);
        json.WriteEndObject();
        WriteList(json, "replies", placed.Replies, site, origin);
        if (placed.More is { } more)
        {
            json.WriteStartObject("more"u8);
            if (more.Count is { } count) json.WriteNumber("count"u8, count);
            else json.WriteNull("count"u8);
            json.WriteString("after"u8, more.After);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("more"u8);
        }

        json.WriteString("url"u8, $"{origin}/comments/{Id.Text(comment.Id)}");
        json.WriteEndObject();
    }

    // Who takes a comment back takes the name back with it; nobody is named for what nobody has looked at.
    private static bool IsNameless(Comment comment) => comment.State == CommentState.Deleted || comment is { State: CommentState.Held, IsShown: true };

    private static void WriteMoment(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } moment) json.WriteString(name, Moment(moment));
        else json.WriteNull(name);
    }

    /// <summary>RFC 3339 in UTC.</summary>
    public static string Moment(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
