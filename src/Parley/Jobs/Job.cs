using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Parley.Jobs;

/// <summary>Work that follows from what was saved, saved with it in one transaction and done later, at least once.</summary>
internal sealed class Job
{
    /// <summary>Tells whoever is to hear of a comment; the subject is the comment.</summary>
    public const string NotifyOfComment = "notify-of-comment";

    /// <summary>Tells a writer what a moderator decided about their comment; the subject is the comment.</summary>
    public const string NotifyOfDecision = "notify-of-decision";

    public Guid Id { get; set; }

    /// <summary>Which work: the name it is registered under in Routes' sibling, Jobs.cs.</summary>
    public required string Kind { get; set; }

    /// <summary>What it is about: mostly an id.</summary>
    public required string Subject { get; set; }

    /// <summary>When to try it next.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was given up; it stays to be seen.</summary>
    public DateTimeOffset? FailedAt { get; set; }

    /// <summary>Why it last failed.</summary>
    public string? Error { get; set; }

    public static Job For(string kind, string subject, DateTimeOffset now) => new()
    {
        Id = Parley.Core.Id.New(now),
        Kind = kind,
        Subject = subject,
        DueAt = now,
        CreatedAt = now,
    };

    public static Job For(string kind, Guid subject, DateTimeOffset now) => For(kind, Parley.Core.Id.Text(subject), now);

    /// <summary>Adds work for a later moment to an act, unless the same is there already.</summary>
    public static async Task AddOnceAsync(
        Storage.ParleyContext db, string kind, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellation)
    {
        var subject = due.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
        // Of one kind and moment there is one: the id says so.
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {subject}")).AsSpan(0, 16), bigEndian: true);
        if (await db.Jobs.AnyAsync(j => j.Id == id, cancellation) || db.Jobs.Local.Any(j => j.Id == id)) return;

        var job = For(kind, subject, now);
        (job.Id, job.DueAt) = (id, due);
        _ = db.Jobs.Add(job);
    }
}
