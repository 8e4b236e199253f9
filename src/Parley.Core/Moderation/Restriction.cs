namespace Parley.Core.Moderation;

/// <summary>How far a restriction goes: the steps of the <see cref="Ladder"/> that are taken by decision, in their order.</summary>
/// <remarks>What each changes for its person: <see cref="Limits"/>. None changes anything for anybody else (ladder.md, G1–G17).</remarks>
public enum RestrictionLevel
{
    /// <summary>They write at a pace of their own, and their links wait.</summary>
    Slowed = 3,

    /// <summary>What they write is one line until somebody opens it, last in its place; they answer only who answered them.</summary>
    Quieted = 4,

    /// <summary>Each of their comments waits for a moderator.</summary>
    Held = 5,

    /// <summary>They write nothing; what they wrote stays where it is.</summary>
    Suspended = 6,

    /// <summary>They are out, for as long as a restriction can last; it holds only once a second person has signed it.</summary>
    Removed = 7,
}

/// <summary>What limits one commenter, somewhere, for a while: a step of the <see cref="Ladder"/> with a reason and always an end.</summary>
/// <remarks>
/// A row is only ever added; ended early, it keeps when. Whether it holds is a pure function of it and the moment, so it ends
/// to the second without anybody's work.
/// </remarks>
public sealed class Restriction
{
    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    /// <summary>Whom it limits.</summary>
    public Guid CommenterId { get; set; }

    /// <summary>The decision that imposed it, with its statement of reasons.</summary>
    public Guid DecisionId { get; set; }

    public RestrictionLevel Level { get; set; }

    /// <summary>The section whose stories it holds in; null where it holds in one story or the whole site.</summary>
    public string? Section { get; set; }

    /// <summary>The story it holds in; null where it holds in a section or the whole site.</summary>
    public Guid? StoryId { get; set; }

    /// <summary>The class of reasons, which the room reads where something of it is to be seen.</summary>
    public ReasonClass Reason { get; set; }

    public DateTimeOffset BeginsAt { get; set; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Whether the <see cref="Ladder"/> took it by itself.</summary>
    public bool IsAutomatic { get; set; }

    /// <summary>When a second person signed it; null where none did, or none is needed.</summary>
    public DateTimeOffset? SignedAt { get; set; }

    /// <summary>When it was ended before its time; null where it was not.</summary>
    public DateTimeOffset? LiftedAt { get; set; }

    /// <summary>Whether it waits for a second person: nobody is removed by one alone.</summary>
    public bool WaitsForSignature => Level == RestrictionLevel.Removed && SignedAt is null && LiftedAt is null;

    /// <summary>Whether it holds at <paramref name="now"/>: from its beginning until, and not at, its end.</summary>
    public bool HoldsAt(DateTimeOffset now) => BeginsAt <= now && now < EndsAt && LiftedAt is null && !WaitsForSignature;

    /// <summary>Whether it is about a story, which may be in a <paramref name="section"/>.</summary>
    public bool Covers(Guid storyId, string? section) =>
        StoryId is { } story ? story == storyId : Section is null || string.Equals(Section, section, StringComparison.Ordinal);

    /// <summary>Of restrictions of one person, the one that holds in a story at <paramref name="now"/>: the deepest, and of those the longest.</summary>
    public static Restriction? Deepest(IEnumerable<Restriction> all, Guid storyId, string? section, DateTimeOffset now) =>
        all.Where(r => r.HoldsAt(now) && r.Covers(storyId, section)).OrderByDescending(r => r.Level).ThenByDescending(r => r.EndsAt)
            .ThenBy(r => r.Id).FirstOrDefault();
}

/// <summary>What the room reads where somebody's comments are one line each: why, and until when. Never more.</summary>
public sealed record Quieting(ReasonClass Reason, DateTimeOffset Until);
