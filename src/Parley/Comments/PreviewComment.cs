using Parley.Core.Comments;
using Parley.Http;

namespace Parley.Comments;

/// <summary>POST a text to see what it will look like; nothing is stored.</summary>
internal static class PreviewComment
{
    public sealed record Request(string? Text);

    public sealed record Response(string Html);

    public static IResult Handle(Request request) =>
        CommentText.TryRead(request.Text, TextFormat.Markdown, out var text, out var why)
            ? TypedResults.Ok(new Response(text.Html))
            : Problems.NotAccepted("text", DraftReading.Refused(why));
}
