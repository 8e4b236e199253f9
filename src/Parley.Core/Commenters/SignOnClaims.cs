namespace Parley.Core.Commenters;

/// <summary>Why a publisher's word about a reader is not taken.</summary>
public enum SignOnRefusal
{
    /// <summary>The site has no sign-on, or not of this kind.</summary>
    NotSetUp,

    /// <summary>The page around the frame is none of the site's.</summary>
    UnknownOrigin,

    /// <summary>It is no token, or no message.</summary>
    Unreadable,

    /// <summary>It is signed by an algorithm that the site has no key for, or by none.</summary>
    WrongAlgorithm,

    /// <summary>The publisher's keys cannot be read.</summary>
    KeysAway,

    /// <summary>None of the site's keys made its signature.</summary>
    WrongSignature,

    /// <summary>It is meant for another site.</summary>
    WrongAudience,

    /// <summary>It says no moment at which it ends.</summary>
    NoExpiry,

    Expired,

    /// <summary>It would hold for more than <see cref="SignOnClaims.LongestLife"/>.</summary>
    LastsTooLong,

    /// <summary>It begins in the future.</summary>
    NotYet,

    /// <summary>Nothing tells it from others, so that a second use could not be seen.</summary>
    NoId,

    Used,

    NoSubject,

    /// <summary>The name cannot be shown; see <see cref="CommenterName"/>.</summary>
    WrongName,

    /// <summary>The reader's account here is gone.</summary>
    AccountGone,
}

/// <summary>What a publisher's token claims of a reader, once its signature is checked.</summary>
/// <remarks>
/// A token is for one site (<c>aud</c>), ends at most five minutes after it began (<c>exp</c>), and is used once
/// (<c>jti</c>). Clocks may differ by a minute. Name and address are held to the same rules as if the reader had typed
/// them. Of badges only staff, author and expert are understood; no claim whatever makes a moderator.
/// </remarks>
public sealed record SignOnClaims
{
    /// <summary>The longest a token may hold.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>How far the publisher's clock may be from ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>The most characters a subject, and a token's id, may have.</summary>
    public const int LongestId = 255;

    public string? Subject { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string> Audiences { get; init; } = [];

    public string? TokenId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public string? Email { get; init; }

    /// <summary>Whether the publisher says that the address was proved to be the reader's.</summary>
    public bool IsEmailVerified { get; init; }

    /// <summary>Null where the token does not speak of badges at all.</summary>
    public IReadOnlyList<string>? Badges { get; init; }

    /// <summary>Why the token is not taken on a site, at a moment; null if it is.</summary>
    public SignOnRefusal? Refuse(string site, DateTimeOffset now)
    {
        if (!Audiences.Contains(site, StringComparer.Ordinal)) return SignOnRefusal.WrongAudience;
        if (ExpiresAt is not { } end) return SignOnRefusal.NoExpiry;
        if (end + Skew <= now) return SignOnRefusal.Expired;
        if (end > now + LongestLife + Skew || end - IssuedAt > LongestLife) return SignOnRefusal.LastsTooLong;
        if (IssuedAt > now + Skew || NotBefore > now + Skew) return SignOnRefusal.NotYet;
        if (!IsId(TokenId)) return SignOnRefusal.NoId;
        if (!IsId(Subject)) return SignOnRefusal.NoSubject;
        return CommenterName.TryRead(Name, out _, out _) ? null : SignOnRefusal.WrongName;
    }

    /// <summary>The badge it gives: the first that is understood, none for an empty list; null where it does not say.</summary>
    public Badge? GivenBadge => Badges?.Select(BadgeOf).FirstOrDefault(b => b != Badge.None);

    /// <summary>Whether a text can be a subject or a token's id: 1 to 255 characters, none of them a control.</summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= LongestId } && !text.Any(char.IsControl);

    private static Badge BadgeOf(string text) => text switch
    {
        "staff" => Badge.Staff,
        "author" => Badge.Author,
        "expert" => Badge.Expert,
        _ => Badge.None,
    };
}
