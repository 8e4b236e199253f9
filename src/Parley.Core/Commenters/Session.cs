namespace Parley.Core.Commenters;

/// <summary>A browser in which somebody is signed in.</summary>
/// <remarks>The browser holds 256 random bits in a cookie; only their hash is stored. A new one is made at each sign-in.</remarks>
public sealed class Session
{
    /// <summary>Unused for so long, it ends.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromDays(60);

    /// <summary>It ends after so long in any case.</summary>
    public static readonly TimeSpan LastsFor = TimeSpan.FromDays(365);

    /// <summary>For so long after proving who one is, what cannot be undone may be done.</summary>
    public static readonly TimeSpan RecentFor = TimeSpan.FromMinutes(10);

    /// <summary>A moderator proves it again after so long.</summary>
    public static readonly TimeSpan OfficeFor = TimeSpan.FromHours(8);

    /// <summary>And after so long without doing anything.</summary>
    public static readonly TimeSpan OfficeIdleFor = TimeSpan.FromMinutes(30);

    /// <summary>A reader whom a publisher signs on is let into Parley's own host for so long at a time.</summary>
    public static readonly TimeSpan VisitsFor = TimeSpan.FromHours(1);

    public Guid Id { get; set; }

    public Guid AccountId { get; set; }

    /// <summary>SHA-256 of the token; unique.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>The one site it holds for: a frame's in a publisher's page; null on Parley's own host.</summary>
    public Guid? SiteId { get; set; }

    /// <summary>The origin of the page around the frame; null on Parley's own host.</summary>
    public string? Origin { get; set; }

    /// <summary>What its owner recognizes it by, such as "Firefox on Linux": read from the browser's own words.</summary>
    public string Device { get; set; } = "";

    /// <summary>A keyed hash of the network address it began from; forgotten as the operator set.</summary>
    public byte[]? AddressHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was last used, to within a few minutes.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When its owner last proved who they are.</summary>
    public DateTimeOffset ProvedAt { get; set; }

    /// <summary>When it was last taken up again after <see cref="OfficeIdleFor"/>; null where it never was.</summary>
    /// <remarks>Whoever comes to a desk that was left is seen by coming. That must not make it one that was not left.</remarks>
    public DateTimeOffset? ResumedAt { get; set; }

    public bool IsAlive(DateTimeOffset now) => now - SeenAt < IdleFor && now - CreatedAt < LastsFor;

    /// <summary>
    /// Whether it is a visit: on Parley's own host, of an account that a publisher signs on. The publisher's word opens the
    /// reader's own words and wishes there, for <see cref="VisitsFor"/>; no way in, no role, no other site.
    /// </summary>
    public bool IsVisitOf(Account account) => SiteId is null && account.SiteId is not null;

    /// <summary>Whether what cannot be undone may be done without proving again who one is.</summary>
    public bool IsRecent(DateTimeOffset now) => SiteId is null && now - ProvedAt < RecentFor;

    /// <summary>Whether a moderator may act in it: it was not left since they last proved who they are.</summary>
    public bool IsInOffice(DateTimeOffset now) =>
        SiteId is null && now - ProvedAt < OfficeFor && !WasLeft(now) && !(ResumedAt > ProvedAt);

    /// <summary>Whether nobody used it for as long as a moderator's desk may stand unused.</summary>
    public bool WasLeft(DateTimeOffset now) => now - SeenAt >= OfficeIdleFor;

    /// <summary>Whether it holds on <paramref name="site"/>.</summary>
    public bool HoldsOn(Guid site) => SiteId is null || SiteId == site;
}
