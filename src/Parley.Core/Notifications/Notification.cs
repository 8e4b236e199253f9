namespace Parley.Core.Notifications;

/// <summary>What somebody is told of.</summary>
public enum NotificationKind
{
    /// <summary>Somebody answered their comment.</summary>
    Reply,

    /// <summary>Somebody wrote their name with an @ before it.</summary>
    Mention,

    /// <summary>Somebody commented on a story they follow.</summary>
    Story,

    /// <summary>A moderator decided about their comment.</summary>
    Decision,

    /// <summary>A decision about them, because of a comment: a reminder, a restriction, its end, an answer to an appeal.</summary>
    Step,

    /// <summary>A moderator looked at what they flagged.</summary>
    Flag,
}

/// <summary>One thing a commenter is told: on their own page, and by mail as they chose.</summary>
public sealed class Notification
{
    public Guid Id { get; set; }

    /// <summary>Whom it is for.</summary>
    public Guid CommenterId { get; set; }

    public Guid SiteId { get; set; }

    public Guid StoryId { get; set; }

    /// <summary>The comment that answers, mentions, or was decided about.</summary>
    public Guid CommentId { get; set; }

    public NotificationKind Kind { get; set; }

    /// <summary>The decision that it tells of; null where it tells of none.</summary>
    public Guid? DecisionId { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>When a mail is to tell of it; null where none is, or one did.</summary>
    public DateTimeOffset? MailDueAt { get; set; }
}

/// <summary>A story whose new comments a commenter wants to hear of, or not to hear of at all.</summary>
public sealed class Follow
{
    public Guid CommenterId { get; set; }

    public Guid StoryId { get; set; }

    /// <summary>Whether every new comment is told of; false for a story of which nothing is.</summary>
    public bool IsFollowed { get; set; }

    /// <summary>How by mail; null for the choice that holds for all stories.</summary>
    public Commenters.MailChoice? Mail { get; set; }

    public DateTimeOffset At { get; set; }
}
