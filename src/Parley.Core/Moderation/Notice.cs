using Parley.Core.Commenters;

namespace Parley.Core.Moderation;

/// <summary>What a moderator found about a legal notice.</summary>
public enum NoticeOutcome
{
    /// <summary>The comment is illegal, and its text is taken away.</summary>
    Illegal,

    /// <summary>It is not illegal, or that is not clear, but against the publication's rules, and its text is taken away.</summary>
    AgainstRules,

    /// <summary>It stays.</summary>
    Stays,

    /// <summary>It was as the notice says; its writer has changed it since, and what is read now stays. Nobody chooses it: it is what becomes of either finding then.</summary>
    Mended,
}

/// <summary>Somebody's notice that a comment is illegal (Regulation (EU) 2022/2065, Article 16), with exactly the fields that the law names.</summary>
/// <remarks>
/// It keeps what it is about: the text as it was read, whatever its writer does with it afterwards. Who gave it is nobody's
/// business but the moderators', and is forgotten with its words a year after it was decided.
/// </remarks>
public sealed class Notice
{
    /// <summary>The most characters of an explanation, a complaint, or an answer.</summary>
    public const int MaximumText = 5_000;

    /// <summary>The most characters of a notifier's name.</summary>
    public const int MaximumName = 200;

    /// <summary>How long a notice and its decision are kept with the words and names in them, once it is decided.</summary>
    public static readonly TimeSpan KeptFor = Retention.RecordsOfTheGone;

    /// <summary>How long a decision about it can be complained of (Article 20): half a year, and a day where months differ.</summary>
    public static readonly TimeSpan ContestableFor = TimeSpan.FromDays(184);

    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    public Guid CommentId { get; set; }

    /// <summary>Which of the comment's texts was read; see <see cref="Comments.Comment.Revision"/>.</summary>
    public int Revision { get; set; }

    /// <summary>The exact electronic location: the comment's address.</summary>
    public string Url { get; set; } = "";

    /// <summary>The comment as it was read, in plain text.</summary>
    public string Text { get; set; } = "";

    /// <summary>Under which name it was written.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether a trusted flagger of the site gives it, signed in: such are looked at first (Article 22).</summary>
    public bool IsTrusted { get; set; }

    /// <summary>Why it is illegal, substantiated.</summary>
    public string Explanation { get; set; } = "";

    /// <summary>Who gives notice; null where they need not say (<see cref="IsAboutChildren"/>) or it is forgotten.</summary>
    public string? NotifierName { get; set; }

    /// <summary>Where they are told what becomes of it; null likewise.</summary>
    public string? NotifierEmail { get; set; }

    /// <summary>Whether it is about the sexual abuse of children (Directive 2011/93/EU, Articles 3 to 7): then nobody need say who they are.</summary>
    public bool IsAboutChildren { get; set; }

    /// <summary>The language in which they are told.</summary>
    public string Language { get; set; } = "";

    /// <summary>The hash of what is in the address under which its notifier follows it. By it, sending twice is sending once.</summary>
    public required byte[] SecretHash { get; set; }

    /// <summary>When it was received, with the statement that it is accurate and complete, in good faith.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>What a moderator found; null as long as nobody has.</summary>
    public NoticeOutcome? Outcome { get; set; }

    /// <summary>Why, to the notifier.</summary>
    public string Answer { get; set; } = "";

    public DateTimeOffset? DecidedAt { get; set; }

    public Guid? ByAccountId { get; set; }

    /// <summary>What the notifier says to the decision; empty where they say nothing.</summary>
    public string Complaint { get; set; } = "";

    public DateTimeOffset? ComplainedAt { get; set; }

    /// <summary>What they are answered, by somebody who did not decide before.</summary>
    public string ComplaintAnswer { get; set; } = "";

    /// <summary>Whether the complaint was right; null as long as nobody has answered.</summary>
    public bool? ComplaintIsRight { get; set; }

    public DateTimeOffset? ComplaintAnsweredAt { get; set; }

    public Guid? ComplaintByAccountId { get; set; }

    /// <summary>Whether a moderator has something to decide about it.</summary>
    public bool Waits => Outcome is null || (ComplainedAt is not null && ComplaintIsRight is null);

    /// <summary>Whether its decision may be complained of at <paramref name="now"/>.</summary>
    public bool MayBeContested(DateTimeOffset now) => DecidedAt is { } at && ComplainedAt is null && now < at + ContestableFor;

    /// <summary>Whether an account may decide what waits of it: its complaint not whoever decided before.</summary>
    public bool MayBeDecidedBy(Guid account) => Outcome is null || ByAccountId != account;
}
