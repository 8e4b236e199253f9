using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Commenters;
using Parley.Core.Notifications;

namespace Parley.Core.Tests.Notifications;

public sealed class TellingTests
{
    private static readonly Guid[] People = [.. Enumerable.Range(1, 8).Select(i => new Guid(i, 0, 0, new byte[8]))];

    [Fact]
    public void Everybody_is_told_once_as_what_is_nearest_to_them_and_nobody_of_their_own() =>
        Prop.ForAll<byte[], byte[], byte[]>((writers, others, unwilling) =>
        {
            var (writer, called, followers) = (writers.FirstOrDefault(), others.Take(others.Length / 2), others.Skip(others.Length / 2));
            byte? answered = writers.Length > 1 ? writers[1] : null;
            Guid Person(byte number) => People[number % People.Length];
            var refuse = unwilling.Take(3).Select(Person).ToHashSet();
            var told = Telling.Of(
                Person(writer), answered is { } a ? Person(a) : null, called.Select(Person), followers.Select(Person), refuse);

            return People.All(p =>
            {
                NotificationKind? wanted = p == Person(writer) || refuse.Contains(p) ? null
                    : answered is { } b && Person(b) == p ? NotificationKind.Reply
                    : called.Select(Person).Contains(p) ? NotificationKind.Mention
                    : followers.Select(Person).Contains(p) ? NotificationKind.Story
                    : null;
                return (told.TryGetValue(p, out var kind) ? kind : (NotificationKind?)null) == wanted;
            });
        }).Check(Generated.Cases(1_000));

    [Fact]
    public void Mail_comes_now_or_at_the_next_boundary_and_never_before_what_it_tells_of() =>
        Prop.ForAll<uint>(seconds =>
        {
            var now = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
            var (hour, day) = (MailTime.Of(MailChoice.Hourly, now)!.Value, MailTime.Of(MailChoice.Daily, now)!.Value);
            return MailTime.Of(MailChoice.Never, now) is null && MailTime.Of(MailChoice.AtOnce, now) == now
                && hour > now && hour - now <= TimeSpan.FromHours(1) && hour.Minute + hour.Second == 0
                && day > now && day - now <= TimeSpan.FromDays(1) && day.Hour == 6 && day.Minute + day.Second == 0;
        }).Check(Generated.Cases(1_000));

    [Fact]
    public void What_fails_is_tried_again_ever_later_for_about_a_day() => Prop.ForAll<byte, NormalFloat>((tries, number) =>
    {
        var chance = Math.Abs(number.Get) % 1;
        var count = (tries % 20) + 1;
        var wait = Retry.After(count, chance);
        return count >= Retry.Most ? wait is null : wait > TimeSpan.FromSeconds(11) && wait < TimeSpan.FromHours(4.9);
    }).Check(Generated.Cases(500));

    [Fact]
    public void A_server_that_is_down_for_ten_minutes_is_asked_again_before_a_quarter_of_an_hour_and_for_more_than_a_day()
    {
        var longest = Enumerable.Range(1, 5).Sum(n => Retry.After(n, 1)!.Value.TotalMinutes);
        Assert.InRange(longest, 7, 15);
        Assert.True(Enumerable.Range(1, Retry.Most - 1).Sum(n => Retry.After(n, 0)!.Value.TotalHours) > 18);
        Assert.InRange(Enumerable.Range(1, Retry.Most - 1).Sum(n => Retry.After(n, 0.5)!.Value.TotalHours), 22, 30);
    }
}
