namespace Parley.Core.Moderation;

/// <summary>How a discussion takes comments while a measure holds.</summary>
/// <remarks>In the order of how much they ask of everybody: of several that hold, all apply.</remarks>
public enum Mode
{
    /// <summary>Whatever passes screening is published at once.</summary>
    Open,

    /// <summary>Everybody writes at a pace; see <see cref="RoomMeasure.Pace"/>.</summary>
    Slow,

    /// <summary>What newcomers write waits for a moderator.</summary>
    NewcomersHeld,

    /// <summary>What anybody writes waits for a moderator.</summary>
    AllHeld,

    /// <summary>Nothing new is taken, neither comments nor votes; what is there stays readable and linkable.</summary>
    Closed,
}

/// <summary>A measure that asks something of everybody in a room: a story, a section or a whole site.</summary>
/// <remarks>
/// It is another kind of decision than one about a person: it has its own reason, always an end, at most
/// <see cref="Longest"/> away, and it shows itself to the room (ladder.md, G16). A row is only ever added; ended early, it
/// keeps when.
/// </remarks>
public sealed class RoomMeasure
{
    /// <summary>The longest a measure lasts: after a day somebody looks at the room again and decides anew.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>The shortest: shorter, nobody would notice it before it ends.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);

    /// <summary>The most characters its reason may have; the room reads it.</summary>
    public const int MaximumReason = 300;

    /// <summary>The least time between two comments of one commenter in <see cref="Mode.Slow"/>, in seconds.</summary>
    public const int LeastPace = 10;

    /// <summary>The longest such time, in seconds: an hour.</summary>
    public const int MostPace = 3_600;

    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    /// <summary>The section whose stories it holds in; null where it holds in one story or the whole site.</summary>
    public string? Section { get; set; }

    /// <summary>The story it holds in; null where it holds in a section or the whole site.</summary>
    public Guid? StoryId { get; set; }

    public Mode Mode { get; set; }

    /// <summary>In <see cref="Mode.Slow"/> the seconds between two comments of one commenter; 0 otherwise.</summary>
    public int Pace { get; set; }

    /// <summary>Why, in one sentence for the room.</summary>
    public required string Reason { get; set; }

    public DateTimeOffset BeginsAt { get; set; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>When a moderator ended it before that; null where none did.</summary>
    public DateTimeOffset? LiftedAt { get; set; }

    /// <summary>Whose decision it was.</summary>
    public Guid ByAccountId { get; set; }

    /// <summary>Whether it holds at <paramref name="now"/>: from its beginning until, and not at, its end.</summary>
    public bool HoldsAt(DateTimeOffset now) => BeginsAt <= now && now < EndsAt && LiftedAt is null;

    /// <summary>Whether it is about a story, which may be in a <paramref name="section"/>.</summary>
    public bool Covers(Guid storyId, string? section) =>
        StoryId is { } story ? story == storyId : Section is null || string.Equals(Section, section, StringComparison.Ordinal);
}
