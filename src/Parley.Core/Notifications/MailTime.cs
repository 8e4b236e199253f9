using Parley.Core.Commenters;

namespace Parley.Core.Notifications;

/// <summary>When a mail tells of something.</summary>
/// <remarks>At once, at the next full hour, or the next morning at six (UTC), when most of a day's talk is over.</remarks>
public static class MailTime
{
    private static readonly TimeSpan Morning = TimeSpan.FromHours(6);

    /// <summary>The moment for what happened at <paramref name="now"/>; null for never.</summary>
    public static DateTimeOffset? Of(MailChoice choice, DateTimeOffset now) => choice switch
    {
        MailChoice.Never => null,
        MailChoice.AtOnce => now,
        MailChoice.Hourly => NextHour(now),
        MailChoice.Daily => NextMorning(now),
    };

    /// <summary>The next full hour; on the hour, the one after it.</summary>
    public static DateTimeOffset NextHour(DateTimeOffset now) =>
        new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour) + TimeSpan.TicksPerHour, TimeSpan.Zero);

    private static DateTimeOffset NextMorning(DateTimeOffset now)
    {
        var morning = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + Morning;
        return morning > now ? morning : morning.AddDays(1);
    }
}
