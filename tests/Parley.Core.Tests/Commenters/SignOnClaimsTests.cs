using Parley.Core.Commenters;

namespace Parley.Core.Tests.Commenters;

public sealed class SignOnClaimsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly SignOnClaims Good = new()
    {
        Subject = "reader-7",
        Name = "Ruth Amsel",
        Audiences = ["times"],
        TokenId = "once",
        ExpiresAt = Now.AddMinutes(5),
        IssuedAt = Now,
    };

    [Fact]
    public void A_token_for_this_site_of_five_minutes_is_taken()
    {
        Assert.Null(Good.Refuse("times", Now));
        Assert.Null((Good with { IssuedAt = null, Audiences = ["post", "times"] }).Refuse("times", Now));
        Assert.Equal(SignOnRefusal.WrongAudience, Good.Refuse("TIMES", Now));
    }

    [Theory]
    [InlineData(-60, SignOnRefusal.Expired)]
    [InlineData(-59, null)]
    [InlineData(360, null)]
    [InlineData(361, SignOnRefusal.LastsTooLong)]
    public void It_ends_to_within_a_minute_of_our_clock(int seconds, SignOnRefusal? expected) =>
        Assert.Equal(expected, (Good with { IssuedAt = null, ExpiresAt = Now.AddSeconds(seconds) }).Refuse("times", Now));

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, SignOnRefusal.NotYet)]
    public void It_begins_to_within_a_minute_of_our_clock(int seconds, SignOnRefusal? expected)
    {
        Assert.Equal(expected, (Good with { IssuedAt = Now.AddSeconds(seconds), ExpiresAt = Now.AddMinutes(5) }).Refuse("times", Now));
        Assert.Equal(expected, (Good with { NotBefore = Now.AddSeconds(seconds) }).Refuse("times", Now));
    }

    [Fact]
    public void From_its_beginning_it_lasts_five_minutes_at_most() =>
        Assert.Equal(SignOnRefusal.LastsTooLong, (Good with { IssuedAt = Now.AddMinutes(-1) }).Refuse("times", Now));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", Badge.None)]
    [InlineData("moderator", Badge.None)]
    [InlineData("ADMIN owner Staff", Badge.None)]
    [InlineData("moderator staff", Badge.Staff)]
    [InlineData("expert author", Badge.Expert)]
    public void Of_badges_the_first_that_a_publisher_may_give_counts(string? badges, Badge? expected) =>
        Assert.Equal(expected, (Good with { Badges = badges?.Split(' ') }).GivenBadge);

    [Fact]
    public void Ids_are_bounded_and_have_no_controls()
    {
        foreach (var id in new[] { null, "", new string('a', 256), "a\nb", "a\0" })
        {
            Assert.Equal(SignOnRefusal.NoId, (Good with { TokenId = id }).Refuse("times", Now));
            Assert.Equal(SignOnRefusal.NoSubject, (Good with { Subject = id }).Refuse("times", Now));
        }
    }
}
