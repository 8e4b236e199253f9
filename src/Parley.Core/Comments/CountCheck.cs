using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Core.Comments;

/// <summary>The votes on a comment, as cast.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct VoteSum(int Up, int Down, int GuestUp, int GuestDown);

/// <summary>Counts a discussion anew, from its comments and votes alone, and puts right what was counted wrongly.</summary>
/// <remarks>
/// Give it every comment of a story by falling number: then every reply comes before what it answers, and what hangs on a
/// comment is known when the comment comes. It remembers counts of comments still to come and nothing else.
/// </remarks>
/// <param name="site">The story's site, whose setting weighs guests' votes.</param>
/// <param name="found">Hears of every damage, with the id of the comment or story.</param>
public sealed class CountCheck(Site site, Action<Damage, Guid> found)
{
    private readonly Dictionary<Guid, int> _replies = [];
    private readonly Dictionary<Guid, int> _branches = [];
    private int _places;
    private int _lastNumber;

    /// <summary>Examines the next comment and corrects its counts and rank; true if something was wrong.</summary>
    public bool Add(Comment comment, VoteSum votes)
    {
        ArgumentNullException.ThrowIfNull(comment);
        _lastNumber = Math.Max(_lastNumber, comment.Number);
        var isRight = true;

        _ = _replies.Remove(comment.Id, out var replies);
        _ = _branches.Remove(comment.Id, out var inBranch);
        // Only what stands at the top keeps the count of its branch.
        if (comment.ParentId is not null) inBranch = 0;
        Right(comment.ReplyCount == replies, Damage.ReplyCount);
        Right(comment.BranchCount == inBranch, Damage.BranchCount);
        (comment.ReplyCount, comment.BranchCount) = (replies, inBranch);

        // A rank that follows from miscounted votes is no second fault.
        var rank = IsCount(comment) ? Ranking.KeyOf(comment, site) : -1;
        var stored = new VoteSum(comment.UpVotes, comment.DownVotes, comment.GuestUpVotes, comment.GuestDownVotes);
        Right(stored == votes, Damage.Votes);
        (comment.UpVotes, comment.DownVotes, comment.GuestUpVotes, comment.GuestDownVotes) = votes;
        Right(comment.Rank == rank || (stored != votes && comment.Rank == Ranking.KeyOf(comment, site)), Damage.Rank);
        comment.Rank = Ranking.KeyOf(comment, site);

        if (comment.IsShown)
        {
            _places++;
            if (comment.ParentId is { } parent)
            {
                _replies[parent] = _replies.GetValueOrDefault(parent) + 1;
                _branches[comment.BranchId] = _branches.GetValueOrDefault(comment.BranchId) + 1;
            }
        }

        return !isRight;

        void Right(bool yes, Damage damage)
        {
            if (yes) return;

            isRight = false;
            found(damage, comment.Id);
        }
    }

    /// <summary>Examines and corrects the counts of the story itself, after all its comments; true if something was wrong.</summary>
    public bool Finish(Story story)
    {
        ArgumentNullException.ThrowIfNull(story);
        var (counted, numbered) = (story.CommentCount == _places, story.LastNumber >= _lastNumber);
        if (!counted) found(Damage.CommentCount, story.Id);
        if (!numbered) found(Damage.LastNumber, story.Id);
        (story.CommentCount, story.LastNumber) = (_places, Math.Max(story.LastNumber, _lastNumber));
        return !counted || !numbered;
    }

    // Damaged counts may be such as no votes make.
    private static bool IsCount(Comment comment) =>
        comment.GuestUpVotes >= 0 && comment.GuestDownVotes >= 0
        && comment.UpVotes >= comment.GuestUpVotes && comment.DownVotes >= comment.GuestDownVotes;
}
