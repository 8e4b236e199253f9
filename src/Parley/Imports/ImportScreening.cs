using System.Text.Json;
using Parley.Core.Comments;
using Parley.Core.Moderation;

namespace Parley.Imports;

/// <summary>The word lists, as they look at what is imported.</summary>
/// <remarks>Paces, repetitions and floods are about what is said now, and ask nothing of what was said elsewhere long ago.</remarks>
internal sealed class ImportScreening(WordMatcher words, string? language)
{
    public IReadOnlyList<Finding> Find(CommentText text) => ScreenedText.Of(text, words, language).Findings ?? [];

    /// <summary>Whether a comment waits for it: words that would be refused here wait, too, as there is nobody to mend them.</summary>
    public static bool Holds(Finding found) => found is { List: WordList.Held or WordList.Banned, IsNear: false };

    /// <summary>What moderators see of it.</summary>
    public static ScreeningRecord Record(Comment comment, IReadOnlyList<Finding> found, DateTimeOffset at) => new()
    {
        CommentId = comment.Id,
        Revision = comment.Revision,
        Reasons = found.Any(Holds) ? nameof(HoldReason.Words) : "",
        Findings = JsonSerializer.Serialize(found),
        At = at,
    };
}
