namespace Parley.Discussions;

/// <summary>The shape of a discussion's JSON, for its description; <see cref="DiscussionJson"/> writes it.</summary>
internal sealed record DiscussionContract(
    DiscussionContract.StoryPart Story, int Count, string Order, long Version, IReadOnlyList<CommentContract> Branches, string? Next)
{
    internal sealed record StoryPart(string Key, string Title, string Url, bool IsOpen);
}

/// <summary>The shape of a comment in a discussion's JSON.</summary>
internal sealed record CommentContract(
    string Id, string? ParentId, int Depth, string? Name, string? Profile, IReadOnlyList<string> Badges, DateTimeOffset? At,
    DateTimeOffset? EditedAt, string Html, string State, string? RemovedFor, CommentContract.QuietedPart? Quieted, string? FeaturedBy, CommentContract.ScorePart Score,
    IReadOnlyList<CommentContract> Replies, CommentContract.MorePart? More, string Url)
{
    internal sealed record QuietedPart(string Reason, DateTimeOffset Until);

    internal sealed record ScorePart(int Up, int Down);

    internal sealed record MorePart(int? Count, string After);
}
