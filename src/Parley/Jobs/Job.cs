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

    /// <summary>Lets the ladder look at somebody, where their site lets it; the subject is the commenter.</summary>
    public const string TakeStep = "take-step";

    /// <summary>Sends a comment back to its writer that waited too long because of a restriction; the subject is the comment.</summary>
    public const string ReturnHeld = "return-held";

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

    /// <summary>Adds work to an act, unless the same waits already and will find what this act did.</summary>
    public static async Task AddOnceAsync(
        Storage.ParleyContext db, string kind, string subject, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellation)
    {
        // Of one kind and subject one waits: the id says so.
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {subject}")).AsSpan(0, 16), bigEndian: true);
        if (db.Jobs.Local.Any(j => j.Kind == kind && j.Subject == subject)) return;

        // Held until this act is committed, so that nobody begins it without seeing what the act did.
        var isWaiting = await db.Jobs.Where(j => j.Id == id && j.Attempts == 0 && j.FailedAt == null)
            .ExecuteUpdateAsync(j => j.SetProperty(x => x.Subject, subject), cancellation) == 1;
        if (isWaiting) return;

        var job = For(kind, subject, now);
        // One that has begun may have looked before: then another follows it.
        if (!await db.Jobs.AnyAsync(j => j.Id == id, cancellation)) job.Id = id;
        job.DueAt = due;
        _ = db.Jobs.Add(job);
    }
}
