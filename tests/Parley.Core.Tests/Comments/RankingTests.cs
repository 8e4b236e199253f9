using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Comments;
using Parley.Core.Sites;

namespace Parley.Core.Tests.Comments;

public sealed class RankingTests
{
    [Fact]
    public void What_nobody_has_voted_on_ranks_as_the_migration_wrote_it() => Assert.Equal(289_158, Ranking.Unvoted);

    [Theory]
    // By hand: p = (10 + 1.4) / 12, n = 12, and the formula of the lower bound.
    [InlineData(10, 0, 802_802)]
    [InlineData(0, 10, 42_249)]
    public void The_key_is_Wilsons_lower_bound_in_millionths(double up, double down, int key) =>
        Assert.Equal(key, Ranking.Key(up, down));

    [Fact]
    public void A_vote_for_never_lowers_and_a_vote_against_never_raises() => Prop.ForAll<ushort, ushort>((up, down) =>
    {
        var key = Ranking.Key(up, down);
        return key is >= 0 and <= 1_000_000 && Ranking.Key(up + 1, down) >= key && Ranking.Key(up, down + 1) <= key;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Many_voices_in_agreement_rank_above_one() => Assert.True(Ranking.Key(90, 10) > Ranking.Key(1, 0));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.PositiveInfinity)]
    public void What_cannot_be_counted_is_refused(double up, double down) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ranking.Key(up, down));

    [Theory]
    [InlineData(0, 0, true, true)]
    [InlineData(3, 1, false, true)]
    [InlineData(3, 1, true, false)]
    public void Counting_a_vote_and_taking_it_back_leaves_everything_as_it_was(int up, int down, bool isFor, bool isGuest)
    {
        var site = new Site { Key = "times", Name = "The Times" };
        var comment = new Comment { Name = "Ada", UpVotes = up, DownVotes = down };
        comment.Rank = Ranking.KeyOf(comment, site);
        var before = (comment.UpVotes, comment.DownVotes, comment.GuestUpVotes, comment.GuestDownVotes, comment.Rank);

        comment.CountVote(0, isFor ? 1 : -1, isGuest, site);
        Assert.NotEqual((before.UpVotes, before.DownVotes), (comment.UpVotes, comment.DownVotes));
        comment.CountVote(isFor ? 1 : -1, 0, isGuest, site);

        Assert.Equal(before, (comment.UpVotes, comment.DownVotes, comment.GuestUpVotes, comment.GuestDownVotes, comment.Rank));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 5)]
    [InlineData(100, 10)]
    public void A_guests_vote_weighs_as_the_site_allows(int percent, double weighed)
    {
        var site = new Site { Key = "times", Name = "The Times", GuestVoteWeight = percent };
        var comment = new Comment { Name = "Ada", UpVotes = 10, GuestUpVotes = 10 };
        Assert.Equal(Ranking.Key(weighed, 0), Ranking.KeyOf(comment, site));
    }
}
