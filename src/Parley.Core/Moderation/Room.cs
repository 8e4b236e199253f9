using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Core.Moderation;

/// <summary>What holds in a discussion for everybody at a moment: whether it takes comments, and the measures in force.</summary>
/// <param name="IsOpen">Whether comments and votes are taken.</param>
/// <param name="Measures">The measures in force, the one that asks most first; what the room reads.</param>
/// <param name="ClosesAt">When the discussion closes by itself; null for never, or where it is closed.</param>
/// <param name="Until">The moment at which any of this changes by itself; null where nothing does.</param>
public sealed record Room(bool IsOpen, IReadOnlyList<RoomMeasure> Measures, DateTimeOffset? ClosesAt, DateTimeOffset? Until)
{
    /// <summary>The room of a story at <paramref name="now"/>.</summary>
    /// <param name="measures">The site's measures, in any order; those that are over or elsewhere are passed over.</param>
    public static Room Of(Story story, Site site, IEnumerable<RoomMeasure> measures, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(story);
        ArgumentNullException.ThrowIfNull(site);
        var closing = story.ClosingAt(site);
        var isOver = closing is { } end && end <= now;
        var covering = measures.Where(m => m.LiftedAt is null && m.EndsAt > now && m.Covers(story.Id, story.Section)).ToList();
        var holding = covering.Where(m => m.HoldsAt(now)).OrderByDescending(m => m.Mode).ThenBy(m => m.EndsAt).ThenBy(m => m.Id).ToList();
        var isOpen = story.IsOpen && !isOver && !holding.Exists(m => m.Mode == Mode.Closed);
        var next = covering.Select(m => m.BeginsAt > now ? m.BeginsAt : m.EndsAt);
        if (closing is { } at && !isOver) next = next.Append(at);
        return new Room(
            isOpen, holding, story.IsOpen && !isOver ? closing : null,
            next.Select(t => (DateTimeOffset?)t).DefaultIfEmpty(null).Min());
    }

    /// <summary>Whose comments are one line each here, and what the room reads of it.</summary>
    public IReadOnlyDictionary<Guid, Quieting> Quieted { get; private init; } = new Dictionary<Guid, Quieting>();

    /// <summary>The same room with those who are quieted in it at <paramref name="now"/>.</summary>
    /// <param name="restrictions">Of the site, in any order; those that are over, elsewhere or of another level are passed over.</param>
    public Room With(IEnumerable<Restriction> restrictions, Story story, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(restrictions);
        ArgumentNullException.ThrowIfNull(story);
        var here = restrictions.Where(r => r.Level == RestrictionLevel.Quieted && r.Covers(story.Id, story.Section) && r.HoldsAt(now)).ToList();
        if (here.Count == 0) return this;

        var quieted = here.GroupBy(r => r.CommenterId).ToDictionary(
            g => g.Key, g => g.OrderByDescending(r => r.EndsAt).ThenBy(r => r.Id).Select(r => new Quieting(r.Reason, r.EndsAt)).First());
        var next = here.Min(r => r.EndsAt);
        return this with { Quieted = quieted, Until = Until < next ? Until : next };
    }

    /// <summary>Whether a mode is in force.</summary>
    public bool Is(Mode mode) => mode == Mode.Open ? Measures.Count == 0 : Measures.Any(m => m.Mode == mode);

    /// <summary>The seconds between two comments of one commenter: the longest of all paces in force, 0 for none.</summary>
    public int Pace => Measures.Where(m => m.Mode == Mode.Slow).Select(m => m.Pace).DefaultIfEmpty(0).Max();
}
