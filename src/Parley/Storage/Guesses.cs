using Microsoft.EntityFrameworkCore;

namespace Parley.Storage;

/// <summary>How often something was guessed at of late: a password, the codes for an address, or anything from one network address.</summary>
internal sealed class Guess
{
    /// <summary>A keyed hash of what is guessed at, or of who guesses.</summary>
    public required byte[] Subject { get; set; }

    public int Count { get; set; }

    public DateTimeOffset LastAt { get; set; }

    /// <summary>Before this nothing more is looked at.</summary>
    public DateTimeOffset NextAt { get; set; }
}

/// <summary>Lets guesses through more and more slowly, twice the time each.</summary>
/// <remarks>
/// Counted before it is known whether a guess is right, so that many at once are not one. Nobody is locked out by what
/// strangers do: the wait ends by itself, and the other ways in (the link of the mail, a passkey) do not wait.
/// </remarks>
internal static class Guesses
{
    // Reached after a dozen waits; an attacker is left two dozen guesses a day.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>So long after the last one, nothing is known of it any more.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);

    /// <summary>Counts one guess within an act; zero if it may be looked at, or else how long to wait.</summary>
    /// <param name="free">How many may be made before the first wait.</param>
    public static async Task<TimeSpan> TakeAsync(
        ParleyContext db, byte[] subject, int free, DateTimeOffset now, CancellationToken cancellation)
    {
        var old = now - ForgottenAfter;
        var guess = await db.Guesses.AsNoTracking().SingleOrDefaultAsync(g => g.Subject == subject, cancellation);
        if (guess is null)
        {
            _ = await db.Guesses.Where(g => g.LastAt < old).ExecuteDeleteAsync(cancellation);
            _ = db.Guesses.Add(new Guess { Subject = subject, Count = 1, LastAt = now, NextAt = now });
            _ = await db.SaveChangesAsync(cancellation);
            return TimeSpan.Zero;
        }

        if (now < guess.NextAt) return guess.NextAt - now;

        var count = guess.LastAt < old ? 1 : guess.Count + 1;
        var wait = WaitAfter(count, free);
        var next = now + wait;
        // Of two at once the other one has it, and this one waits.
        var isTaken = await db.Guesses.Where(g => g.Subject == subject && g.Count == guess.Count).ExecuteUpdateAsync(
            g => g.SetProperty(x => x.Count, count).SetProperty(x => x.LastAt, now).SetProperty(x => x.NextAt, next), cancellation) == 1;
        return isTaken ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
    }

    /// <summary>Forgets what was guessed before the right one.</summary>
    public static Task ForgetAsync(ParleyContext db, byte[] subject, CancellationToken cancellation) =>
        db.Guesses.Where(g => g.Subject == subject).ExecuteDeleteAsync(cancellation);

    /// <summary>Takes back one guess that was right, and nothing of the others that came from there.</summary>
    public static Task TakeBackAsync(ParleyContext db, byte[] subject, CancellationToken cancellation) =>
        db.Guesses.Where(g => g.Subject == subject && g.Count > 0)
            .ExecuteUpdateAsync(g => g.SetProperty(x => x.Count, x => x.Count - 1), cancellation);

    private static TimeSpan WaitAfter(int count, int free) => count < free
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(count - free, 20))));
}
