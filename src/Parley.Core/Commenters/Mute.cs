namespace Parley.Core.Commenters;

/// <summary>One reader's wish not to see what somebody writes: theirs alone, it changes nothing for anybody else.</summary>
public sealed class Mute
{
    public Guid AccountId { get; set; }

    /// <summary>The commenter, and with them the site, that is muted.</summary>
    public Guid CommenterId { get; set; }

    public DateTimeOffset At { get; set; }
}
