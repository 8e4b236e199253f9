using System.Globalization;
using Parley.Imports;

namespace Parley.Tests.Imports;

public sealed class PageDateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("3 years ago", "2023-11-22 12:00")]
    [InlineData("a year ago", "2025-11-22 12:00")]
    [InlineData("an hour ago", "2026-11-22 11:00")]
    [InlineData("about 2 months ago", "2026-09-22 12:00")]
    [InlineData("5d ago", "2026-11-17 12:00")]
    [InlineData("45 minutes ago", "2026-11-22 11:15")]
    [InlineData("just now", "2026-11-22 12:00")]
    [InlineData("Yesterday", "2026-11-21 12:00")]
    [InlineData("• 3 years ago", "2023-11-22 12:00")]
    [InlineData("3 years ago • Edited", "2023-11-22 12:00")]
    [InlineData("3 years ago (edited)", "2023-11-22 12:00")]
    [InlineData("March 2, 2015 at 10:31", "2015-03-02 10:31")]
    [InlineData("March 2, 2015 at 10:31 pm", "2015-03-02 22:31")]
    [InlineData("Posted on Mar. 2, 2015", "2015-03-02 00:00")]
    [InlineData("Monday, March 2, 2015 10:31 AM", "2015-03-02 10:31")]
    [InlineData("2 Mar 2015", "2015-03-02 00:00")]
    [InlineData("2 March 2015, 10:31", "2015-03-02 10:31")]
    [InlineData("2 March 2015 - 10:31", "2015-03-02 10:31")]
    [InlineData("2. März 2015", null)]
    [InlineData("2.3.2015 10:31", "2015-03-02 10:31")]
    [InlineData("2015-03-02", "2015-03-02 00:00")]
    [InlineData("2015-03-02T10:31:00Z", "2015-03-02 10:31")]
    [InlineData("2015-03-02T10:31:00+02:00", "2015-03-02 08:31")]
    [InlineData("2015-03-02 10:31", "2015-03-02 10:31")]
    [InlineData("10:31", "2026-11-22 10:31")]
    [InlineData("15:04", "2026-11-21 15:04")]
    [InlineData("03/02/2015", null)]
    [InlineData("March 2, 1815", null)]
    [InlineData("March 2, 2115", null)]
    [InlineData("900 years ago", null)]
    [InlineData("99999999999 years ago", null)]
    [InlineData("3 years ago I was there", null)]
    [InlineData("31 February 2015", null)]
    [InlineData("2015", null)]
    [InlineData("ago", null)]
    [InlineData("", null)]
    [InlineData("•", null)]
    public void A_date_line_is_read_or_left_to_the_words(string line, string? expected)
    {
        var isDate = PageDate.TryRead(line, Now, out var at);

        Assert.Equal(expected, isDate ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null);
    }

    [Theory]
    [InlineData("Ada • 3 years ago", "Ada")]
    [InlineData("Ada L. - March 2, 2015 at 10:31", "Ada L.")]
    [InlineData("Ada   3 years ago", "Ada")]
    [InlineData("Ada, 2 Mar 2015", "Ada")]
    [InlineData("Jean-Luc · 2015-03-02 · edited", "Jean-Luc")]
    [InlineData("Ada Lovelace", null)]
    [InlineData("Sammy Davis, Jr.", null)]
    public void A_name_is_parted_from_the_date_beside_it(string text, string? expected) =>
        Assert.Equal(expected, PageDate.TrySplit(text, Now, out var name, out _) ? name : null);

    [Theory]
    [InlineData("Reply", true)]
    [InlineData("Share ›", true)]
    [InlineData("• Edited", true)]
    [InlineData("0 Votes", true)]
    [InlineData("2 points", true)]
    [InlineData("1,204 Likes", true)]
    [InlineData("⋯", true)]
    [InlineData("Reply • Share ›", true)]
    [InlineData("Like Reply Share", true)]
    [InlineData("Show replies", true)]
    [InlineData("View all 12 comments", true)]
    [InlineData("Comments (13)", true)]
    [InlineData("Permalink", true)]
    [InlineData("Reply to that!", false)]
    [InlineData("I like it", false)]
    [InlineData("Share the road", false)]
    [InlineData("two points", false)]
    [InlineData("...", false)]
    [InlineData("•", false)]
    [InlineData("+1", false)]
    [InlineData("12", false)]
    [InlineData("", false)]
    public void A_line_of_the_widget_is_told_from_words(string line, bool expected) =>
        Assert.Equal(expected, PageNoise.Is(line));
}
