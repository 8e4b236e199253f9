using Parley.Core.Sites;

namespace Parley.Core.Comments;

/// <summary>How good readers found a comment, as one number that a database can keep in order.</summary>
/// <remarks>
/// The lower bound of Wilson's score interval at 80 %: what the share of upward votes is at least, given how few or many
/// there are (E. B. Wilson, Probable Inference, 1927). Better than the difference of votes, which favours what stood
/// there longest, and than their ratio, which one vote can lead. Why it is stored: docs/decisions/0012-best-is-stored.md.
/// </remarks>
public static class Ranking
{
    // The 0.9 quantile of the normal distribution: 80 % of it lies between its negative and itself.
    private const double Z = 1.281551565545;

    // What two readers before the first would have said: without them whatever is new would stand last.
    private const double PriorVotes = 2;
    private const double PriorShare = 0.7;

    // A whole number, so that both databases order and compare it alike; a millionth is finer than any reader's eye.
    private const double Scale = 1_000_000;

    /// <summary>The key of a comment that nobody has voted on.</summary>
    public static int Unvoted { get; } = Key(0, 0);

    /// <summary>What a featured comment's key has more: it stands before all that are not, among its like in the order of votes.</summary>
    public const int Featured = 2_000_000;

    /// <summary>The key that orders by <see cref="Order.Best"/>: 0 to 1,000,000, more is better.</summary>
    /// <param name="up">Votes for it, not negative; a guest's may count as part of one.</param>
    /// <param name="down">Votes against it, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is negative or no number.</exception>
    public static int Key(double up, double down)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(up);
        ArgumentOutOfRangeException.ThrowIfNegative(down);
        if (!double.IsFinite(up + down)) throw new ArgumentOutOfRangeException(nameof(up));

        var bound = LowerBound(up + (PriorVotes * PriorShare), up + down + PriorVotes);
        return (int)Math.Round(Math.Clamp(bound, 0, 1) * Scale, MidpointRounding.AwayFromZero);
    }

    /// <summary>The lower bound of Wilson's score interval at 80 % for a share of <paramref name="some"/> among <paramref name="all"/>.</summary>
    /// <param name="some">Not negative, and not more than all.</param>
    /// <param name="all">More than nothing.</param>
    public static double LowerBound(double some, double all)
    {
        var p = some / all;
        const double Z2 = Z * Z;
        var spread = Z * Math.Sqrt((p * (1 - p) / all) + (Z2 / (4 * all * all)));
        return (p + (Z2 / (2 * all)) - spread) / (1 + (Z2 / all));
    }

    /// <summary>The key of <paramref name="comment"/>, its guests' votes weighing as <paramref name="site"/> allows.</summary>
    public static int KeyOf(Comment comment, Site site)
    {
        ArgumentNullException.ThrowIfNull(comment);
        ArgumentNullException.ThrowIfNull(site);
        return (comment.FeaturedBy is null ? 0 : Featured) + Key(
            Weighed(comment.UpVotes, comment.GuestUpVotes, site.GuestVoteWeight),
            Weighed(comment.DownVotes, comment.GuestDownVotes, site.GuestVoteWeight));
    }

    private static double Weighed(int all, int guests, int percent) => all - guests + (guests * percent / 100.0);
}
