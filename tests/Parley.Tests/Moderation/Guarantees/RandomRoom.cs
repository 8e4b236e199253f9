using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Tests.Moderation.Guarantees;

/// <summary>A room with people, what they said and how it was voted on, all from one seed; one of them may be restricted.</summary>
internal sealed record RandomRoom
{
    public static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    public required Site Site { get; init; }

    public required Story Story { get; init; }

    public required IReadOnlyList<Guid> Authors { get; init; }

    /// <summary>In the order of their numbers.</summary>
    public required IReadOnlyList<Comment> Comments { get; init; }

    /// <summary>What was decided against whose words.</summary>
    public required IReadOnlyList<(Guid Author, LadderEvent Event)> Events { get; init; }

    public required IReadOnlyDictionary<Guid, Standing> Standings { get; init; }

    public IReadOnlyList<RoomMeasure> Measures { get; init; } = [];

    public IReadOnlyList<Restriction> Restrictions { get; init; } = [];

    /// <summary>Whom it is about.</summary>
    public Guid Person => Authors[0];

    /// <summary>The room of a seed: as a rule some dozen comments, now and then two hundred.</summary>
    public static RandomRoom Of(int seed)
    {
        var dice = new Dice(seed);
        var site = new Site { Id = dice.Id(), Key = "times", Name = "The Times", GuestVoteWeight = 50, CreatedAt = Now };
        var authors = Enumerable.Range(0, dice.Below(3) == 0 ? 2 + dice.Below(28) : 2 + dice.Below(6)).Select(_ => dice.Id()).ToList();
        var count = dice.Below(50) == 0 ? 200 : 1 + dice.Below(24);
        var story = new Story
        {
            Id = dice.Id(),
            SiteId = site.Id,
            Key = "bridge",
            Title = "A bridge closes",
            Section = dice.Below(2) == 0 ? "politics" : null,
            BodyHtml = "",
            PublishedAt = Now.AddDays(-1),
            IsOpen = dice.Below(5) > 0,
        };
        var comments = new List<Comment>();
        for (var number = 1; number <= count; number++) comments.Add(Say(dice, story, authors, comments, number, site));
        story.CommentCount = comments.Count(c => c.IsShown);
        story.LastNumber = count;
        return new RandomRoom
        {
            Site = site,
            Story = story,
            Authors = authors,
            Comments = [.. comments.Where(c => c.IsShown)],
            Events = [.. authors.SelectMany(a => Enumerable.Range(0, dice.Below(4)).Select(_ =>
                (a, new LadderEvent(Now.AddDays(-dice.Below(40)), (ReasonClass)dice.Below(8)))))],
            Standings = authors.ToDictionary(a => a, _ => (Standing)dice.Below(3)),
        };
    }

    /// <summary>A restriction of the person: any level and scope, and as a rule one that holds here.</summary>
    public Restriction RestrictionOf(int seed)
    {
        var dice = new Dice(seed ^ 0x5bd1e995);
        var where = dice.Below(3);
        return new Restriction
        {
            Id = dice.Id(),
            SiteId = Site.Id,
            CommenterId = Person,
            DecisionId = dice.Id(),
            Level = (RestrictionLevel)(dice.Below(2) == 0 ? 4 : 3 + dice.Below(5)),
            StoryId = where == 1 ? Story.Id : null,
            Section = where == 2 ? Story.Section : null,
            Reason = (ReasonClass)dice.Below(8),
            BeginsAt = Now.AddHours(-1),
            EndsAt = Now.AddHours(1 + dice.Below(100)),
            SignedAt = Now,
        };
    }

    private static Comment Say(Dice dice, Story story, List<Guid> authors, List<Comment> before, int number, Site site)
    {
        var writer = dice.Below(4) == 0 ? authors[0] : authors[dice.Below(authors.Count)];
        var comment = new Comment
        {
            Id = dice.Id(),
            SiteId = site.Id,
            StoryId = story.Id,
            Number = number,
            CommenterId = writer,
            Name = $"Person {authors.IndexOf(writer)}",
            At = Now.AddMinutes(number - 1_000),
            Text = $"Number {number}",
            // Some quote the one whom it is about.
            Html = dice.Below(4) == 0 ? $"<blockquote><p>Person 0 said so</p></blockquote><p>Number {number}</p>" : $"<p>Number {number}</p>",
            State = dice.Below(8) switch { 0 => CommentState.Removed, 1 => CommentState.Deleted, _ => CommentState.Published },
        };
        if (comment.State == CommentState.Removed) comment.RemovedFor = (ReasonClass)dice.Below(8);
        var answerable = before.Where(c => c.MayBeAnswered).ToList();
        var parent = answerable.Count > 0 && dice.Below(3) > 0 ? answerable[dice.Below(answerable.Count)] : null;
        comment.PlaceUnder(parent);
        if (parent is not null && comment.State != CommentState.Deleted)
        {
            parent.ReplyCount++;
            before.Single(c => c.Id == comment.BranchId).BranchCount++;
        }

        for (var votes = dice.Below(4); votes > 0; votes--) comment.CountVote(0, dice.Below(3) == 0 ? -1 : 1, dice.Below(2) == 0, site);
        return comment;
    }

    /// <summary>The same numbers for the same seed, on every machine (xorshift, G. Marsaglia 2003).</summary>
    private sealed class Dice(int seed)
    {
        private ulong _state = ((ulong)(uint)seed << 1 | 1) * 0x9E3779B97F4A7C15;

        public int Below(int most)
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return (int)(_state % (ulong)most);
        }

        public Guid Id()
        {
            Span<byte> bytes = stackalloc byte[16];
            for (var i = 0; i < 16; i++) bytes[i] = (byte)Below(256);
            return new Guid(bytes);
        }
    }
}
