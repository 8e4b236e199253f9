using Parley.Core.Commenters;

namespace Parley.Core.Tests.Commenters;

public sealed class AccountTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly Account _account = new() { Id = Guid.NewGuid(), Name = "Ruth Amsel" };

    [Fact]
    public void The_first_name_is_free_and_so_is_mending_it()
    {
        Assert.True(new Account { Id = Guid.NewGuid() }.MayChangeName(Now, []));
        Assert.True(_account.MayChangeName(Now, []));
    }

    [Fact]
    public void A_changed_name_stays_for_thirty_days_to_the_moment()
    {
        NameChange[] changes = [Change(Now)];

        Assert.False(_account.MayChangeName(Now, changes));
        Assert.False(_account.MayChangeName(Now + Account.NameKeptFor - TimeSpan.FromTicks(1), changes));
        Assert.True(_account.MayChangeName(Now + Account.NameKeptFor, changes));
        Assert.Equal(Now + TimeSpan.FromDays(30), _account.NameStaysUntil(Now, changes));
        Assert.Null(_account.NameStaysUntil(Now + Account.NameKeptFor, changes));
    }

    [Fact]
    public void The_latest_change_counts_in_whatever_order_they_come_and_nobody_elses_does()
    {
        NameChange[] changes = [Change(Now - TimeSpan.FromDays(3)), Change(Now - TimeSpan.FromDays(300)), Change(Now, Guid.NewGuid())];

        Assert.Equal(Now + TimeSpan.FromDays(27), _account.NameStaysUntil(Now, changes));
    }

    private NameChange Change(DateTimeOffset at, Guid? account = null) =>
        new() { Id = Guid.NewGuid(), AccountId = account ?? _account.Id, From = "Ruth", To = "Ruth Amsel", At = at };
}
