namespace Parley.Core.Moderation;

/// <summary>How an appeal ended.</summary>
public enum AppealOutcome
{
    /// <summary>The decision stands.</summary>
    Upheld,

    /// <summary>A lower step takes its place, or it ends earlier.</summary>
    Softened,

    /// <summary>The decision is taken back with all that followed from it.</summary>
    Reversed,
}

/// <summary>Somebody contests a decision about them: once, free, and somebody else decides it.</summary>
/// <remarks>After Article 20 of Regulation (EU) 2022/2065.</remarks>
public sealed class Appeal
{
    /// <summary>For how long a decision can be contested, from when its person was told.</summary>
    public const int Months = 6;

    /// <summary>The most characters of what is written in it, and of its answer.</summary>
    public const int MaximumText = 5_000;

    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    /// <summary>The decision that is contested; one appeal each.</summary>
    public Guid DecisionId { get; set; }

    public Guid CommenterId { get; set; }

    /// <summary>What they say to it, in plain text.</summary>
    public required string Text { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>How it ended; null as long as it has not.</summary>
    public AppealOutcome? Outcome { get; set; }

    /// <summary>Why, to the person who asked; empty as long as it has not ended.</summary>
    public string Answer { get; set; } = "";

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Who decided it; null as long as nobody has.</summary>
    public Guid? ByAccountId { get; set; }

    /// <summary>By when an answer is owed: a week; three days where somebody may not write at all meanwhile.</summary>
    public static DateTimeOffset DueAt(DateTimeOffset at, RestrictionLevel? level) =>
        at.AddDays(level is RestrictionLevel.Suspended or RestrictionLevel.Removed ? 3 : 7);

    /// <summary>Until when a decision of then can be contested.</summary>
    public static DateTimeOffset OpenUntil(DateTimeOffset decidedAt) => decidedAt.AddMonths(Months);

    /// <summary>Whether a decision can be contested at all: it goes against its person.</summary>
    public static bool IsPossibleAgainst(DecisionKind kind) =>
        kind is DecisionKind.Remind or DecisionKind.Restrict || Decision.AgainstComments.Contains(kind);

    /// <summary>Whether somebody may decide it: not who took the decision or signed it, and not whom it is about.</summary>
    /// <param name="deciders">The accounts that took part in the decision; null for the ladder itself.</param>
    /// <param name="person">The account of whom it is about; null for a guest.</param>
    public static bool MayBeDecidedBy(Guid account, IEnumerable<Guid?> deciders, Guid? person) =>
        account != person && !deciders.Contains(account);
}
