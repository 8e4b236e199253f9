namespace Parley.Core.Moderation;

/// <summary>Why screening refuses a draft. Its writer is told, and keeps the text.</summary>
public enum Refusal
{
    /// <summary>The discussion takes no comments, for anybody.</summary>
    StoryClosed,

    /// <summary>It is too soon after this commenter's last.</summary>
    TooSoon,

    /// <summary>They said the same here not long ago.</summary>
    Repeated,

    /// <summary>It has words that the publication never publishes.</summary>
    BannedWords,

    /// <summary>Its writer may not write here for now.</summary>
    Suspended,

    /// <summary>Its writer writes at a pace of their own for now.</summary>
    TooOften,

    /// <summary>Its writer may answer only those who answered them.</summary>
    OnlyWhoAnswered,

    /// <summary>Its writer may set no links for now.</summary>
    TextOnly,

    /// <summary>Its writer wrote as much as somebody of their standing does at once; see <see cref="StandingLimits"/>.</summary>
    PaceOfStanding,

    /// <summary>Its writer is new, and has begun a branch beneath this story already.</summary>
    BegunHere,

    /// <summary>As many of its writer's comments wait as may.</summary>
    TooManyWaiting,
}

/// <summary>Why a comment waits for a person. All reasons are collected, and its writer is told.</summary>
public enum HoldReason
{
    /// <summary>A check could not be made; what it would have found is for a person to see.</summary>
    CheckFailed,

    /// <summary>Several people sent the same text within a short time.</summary>
    Flood,

    /// <summary>It has words that a moderator looks at first.</summary>
    Words,

    /// <summary>It has more links than its writer may set unseen.</summary>
    Links,

    /// <summary>The publication looks at what newcomers write.</summary>
    Newcomer,

    /// <summary>The publication looks at what those without an account write.</summary>
    Guest,

    /// <summary>The room's mode: whatever is written waits.</summary>
    Room,

    /// <summary>It changes what a moderator approved into something else.</summary>
    Approved,

    /// <summary>Whatever its writer writes waits for now.</summary>
    Restricted,
}

/// <summary>What a word list found in a text.</summary>
/// <param name="Start">Where, in UTF-16 units of the text as it was typed.</param>
/// <param name="Length">How long, in the same units.</param>
/// <param name="List">Which list it stands on.</param>
/// <param name="Word">The word as the list has it.</param>
/// <param name="Note">What the list says of it; null for nothing.</param>
/// <param name="IsNear">Whether it only looks like the word: a hint.</param>
public sealed record Finding(int Start, int Length, WordList List, string Word, string? Note, bool IsNear);

/// <summary>What screening says of a draft: it is published, it waits, or it is refused.</summary>
/// <param name="Findings">What the word lists found, in the order of the text.</param>
public abstract record Verdict(IReadOnlyList<Finding> Findings)
{
    /// <summary>Everybody reads it at once.</summary>
    public sealed record Publish(IReadOnlyList<Finding> Findings) : Verdict(Findings);

    /// <summary>It waits for a moderator, for these reasons, in the order of the checks.</summary>
    public sealed record Hold(IReadOnlyList<HoldReason> Reasons, IReadOnlyList<Finding> Findings) : Verdict(Findings);

    /// <summary>It is not taken.</summary>
    /// <param name="Until">When it would be, where that is known.</param>
    public sealed record Refuse(Refusal Why, DateTimeOffset? Until, IReadOnlyList<Finding> Findings) : Verdict(Findings);
}
