using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>A form that came back without becoming a comment: everything its writer entered, and what is wrong with it.</summary>
/// <remarks>
/// Errors are sentences by the name of the field: text, name, email, or anything else for the whole. PreviewHtml is the
/// text as it would look, safe by construction; null where nobody asked. As is the name of the account that writes; null for a guest. Parent is null for a comment on the story.
/// </remarks>
public sealed record ComposeForm(
    Site Site,
    Story Story,
    Comment? Parent,
    string TextValue,
    string Name,
    string Email,
    IReadOnlyDictionary<string, Sentence> Errors,
    string? PreviewHtml,
    string? As)
{
    /// <summary>What limits its writer in this story; null where nothing does.</summary>
    internal ReadOwnComments.Limit? Limited { get; init; }

    /// <summary>Whether the writer wants mail about answers.</summary>
    public bool WantsMail { get; init; }
}
