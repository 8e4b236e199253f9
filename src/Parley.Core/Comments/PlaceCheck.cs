namespace Parley.Core.Comments;

/// <summary>What can be wrong with what is stored of a comment or a story.</summary>
public enum Damage
{
    /// <summary>Parent, branch or depth do not follow from what the comment answers; <see cref="Comment.PlaceUnder"/>.</summary>
    Place,

    /// <summary>Its number is not above the number of what it answers, or above that one's new number.</summary>
    Number,

    /// <summary>It answers itself, through others.</summary>
    Circle,

    /// <summary>It answers a comment of another story.</summary>
    OtherStory,

    /// <summary>Its direct replies are miscounted.</summary>
    ReplyCount,

    /// <summary>The replies of its branch are miscounted.</summary>
    BranchCount,

    /// <summary>Its votes are miscounted.</summary>
    Votes,

    /// <summary>Its rank is not what its votes make.</summary>
    Rank,

    /// <summary>The story's places are miscounted.</summary>
    CommentCount,

    /// <summary>The story's sequence is behind its newest comment.</summary>
    LastNumber,
}

/// <summary>Examines where the comments of one story hang, and puts right what follows from the rest.</summary>
/// <remarks>
/// Give it every comment by rising number with what it answers, then <see cref="Finish"/>. It remembers only what is
/// wrong, so a discussion of any size can pass through it.
/// </remarks>
/// <param name="storyId">The story.</param>
/// <param name="found">Hears of every damage, with the comment's id.</param>
public sealed class PlaceCheck(Guid storyId, Action<Damage, Guid> found)
{
    private readonly Dictionary<Guid, Comment> _changed = [];
    private readonly Dictionary<Guid, List<Comment>> _waiting = [];
    private readonly Dictionary<Guid, Comment> _waitedFor = [];
    private readonly HashSet<Guid> _isWaiting = [];

    /// <summary>Comments whose place or number was wrong, as they should be.</summary>
    public IReadOnlyDictionary<Guid, Comment> Changed => _changed;

    /// <summary>Comments that were given a new number, the newest last.</summary>
    public IReadOnlyList<Comment> Moved { get; private set; } = [];

    /// <summary>Comments in a circle: nothing says where they belong.</summary>
    public IReadOnlySet<Guid> Lost => _isWaiting;

    /// <summary>Examines the next comment; <paramref name="parent"/> is what it answers as stored, null if there is none.</summary>
    /// <remarks>A parent that is named and not there is no matter of places: the comment stays as it is.</remarks>
    public void Add(Comment comment, Comment? parent)
    {
        ArgumentNullException.ThrowIfNull(comment);
        if (comment.ParentId is null)
        {
            Place(comment, null);
        }
        else if (parent is not null && parent.StoryId != storyId)
        {
            found(Damage.OtherStory, comment.Id);
        }
        else if (parent is not null && (parent.Number >= comment.Number || _isWaiting.Contains(parent.Id)))
        {
            if (!_waiting.TryGetValue(parent.Id, out var siblings)) _waiting.Add(parent.Id, siblings = []);
            siblings.Add(comment);
            _ = _isWaiting.Add(comment.Id);
            _waitedFor[parent.Id] = parent;
        }
        else if (parent is not null)
        {
            Place(comment, _changed.GetValueOrDefault(parent.Id, parent));
        }
    }

    /// <summary>Gives new numbers, above <paramref name="lastNumber"/>, to what stood before that which it answers.</summary>
    public void Finish(int lastNumber)
    {
        var moved = new List<Comment>();
        var next = new Queue<Comment>(_waitedFor.Values.Where(p => !_isWaiting.Contains(p.Id))
            .Select(p => _changed.GetValueOrDefault(p.Id, p)).OrderBy(p => p.Number));
        while (next.TryDequeue(out var parent))
        {
            if (!_waiting.TryGetValue(parent.Id, out var replies)) continue;

            foreach (var reply in replies)
            {
                found(Damage.Number, reply.Id);
                reply.Number = ++lastNumber;
                Place(reply, parent);
                _changed[reply.Id] = reply;
                _ = _isWaiting.Remove(reply.Id);
                moved.Add(reply);
                next.Enqueue(reply);
            }
        }

        foreach (var id in _isWaiting) found(Damage.Circle, id);
        Moved = moved;
    }

    private void Place(Comment comment, Comment? parent)
    {
        var before = (comment.ParentId, comment.BranchId, comment.Depth, comment.IsBeyondDepth);
        comment.PlaceUnder(parent);
        if (before == (comment.ParentId, comment.BranchId, comment.Depth, comment.IsBeyondDepth)) return;

        found(Damage.Place, comment.Id);
        _changed[comment.Id] = comment;
    }
}
