using Parley.Core.Commenters;

namespace Parley.Core.Tests.Commenters;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Everything_is_kept_as_long_as_the_page_on_privacy_says_unless_the_operator_says_otherwise()
    {
        var oldest = new Retention().Before(Now);
        Assert.Equal(
            new Oldest(
                Now.AddDays(-30), Now.AddDays(-365), Now.AddDays(-30), Now.AddDays(-90), Now.AddDays(-90), Now.AddDays(-365), Now.AddDays(-1),
                Now.AddDays(-60), Now.AddDays(-365), Now.AddDays(-7), Now.AddDays(-365)),
            oldest);
        var own = new Retention { Addresses = TimeSpan.Zero, GuestMail = TimeSpan.FromDays(10) }.Before(Now);
        Assert.Equal((Now, Now.AddDays(-10)), (own.Address, own.GuestComment));
    }
}

public sealed class ExportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_copy_is_made_at_a_time_and_three_a_day()
    {
        Assert.Null(Export.Refuse([], Now));
        Assert.Equal(ExportRefusal.BeingMade, Export.Refuse([Copy(0, isReady: false)], Now));
        Assert.Null(Export.Refuse([Copy(1), Copy(2)], Now));
        Assert.Equal(ExportRefusal.TooMany, Export.Refuse([Copy(1), Copy(2), Copy(23)], Now));
        Assert.Null(Export.Refuse([Copy(1), Copy(2), Copy(24)], Now));
    }

    [Fact]
    public void A_copy_can_be_fetched_for_a_week_from_when_it_was_ready()
    {
        var copy = Copy(0, isReady: false);
        Assert.False(copy.IsGood(Now));
        copy.ReadyAt = Now;
        Assert.True(copy.IsGood(Now + TimeSpan.FromDays(7) - TimeSpan.FromTicks(1)));
        Assert.False(copy.IsGood(Now + TimeSpan.FromDays(7)));
    }

    private static Export Copy(int hoursAgo, bool isReady = true) =>
        new() { AskedAt = Now.AddHours(-hoursAgo), ReadyAt = isReady ? Now.AddHours(-hoursAgo) : null };
}
