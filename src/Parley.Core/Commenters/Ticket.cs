namespace Parley.Core.Commenters;

/// <summary>What a ticket is good for.</summary>
public enum TicketKind
{
    /// <summary>The code and the link of a mail that signs in.</summary>
    SignIn,

    /// <summary>A mail address that is to become an account's.</summary>
    EmailChange,

    /// <summary>A new password.</summary>
    PasswordReset,

    /// <summary>Making a passkey.</summary>
    PasskeyCreation,

    /// <summary>Signing in by passkey.</summary>
    PasskeyRequest,

    /// <summary>Away at an identity provider, to come back.</summary>
    Authorization,

    /// <summary>A sign-in on its way from Parley's own window into a frame.</summary>
    Handoff,

    /// <summary>A reader whom a publisher signs on, on the way from its page to their own place on Parley's host.</summary>
    Visit,

    /// <summary>A guest's address that wants to hear of answers.</summary>
    GuestMail,

    /// <summary>Taking back an erasure by the link of its letter.</summary>
    ErasureUndo,

    /// <summary>The first sign-in of a moderator.</summary>
    Invitation,
}

/// <summary>Something good once, until a moment: whoever knows its secret may use it.</summary>
/// <remarks>Only a hash of the secret is stored, so that neither a copy of the database nor a log lets anybody in.</remarks>
public sealed class Ticket
{
    public Guid Id { get; set; }

    public TicketKind Kind { get; set; }

    /// <summary>A hash of the secret; unique.</summary>
    public required byte[] SecretHash { get; set; }

    /// <summary>A keyed hash of the six digits that stand for it in one browser; null where there are none.</summary>
    public byte[]? CodeHash { get; set; }

    /// <summary>The browser that asked for it, where only that one may use it; see <see cref="Commenter.BrowserHash"/>.</summary>
    public byte[]? BrowserHash { get; set; }

    /// <summary>How often the six digits were guessed wrong.</summary>
    public int Attempts { get; set; }

    public Guid? AccountId { get; set; }

    public Guid? SiteId { get; set; }

    /// <summary>What it is about, as its kind needs: an address, or JSON.</summary>
    public string About { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was used; kept until it expires, so that a second use can be told from a wrong one.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    public bool IsGood(DateTimeOffset now) => UsedAt is null && now < ExpiresAt;
}
