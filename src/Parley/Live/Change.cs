namespace Parley.Live;

/// <summary>What became different in a story.</summary>
internal enum ChangeKind
{
    /// <summary>Something that is told by reading anew: the story itself, or what another process did.</summary>
    Story,

    /// <summary>A comment came.</summary>
    Posted,

    /// <summary>A comment says something else.</summary>
    Edited,

    /// <summary>A comment's words, or its place, went.</summary>
    Gone,

    /// <summary>A comment's votes changed.</summary>
    Voted,
}

/// <summary>One change of a story that readers can see, announced once it is stored.</summary>
/// <param name="Version">The story's version with it.</param>
/// <param name="CommentId">The comment; empty for <see cref="ChangeKind.Story"/>.</param>
/// <param name="Number">The comment's number in the story.</param>
/// <param name="Up">Its votes for.</param>
/// <param name="Down">Its votes against.</param>
internal sealed record Change(
    Guid StoryId, long Version, ChangeKind Kind, Guid CommentId = default, int Number = 0, int Up = 0, int Down = 0);
