namespace Parley.Core.Moderation;

/// <summary>What was decided about a comment, or about its writer because of it.</summary>
public enum DecisionKind
{
    /// <summary>It has its place for everybody to read.</summary>
    Publish,

    /// <summary>It waited, and is not published.</summary>
    Refuse,

    /// <summary>It was read, and its text is taken away; its place and its replies stay.</summary>
    Remove,

    /// <summary>It was removed, and is read again.</summary>
    Restore,

    /// <summary>Its writer is reminded of a rule; nothing else changes.</summary>
    Remind,

    /// <summary>Its writer is restricted; see <see cref="Restriction"/>.</summary>
    Restrict,

    /// <summary>A second person signs that its writer is removed.</summary>
    Sign,

    /// <summary>A restriction of its writer ends before its time, or a reminder is taken back.</summary>
    Lift,

    /// <summary>A decision was contested, and stands.</summary>
    Uphold,

    /// <summary>Readers flagged it, or the lists marked it, and it stays.</summary>
    Dismiss,

    /// <summary>It waited because of a restriction, nobody looked in time, and it went back to its writer: nothing against anybody.</summary>
    Return,

    /// <summary>It is to be read first.</summary>
    Feature,

    /// <summary>It no longer is.</summary>
    Unfeature,

    /// <summary>A change of it waited while everybody read it as it was, and has taken its place.</summary>
    PublishChange,

    /// <summary>Such a change is not published: everybody goes on reading it as it was.</summary>
    RefuseChange,
}

/// <summary>How what was decided about came to be looked at; the law wants it told.</summary>
public enum DecisionSource
{
    /// <summary>A moderator, or screening, looked by themselves.</summary>
    Own,

    /// <summary>Readers flagged it.</summary>
    Flag,

    /// <summary>Its person contested a decision.</summary>
    Appeal,

    /// <summary>The <see cref="Ladder"/> counted, and nobody decided.</summary>
    Ladder,

    /// <summary>Somebody gave legal notice; see <see cref="Moderation.Notice"/>.</summary>
    Notice,

    /// <summary>A trusted flagger of the site did (Regulation (EU) 2022/2065, Article 22).</summary>
    TrustedNotice,
}

/// <summary>The class of reasons for which a comment is not to be read; its writer is told.</summary>
public enum ReasonClass
{
    /// <summary>It has nothing to do with the story.</summary>
    OffTopic,

    /// <summary>It advertises, or says the same everywhere.</summary>
    Spam,

    /// <summary>It attacks a person instead of what they say.</summary>
    Insult,

    /// <summary>It stirs up hatred against people for what they are.</summary>
    Hatred,

    /// <summary>It threatens.</summary>
    Threat,

    /// <summary>It tells what belongs to somebody's private life.</summary>
    PrivateDetails,

    /// <summary>The law forbids it.</summary>
    Illegal,

    /// <summary>Something else that the publication's rules name.</summary>
    Other,
}

/// <summary>An act of moderation, only ever added.</summary>
public sealed class Decision
{
    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    public Guid CommentId { get; set; }

    /// <summary>Which of its texts was looked at; see <see cref="Comments.Comment.Revision"/>.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>Whose act it was; null where the <see cref="Ladder"/> took a step by itself.</summary>
    public Guid? ByAccountId { get; set; }

    public DecisionKind Kind { get; set; }

    /// <summary>Why; null where nothing goes against anybody.</summary>
    public ReasonClass? Reason { get; set; }

    /// <summary>The facts it rests on, to the person it is about, in plain text; empty where the reason says enough.</summary>
    public string Statement { get; set; } = "";

    public DecisionSource Source { get; set; }

    /// <summary>The restriction that was imposed, signed or lifted; null for decisions about a comment.</summary>
    public Guid? RestrictionId { get; set; }

    /// <summary>The kinds that say what becomes of a comment; the others are about its writer.</summary>
    public static IReadOnlyList<DecisionKind> AboutComments { get; } =
        [DecisionKind.Publish, DecisionKind.Refuse, DecisionKind.Remove, DecisionKind.Restore, DecisionKind.Return, DecisionKind.PublishChange, DecisionKind.RefuseChange];

    /// <summary>The kinds among them that go against its writer's words.</summary>
    public static IReadOnlyList<DecisionKind> AgainstComments { get; } = [DecisionKind.Refuse, DecisionKind.Remove, DecisionKind.RefuseChange];

    /// <summary>The most characters of a <see cref="Statement"/>.</summary>
    public const int MaximumStatement = 2_000;

    public DateTimeOffset At { get; set; }
}
