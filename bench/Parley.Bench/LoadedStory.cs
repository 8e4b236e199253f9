using System.Security.Cryptography;
using System.Text;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Bench;

/// <summary>One story as it grows line by line: places, numbers, counts and votes, as the product would have kept them.</summary>
internal sealed class LoadedStory(Site site, string key, DateTimeOffset at, Dictionary<string, Commenter> people)
{
    // Of ten comments three are voted on, by at most eight people: enough for Best to differ from the order written.
    private const ulong VotedOfTen = 3;
    private const ulong MostVotes = 8;

    private readonly List<Comment> _places = [];
    private readonly List<Commenter> _voices = [];

    public Story Story { get; } = new()
    {
        Id = Id.New(at),
        SiteId = site.Id,
        Key = key,
        Title = "A discussion of the workload",
        BodyHtml = "<p>The story beneath which it is measured.</p>",
        PublishedAt = at,
    };

    /// <summary>The comments that others hang on, whose counts are known only at the end.</summary>
    public IEnumerable<Comment> Counted => _places.Where(c => c.ReplyCount > 0 || c.BranchCount > 0);

    /// <summary>Places the next comment; the commenter too, if nobody wrote under that name before.</summary>
    public (Comment Comment, Commenter? Newcomer, IReadOnlyList<Vote> Votes) Add(WorkloadLine line)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(line.Created);
        Commenter? newcomer = null;
        if (!people.TryGetValue(line.Author, out var commenter))
        {
            newcomer = commenter = Guest(line.Author, now);
            people.Add(line.Author, commenter);
        }

        if (_voices.Count < 1_000) _voices.Add(commenter);
        var comment = new Comment
        {
            Id = Id.New(now),
            SiteId = site.Id,
            StoryId = Story.Id,
            Number = ++Story.LastNumber,
            CommenterId = commenter.Id,
            Name = commenter.Name,
            At = now,
            Text = line.Read.Source,
            Format = line.Read.Format,
            Html = line.Read.Html,
            Renderer = CommentText.Renderer,
        };
        var parent = line.Parent is { } number ? _places[number - 1] : null;
        comment.PlaceUnder(parent);
        Count(comment);
        var votes = VotesOn(comment);
        // Only places and counts are needed from here on; a million texts would fill the memory.
        _places.Add(new Comment
        {
            Id = comment.Id,
            Number = comment.Number,
            ParentId = comment.ParentId,
            BranchId = comment.BranchId,
            Depth = comment.Depth,
            IsBeyondDepth = comment.IsBeyondDepth,
            Name = "",
        });
        _byId.Add(comment.Id, _places[^1]);
        Story.CommentCount++;
        Story.Version++;
        return (comment, newcomer, votes);
    }

    private readonly Dictionary<Guid, Comment> _byId = [];

    private void Count(Comment comment)
    {
        if (comment.ParentId is not { } parent) return;

        _byId[parent].ReplyCount++;
        _byId[comment.BranchId].BranchCount++;
    }

    private List<Vote> VotesOn(Comment comment)
    {
        var dice = Mix((ulong)comment.Number);
        var votes = new List<Vote>();
        if (dice % 10 >= VotedOfTen) return votes;

        for (var left = 1 + (Mix(dice) % MostVotes); left > 0; left--)
        {
            dice = Mix(dice + left);
            var voter = _voices[(int)(dice % (ulong)_voices.Count)];
            if (voter.Id == comment.CommenterId || votes.Exists(v => v.CommenterId == voter.Id)) continue;

            // Three of four votes are for what they are on.
            var value = Mix(dice) % 4 == 0 ? -1 : 1;
            comment.CountVote(0, value, isGuest: true, site);
            votes.Add(new Vote
            {
                CommentId = comment.Id,
                CommenterId = voter.Id,
                StoryId = Story.Id,
                Value = value,
                IsGuest = true,
                At = comment.At.AddMinutes(1),
            });
        }

        return votes;
    }

    private Commenter Guest(string name, DateTimeOffset now) => new()
    {
        Id = Id.New(now),
        SiteId = site.Id,
        Kind = CommenterKind.Guest,
        Name = name,
        NameSkeleton = CommenterName.Skeleton(name),
        BrowserHash = SHA256.HashData(Encoding.UTF8.GetBytes("bench:" + name)),
        CreatedAt = now,
    };

    // SplitMix64 (Steele, Lea, Flood, 2014): the same discussion every time it is loaded.
    private static ulong Mix(ulong seed)
    {
        var z = seed + 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
