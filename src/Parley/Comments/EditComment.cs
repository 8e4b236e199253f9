using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>PATCH the text of one's own comment.</summary>
internal static class EditComment
{
    public sealed record Request(string? Text);

    public static async Task<IResult> Handle(
        string id, Request request, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var (problem, errors) = await EditAsync(db, id, request.Text, context, clock.GetUtcNow(), cancellation);
        if (errors is not null) return Problems.NotAccepted(errors);
        return problem is null ? TypedResults.NoContent() : OwnComment.Problem(problem);
    }

    /// <summary>Edits; otherwise the problem's name, or a sentence for the text.</summary>
    public static async Task<(string? Problem, IReadOnlyDictionary<string, string>? Errors)> EditAsync(
        ParleyContext db, string id, string? typed, HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs.
        await using var turn = await db.BeginWritingAsync(cancellation);
        var (own, problem) = await OwnComment.FindAsync(db, id, context, now, cancellation);

        // Decide.
        if (own is null) return (problem, null);
        if (own.Comment.State == CommentState.Deleted) return ("not-found", null);
        if (!CommentText.TryRead(typed, TextFormat.Markdown, out var text, out var why))
            return (null, new Dictionary<string, string>(StringComparer.Ordinal) { ["text"] = DraftReading.Sentence(why) });
        if (string.Equals(text.Source, own.Comment.Text, StringComparison.Ordinal)) return (null, null);

        // Save.
        var comment = own.Comment;
        (comment.Text, comment.Format, comment.Html) = (text.Source, text.Format, text.Html);
        (comment.Renderer, comment.EditedAt) = (CommentText.Renderer, now);
        _ = await db.SaveChangesAsync(cancellation);
        await turn.CommitAsync(cancellation);
        return (null, null);
    }
}
