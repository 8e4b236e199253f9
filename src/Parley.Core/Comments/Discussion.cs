using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Core.Comments;

/// <summary>The reader's choice of what comes first among top-level comments; replies always read in the order written.</summary>
public enum Order
{
    /// <summary>By <see cref="Ranking"/>, what readers found good first; equals in the order written.</summary>
    Best,

    /// <summary>By number, the last written first.</summary>
    Newest,

    /// <summary>By number, in the order written.</summary>
    Oldest,

    /// <summary>As <see cref="Best"/>, those first in which somebody speaks for whom the publication answers: the story's author, its staff.</summary>
    Answered,
}

/// <summary>One page of a discussion: some branches, each with its first replies, ready to be written in any form.</summary>
public sealed record Discussion
{
    /// <summary>How many branches a page holds unless asked for fewer or more.</summary>
    public const int BranchesOnAPage = 50;

    /// <summary>The most branches a page may be asked for.</summary>
    public const int MaximumBranchesOnAPage = 100;

    /// <summary>A discussion of so many comments stands whole on one page, and no page shows many more.</summary>
    /// <remarks>So a discussion of a million opens like one of a hundred.</remarks>
    public const int CommentsOnAPage = 100;

    /// <summary>How many replies of a longer branch stand among other branches; the rest is one link away.</summary>
    public const int RepliesInABranch = 25;

    public required Site Site { get; init; }

    public required Story Story { get; init; }

    public required Order Order { get; init; }

    /// <summary>What holds in it for everybody; null where nobody has looked.</summary>
    public Room? Room { get; init; }

    /// <summary>The top-level comments of this page, in order, their replies beneath them.</summary>
    public required IReadOnlyList<PlacedComment> Branches { get; init; }

    /// <summary>The branches of it in which somebody wears a badge; see <see cref="Order.Answered"/>. Of a long discussion, as many as are looked for.</summary>
    public IReadOnlySet<Guid> Answered { get; init; } = new HashSet<Guid>();

    /// <summary>Whether this page begins later than the discussion does: a link leads back to its start.</summary>
    public bool IsContinued { get; init; }

    /// <summary>The cursor of the next page of branches; null at the end.</summary>
    public string? Next { get; init; }

    /// <summary>The comment this page was opened for by a permalink; null for none.</summary>
    public Guid? Focus { get; init; }

    /// <summary>
    /// On a later part of a branch, the first comment in reading order that is not there only for its replies to hang on;
    /// null elsewhere.
    /// </summary>
    public Guid? First { get; init; }

    /// <summary>The comment of that id on this page; null if it is not here.</summary>
    public PlacedComment? Find(Guid id)
    {
        var rest = new Stack<PlacedComment>(Branches);
        while (rest.TryPop(out var comment))
        {
            if (comment.Comment.Id == id) return comment;

            comment.Replies.ForEach(rest.Push);
        }

        return null;
    }

    /// <summary>The branches among <paramref name="all"/> in which somebody wears a badge.</summary>
    /// <remarks>What was removed of them counts as before: a decision about one person moves nobody else's branch (ladder.md, G2).</remarks>
    public static IReadOnlySet<Guid> AnsweredAmong(IEnumerable<Comment> all, IReadOnlyDictionary<Guid, NamePlate> plates)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(plates);
        return all.Where(c => c.State is CommentState.Published or CommentState.Removed && plates.GetValueOrDefault(c.CommenterId).Badge != Badge.None).Select(c => c.BranchId).ToHashSet();
    }

    /// <summary>A whole discussion that stands on one page: its branches in an order, what somebody quieted began last in Best.</summary>
    /// <param name="all">All comments that have a place, in the order of their numbers.</param>
    public static IReadOnlyList<PlacedComment> Whole(IReadOnlyList<Comment> all, Order order, IReadOnlyDictionary<Guid, NamePlate> plates)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(plates);
        var roots = all.Where(c => c.Depth == 1);
        var answered = order == Order.Answered ? AnsweredAmong(all, plates) : new HashSet<Guid>();
        roots = order switch
        {
            Order.Best => roots.OrderBy(IsLast).ThenByDescending(c => c.Rank),
            Order.Newest => roots.Reverse(),
            Order.Oldest => roots,
            Order.Answered => roots.OrderBy(IsLast).ThenByDescending(c => answered.Contains(c.Id)).ThenByDescending(c => c.Rank),
        };
        return Arrange([.. roots], all.Where(c => c.Depth > 1), plates);

        bool IsLast(Comment root) => plates.GetValueOrDefault(root.CommenterId).Quieting is not null;
    }

    /// <summary>
    /// Arranges comments of whole or cut-off branches as trees. A reply whose parent is not among roots or
    /// <paramref name="replies"/> is left out; replies come in the order of their numbers, roots as in <paramref name="roots"/>.
    /// </summary>
    public static IReadOnlyList<PlacedComment> Arrange(
        IReadOnlyList<Comment> roots, IEnumerable<Comment> replies, IReadOnlyDictionary<Guid, NamePlate> plates)
    {
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(replies);
        ArgumentNullException.ThrowIfNull(plates);

        var placed = new Dictionary<Guid, PlacedComment>();
        foreach (var root in roots)
            placed.Add(root.Id, new PlacedComment(root, null, plates.GetValueOrDefault(root.CommenterId)));

        // A parent is always older than its replies, so one pass in the order written finds every parent in place.
        foreach (var reply in replies.OrderBy(r => r.Number))
        {
            if (reply.ParentId is not { } parentId || !placed.TryGetValue(parentId, out var parent)) continue;

            var here = new PlacedComment(reply, parent, plates.GetValueOrDefault(reply.CommenterId));
            parent.Replies.Add(here);
            placed.Add(reply.Id, here);
        }

        return [.. roots.Select(r => placed[r.Id])];
    }
}

/// <summary>A comment in its place on a page.</summary>
public sealed class PlacedComment(Comment comment, PlacedComment? parent, NamePlate plate)
{
    public Comment Comment { get; } = comment;

    /// <summary>What it answers; null at the top level.</summary>
    public PlacedComment? Parent { get; } = parent;

    /// <summary>The badge its commenter wears now.</summary>
    public Badge Badge => plate.Badge;

    /// <summary>Whether the commenter's name leads to a page of its own.</summary>
    public bool HasProfile => plate.HasProfile;

    /// <summary>Why it is one line until somebody opens it; null where it is read as it is. What answers it is not touched.</summary>
    public Moderation.Quieting? Quieting => Comment.IsReadable ? plate.Quieting : null;

    /// <summary>The replies on this page, in the order written.</summary>
    public List<PlacedComment> Replies { get; } = [];

    /// <summary>On a top-level comment: the replies of its branch that follow on the next page; null for none.</summary>
    public More? More { get; set; }
}

/// <summary>What follows a part of a branch.</summary>
/// <param name="Count">How many replies; null where counting them would cost more than reading them.</param>
/// <param name="After">The cursor behind which they are found.</param>
public sealed record More(int? Count, string After);
