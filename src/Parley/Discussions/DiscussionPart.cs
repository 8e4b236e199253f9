using System.Globalization;
using Parley.Core.Comments;

namespace Parley.Discussions;

/// <summary>Which part of a discussion a reader asks for.</summary>
internal sealed record DiscussionPart
{
    public Order Order { get; init; } = Order.Best;

    /// <summary>Where the page begins, among branches or, with <see cref="Branch"/>, its replies; null for the start.</summary>
    public Cursor? After { get; init; }

    public int Limit { get; init; } = Discussion.BranchesOnAPage;

    /// <summary>One branch alone.</summary>
    public Guid? Branch { get; init; }

    /// <summary>The page that holds this comment.</summary>
    public Guid? Comment { get; init; }

    /// <summary>Reads a reader's choice of order; without one, what readers found good comes first.</summary>
    public static bool TryReadOrder(string? text, out Order order)
    {
        order = text switch { "newest" => Order.Newest, "oldest" => Order.Oldest, "answered" => Order.Answered, _ => Order.Best };
        return text is null or "" or "best" or "newest" or "oldest" or "answered";
    }

    /// <summary>The same part in the same words, whoever asked and however: what its bytes are known by.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Order}:{After}:{Limit}:{Branch:N}:{Comment:N}");
}

/// <summary>What is ordered by rank is so in groups, one after the other.</summary>
internal enum RankGroup
{
    /// <summary>In the order Answered, branches in which somebody wears a badge.</summary>
    Answered,

    /// <summary>All others.</summary>
    Rest,

    /// <summary>Branches that come last because their writers are quieted.</summary>
    Quieted,
}

/// <summary>
/// A place between two comments, which stays where it is while others write: nobody's number ever changes, and of a
/// number that is gone one still knows what comes after it. Opaque to everybody else.
/// </summary>
/// <param name="Number">The number of the comment it stands behind.</param>
/// <param name="Rank">In the orders by rank, Best and Answered, the rank of that comment then.</param>
/// <param name="Passed">Within a branch, how many replies stand before it, if that is known.</param>
/// <param name="Group">In the orders by rank, among which it is.</param>
internal sealed record Cursor(int Number, int? Rank = null, int? Passed = null, RankGroup Group = RankGroup.Rest)
{
    private const string Last = "last";
    private const string First = "first";

    /// <summary>Reads a cursor that <see cref="ToString"/> wrote; false if it is none of ours.</summary>
    public static bool TryRead(string? text, Order order, bool isInBranch, out Cursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text)) return true;

        var parts = text.Split(isInBranch ? '-' : '.');
        if (!TryRead(parts[0], out var first)) return false;

        // Replies read in the order written, whatever the order of the branches.
        if (isInBranch || order is Order.Newest or Order.Oldest)
        {
            var passed = 0;
            if (parts.Length > (isInBranch ? 2 : 1) || (parts.Length == 2 && !TryRead(parts[1], out passed))) return false;

            cursor = new Cursor(first, Passed: parts.Length == 2 ? passed : null);
            return true;
        }

        if (parts.Length is < 2 or > 3 || !TryRead(parts[1], out var number) || (parts.Length == 3 && parts[2] is not (Last or First))) return false;

        cursor = new Cursor(number, first, Group: parts.Length == 2 ? RankGroup.Rest : parts[2] == Last ? RankGroup.Quieted : RankGroup.Answered);
        return true;
    }

    public override string ToString() => (Rank, Passed) switch
    {
        ({ } rank, _) => string.Create(CultureInfo.InvariantCulture, $"{rank}.{Number}{Group switch { RankGroup.Answered => "." + First, RankGroup.Quieted => "." + Last, RankGroup.Rest => "" }}"),
        (_, { } passed) => string.Create(CultureInfo.InvariantCulture, $"{Number}-{passed}"),
        _ => Number.ToString(CultureInfo.InvariantCulture),
    };

    private static bool TryRead(string digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
