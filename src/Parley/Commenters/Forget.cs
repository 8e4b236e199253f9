using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>The daily job that forgets what was kept long enough (docs/privacy.md); it adds itself for the next day.</summary>
internal static class Forget
{
    /// <summary>The job's name; it has no subject.</summary>
    public const string Kind = "forget";

    private const int Together = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <summary>Sees to it that the job is there; called at each start.</summary>
    public static Task BeginAsync(Writing writing, DateTimeOffset now, CancellationToken cancellation) =>
        writing.DoAsync((act, stop) => AddAsync(act, now, stop), cancellation);

    public static async Task RunAsync(
        Database database, Writing writing, ExportFolder folder, Retention retention, DateTimeOffset now, CancellationToken cancellation)
    {
        var oldest = retention.Before(now);
        await ForgetAddressesAsync(writing, oldest, cancellation);
        await EraseWords.InPartsAsync(
            writing, db => db.Letters.Where(l => l.SentAt < oldest.SentLetter || l.FailedAt < oldest.FailedLetter).Take(Together), cancellation);
        await EraseWords.InPartsAsync(writing, db => db.Jobs.Where(j => j.FailedAt < oldest.FailedJob).Take(Together), cancellation);
        await EraseWords.InPartsAsync(writing, db => db.Notifications.Where(n => n.ReadAt < oldest.ReadNotification).Take(Together), cancellation);
        await EraseWords.InPartsAsync(writing, db => db.Tickets.Where(t => t.ExpiresAt < oldest.ExpiredTicket).Take(Together), cancellation);
        await EraseWords.InPartsAsync(
            writing, db => db.Sessions.Where(s => s.SeenAt < oldest.SessionUse || s.CreatedAt < oldest.Session).Take(Together), cancellation);
        await EraseWords.InPartsAsync(writing, db => db.UsedTokens.Where(t => t.ExpiresAt < now).OrderBy(t => t.ExpiresAt).Take(Together), cancellation);
        var keys = now - IdempotencyKey.KeptFor;
        await EraseWords.InPartsAsync(writing, db => db.IdempotencyKeys.Where(k => k.At < keys).OrderBy(k => k.At).Take(Together), cancellation);
        await ForgetExportsAsync(database, writing, folder, oldest, cancellation);
        _ = await writing.DoAsync((act, stop) => AddAsync(act, now + Every, stop), cancellation);
    }

    private static async Task ForgetAddressesAsync(Writing writing, Oldest oldest, CancellationToken cancellation)
    {
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                _ = await act.Db.Sessions.Where(s => s.AddressHash != null && s.CreatedAt < oldest.Address)
                    .ExecuteUpdateAsync(s => s.SetProperty(x => x.AddressHash, (byte[]?)null), stop);
                _ = await act.Db.Commenters
                    .Where(c => c.Kind == CommenterKind.Guest && c.Email != null && c.CreatedAt < oldest.GuestComment
                        && !act.Db.Comments.Any(w => w.CommenterId == c.Id && w.At >= oldest.GuestComment))
                    .ExecuteUpdateAsync(
                        c => c.SetProperty(x => x.Email, (string?)null).SetProperty(x => x.EmailConfirmedAt, (DateTimeOffset?)null), stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
    }

    private static async Task ForgetExportsAsync(
        Database database, Writing writing, ExportFolder folder, Oldest oldest, CancellationToken cancellation)
    {
        await EraseWords.InPartsAsync(writing, db => db.Exports.Where(e => e.ReadyAt < oldest.Export).Take(Together), cancellation);
        await using var db = database.Open();
        folder.RemoveAllBut(await db.Exports.Select(e => e.Id).ToListAsync(cancellation));
    }

    private static async Task<bool> AddAsync(Act act, DateTimeOffset due, CancellationToken cancellation)
    {
        var job = Job.For(Kind, "", due);
        // One is enough: done twice, this adds itself once. What is due now is the one that runs.
        if (await act.Db.Jobs.AnyAsync(j => j.Kind == Kind && j.FailedAt == null && j.DueAt >= due - Every / 2, cancellation)) return false;

        _ = act.Db.Jobs.Add(job);
        await act.KeepAsync(cancellation);
        return true;
    }
}
