using Parley.Core.Moderation;

namespace Parley.Core.Tests.Moderation;

public sealed class OnePlaceTests
{
    [Theory]
    [InlineData(9, 9, false)]
    [InlineData(10, 10, true)]
    [InlineData(10, 100, true)]
    [InlineData(10, 101, false)]
    [InlineData(50, 50, true)]
    [InlineData(50, 500, true)]
    [InlineData(50, 501, false)]
    [InlineData(int.MaxValue, int.MaxValue, true)]
    [InlineData(0, 0, false)]
    public void Ten_voters_of_one_network_are_worth_a_look_where_they_are_a_tenth_of_all(int voters, int votes, bool isWorthALook) =>
        Assert.Equal(isWorthALook, OnePlace.IsWorthALook(voters, votes));
}
