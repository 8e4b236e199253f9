namespace Parley.Stories;

internal sealed record StoryText(string Html)
{
    public static StoryText FromMarkdown(string text)
    {
        _ = Parley.Core.Comments.CommentText.TryRead(text, Parley.Core.Comments.TextFormat.Markdown, out var read, out _);
        return new StoryText(read!.Html);
    }
}
