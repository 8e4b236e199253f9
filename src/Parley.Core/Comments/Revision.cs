namespace Parley.Core.Comments;

/// <summary>What a revision is beside the text that readers see.</summary>
public enum RevisionState
{
    /// <summary>It was the comment's text until its writer changed it.</summary>
    Superseded,

    /// <summary>The writer's change, which waits for a moderator; readers see the text before it.</summary>
    Held,

    /// <summary>The writer's change, which a moderator did not let be read.</summary>
    Refused,
}

/// <summary>A text of a comment that is not the one readers see: an older one, or a change that waits.</summary>
/// <remarks>
/// A decision is about one revision. An approved text whose change waits stays visible; at most one change of a comment
/// waits at a time, and a newer one takes its place. Revisions go with the comment's text when its writer or an erasure
/// takes it away, unless a notice or a flag is about them.
/// </remarks>
public sealed class Revision
{
    public Guid CommentId { get; set; }

    /// <summary>Its place among the comment's texts, from 1.</summary>
    public int Number { get; set; }

    public RevisionState State { get; set; }

    /// <summary>What was typed.</summary>
    public required string Text { get; set; }

    public TextFormat Format { get; set; }

    /// <summary>The text as HTML, safe by construction.</summary>
    public required string Html { get; set; }

    /// <summary>The version of the renderer that wrote <see cref="Html"/>.</summary>
    public int Renderer { get; set; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset At { get; set; }
}
