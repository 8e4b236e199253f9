namespace Parley.Core.Comments;

/// <summary>What was typed, and the HTML it becomes: safe by construction, because only a few elements can be written.</summary>
public sealed record CommentText
{
    /// <summary>The most characters a comment may have, counted as people count them (grapheme clusters, UAX #29).</summary>
    public const int MaximumLength = 10_000;

    /// <summary>The version of the renderer; stored beside its HTML, and raised when its output changes.</summary>
    public const int Renderer = 1;
}
