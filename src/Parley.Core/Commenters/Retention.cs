namespace Parley.Core.Commenters;

/// <summary>How long what is known of people is kept; what is older is forgotten once a day.</summary>
/// <remarks>docs/privacy.md tells the same, field by field.</remarks>
public sealed record Retention
{
    /// <summary>A letter that was sent leaves its recipient's hash for so long: budgets need an hour, complaints some weeks.</summary>
    public static readonly TimeSpan SentLetters = TimeSpan.FromDays(30);

    /// <summary>One that could not be delivered, so that somebody can find out why.</summary>
    public static readonly TimeSpan FailedLetters = TimeSpan.FromDays(90);

    /// <summary>Work that was given up, with what went wrong.</summary>
    public static readonly TimeSpan FailedJobs = TimeSpan.FromDays(90);

    /// <summary>What somebody was told and has read.</summary>
    public static readonly TimeSpan ReadNotifications = TimeSpan.FromDays(365);

    /// <summary>A ticket that has expired, so that a second use can be told from a wrong one.</summary>
    public static readonly TimeSpan ExpiredTickets = TimeSpan.FromDays(1);

    /// <summary>
    /// A moderator's decision about the words of somebody who left, and the record of a role of theirs: as long as an appeal
    /// or a legal claim may need it (Regulation (EU) 2016/679, Article 17(3)(e)).
    /// </summary>
    public static readonly TimeSpan RecordsOfTheGone = TimeSpan.FromDays(365);

    /// <summary>The hash of the network address that a session began from.</summary>
    public TimeSpan Addresses { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A guest's mail address, counted from their last comment.</summary>
    public TimeSpan GuestMail { get; init; } = TimeSpan.FromDays(365);

    /// <summary>The moments before which each is forgotten.</summary>
    public Oldest Before(DateTimeOffset now) => new(
        now - Addresses, now - GuestMail, now - SentLetters, now - FailedLetters, now - FailedJobs, now - ReadNotifications,
        now - ExpiredTickets, now - Session.IdleFor, now - Session.LastsFor, now - Export.KeptFor, now - RecordsOfTheGone);
}

/// <summary>The oldest that is still kept, of everything that is forgotten.</summary>
/// <param name="SessionUse">When a session that is kept was last used, at the earliest.</param>
/// <param name="Session">When it was begun, at the earliest.</param>
public sealed record Oldest(
    DateTimeOffset Address, DateTimeOffset GuestComment, DateTimeOffset SentLetter, DateTimeOffset FailedLetter,
    DateTimeOffset FailedJob, DateTimeOffset ReadNotification, DateTimeOffset ExpiredTicket, DateTimeOffset SessionUse,
    DateTimeOffset Session, DateTimeOffset Export, DateTimeOffset RecordOfTheGone);
