using System.Text.Json;
using Parley.Core.Comments;

namespace Parley.Commenters;

/// <summary>A comment as its writer's copy holds it.</summary>
internal sealed record ExportedComment(
    Guid Id, Guid? ParentId, string SiteKey, string SiteName, string StoryKey, string StoryTitle, string Name, DateTimeOffset At,
    bool IsDated, DateTimeOffset? EditedAt, CommentState State, TextFormat Format, string Text, string Html, int UpVotes, int DownVotes)
{
    public string UrlOn(string origin) => $"{origin}/comments/{Core.Id.Text(Id)}";

    public void Write(Utf8JsonWriter json, string origin)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Core.Id.Text(Id));
        json.WriteString("parentId"u8, ParentId is { } parent ? Core.Id.Text(parent) : null);
        json.WriteString("url"u8, UrlOn(origin));
        json.WriteString("site"u8, SiteKey);
        json.WriteString("story"u8, StoryKey);
        json.WriteString("storyTitle"u8, StoryTitle);
        json.WriteString("name"u8, Name);
        ExportList.WriteMoment(json, "at", IsDated ? At : null);
        ExportList.WriteMoment(json, "editedAt", EditedAt);
        ExportList.WriteValue(json, "state", State);
        ExportList.WriteValue(json, "format", Format);
        json.WriteString("text"u8, Text);
        json.WriteString("html"u8, Html);
        json.WriteNumber("upVotes"u8, UpVotes);
        json.WriteNumber("downVotes"u8, DownVotes);
        json.WriteEndObject();
    }
}
