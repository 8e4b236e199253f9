namespace Parley.Core.Commenters;

/// <summary>A person as this installation knows them: one account speaks on any number of sites, as a commenter on each.</summary>
/// <remarks>
/// An account is reached by its <see cref="Identity"/> rows and by nothing else: never by a mail address that somebody
/// claims, so that two accounts are never merged by one. What a publisher's sign-on made is bound to that site.
/// </remarks>
public sealed class Account
{
    /// <summary>How long a name stays before it may be changed again.</summary>
    /// <remarks>Long enough that a discussion knows who speaks; the former name stays on the profile.</remarks>
    public static readonly TimeSpan NameKeptFor = TimeSpan.FromDays(30);

    /// <summary>How long an erasure that was asked for can be taken back.</summary>
    public static readonly TimeSpan ErasureWaits = TimeSpan.FromHours(24);

    public Guid Id { get; set; }

    /// <summary>The name comments appear under from now on; empty until its owner has chosen one.</summary>
    public string Name { get; set; } = "";

    /// <summary>See <see cref="CommenterName.Skeleton"/>.</summary>
    public string NameSkeleton { get; set; } = "";

    /// <summary>Where mail goes: an address whose owner proved it theirs; null for none.</summary>
    public string? Email { get; set; }

    /// <summary>PBKDF2 with its parameters; null where no password was set.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>The one site it may be used on: that of the sign-on which made it; null for all.</summary>
    public Guid? SiteId { get; set; }

    /// <summary>BCP 47 tag of the language its owner reads mail in; null for the site's.</summary>
    public string? Language { get; set; }

    /// <summary>How answers and mentions reach its owner by mail.</summary>
    public MailChoice Mail { get; set; } = MailChoice.AtOnce;

    /// <summary>How followed stories reach its owner by mail.</summary>
    public MailChoice StoryMail { get; set; } = MailChoice.Daily;

    /// <summary>Since when mail could not be delivered; null while it can.</summary>
    public DateTimeOffset? MailFailedAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When everything of it goes, unless its owner takes that back before; null where nobody asked.</summary>
    public DateTimeOffset? ErasureDueAt { get; set; }

    /// <summary>When its words and names went; what is left of it is this row, so that nobody else gets its id.</summary>
    public DateTimeOffset? ErasedAt { get; set; }

    /// <summary>Whether it may be used at all.</summary>
    public bool IsUsable => ErasedAt is null;

    /// <summary>Until when the name stays as it is; null where it may be changed at <paramref name="now"/>.</summary>
    /// <remarks>Choosing the first name is no change: a slip in it can be mended at once.</remarks>
    /// <param name="changes">The account's earlier changes of name, in any order.</param>
    public DateTimeOffset? NameStaysUntil(DateTimeOffset now, IEnumerable<NameChange> changes)
    {
        if (Name.Length == 0) return null;

        var last = changes.Where(c => c.AccountId == Id).Select(c => (DateTimeOffset?)c.At).Max();
        return last + NameKeptFor is { } until && now < until ? until : null;
    }

    /// <summary>Whether another name may be taken at <paramref name="now"/>; see <see cref="NameStaysUntil"/>.</summary>
    public bool MayChangeName(DateTimeOffset now, IEnumerable<NameChange> changes) => NameStaysUntil(now, changes) is null;

    /// <summary>Whether it may be used on <paramref name="site"/>.</summary>
    public bool MayBeUsedOn(Guid site) => IsUsable && (SiteId is null || SiteId == site);
}

/// <summary>How often mail comes.</summary>
public enum MailChoice
{
    Never,

    /// <summary>A mail each, as it happens.</summary>
    AtOnce,

    /// <summary>What an hour brought, in one mail.</summary>
    Hourly,

    /// <summary>What a day brought, in one mail.</summary>
    Daily,
}

/// <summary>A name that an account had before.</summary>
public sealed class NameChange
{
    public Guid Id { get; set; }

    public Guid AccountId { get; set; }

    public required string From { get; set; }

    public required string To { get; set; }

    public DateTimeOffset At { get; set; }
}
