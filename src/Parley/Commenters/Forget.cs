using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>The daily job that forgets what was kept long enough (docs/privacy.md).</summary>
internal static class Forget
{
    /// <summary>The job's name; it has no subject.</summary>
    public const string Kind = "forget";

    private const int Together = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <summary>Sees to it that the job is there; called at each start.</summary>
    /// <remarks>Not by the one writer: where several start on one file at once, a start must not fail for being the second.</remarks>
    public static async Task BeginAsync(Database database, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = database.Open();
        // Two nodes that start at once add two of them: each forgets what is old, and the second finds nothing.
        if (await db.Jobs.AnyAsync(j => j.Kind == Kind && j.FailedAt == null, cancellation)) return;

        _ = db.Jobs.Add(Job.For(Kind, "", now));
        _ = await db.SaveChangesAsync(cancellation);
    }

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        var services = run.Services;
        await RunAsync(
            services.GetRequiredService<Database>(), services.GetRequiredService<Writing>(), services.GetRequiredService<ExportFolder>(),
            services.GetRequiredService<Settings>().Retention, run.Now, cancellation);
        return run.Now + Every;
    }

    public static async Task RunAsync(
        Database database, Writing writing, ExportFolder folder, Retention retention, DateTimeOffset now, CancellationToken cancellation)
    {
        var oldest = retention.Before(now);
        await ForgetAddressesAsync(writing, oldest, cancellation);
        await EraseWords.ForgetNetworksAsync(writing, db => db.Votes.Where(v => v.At < oldest.Address), cancellation);
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
        var guesses = now - Guesses.ForgottenAfter;
        await EraseWords.InPartsAsync(writing, db => db.Guesses.Where(g => g.LastAt < guesses).Take(Together), cancellation);
        await ForgetTheGoneAsync(writing, oldest.RecordOfTheGone, cancellation);
        await ForgetNoticesAsync(writing, oldest.RecordOfTheGone, cancellation);
        await ForgetExportsAsync(database, writing, folder, oldest, cancellation);
    }

    // A name that is empty and leads to nobody is what leaving left of somebody.
    private static async Task ForgetTheGoneAsync(Writing writing, DateTimeOffset oldest, CancellationToken cancellation)
    {
        await EraseWords.InPartsAsync(
            writing,
            db => db.Decisions.Where(d => d.At < oldest && db.Comments.Any(c => c.Id == d.CommentId && db.Commenters.Any(w =>
                w.Id == c.CommenterId && w.Name == "" && w.AccountId == null && w.BrowserHash == null && w.ImportKey == null))).Take(Together),
            cancellation);
        await EraseWords.InPartsAsync(
            writing, db => db.RoleChanges.Where(r => r.At < oldest && db.Accounts.Any(a => a.Id == r.AccountId && a.ErasedAt < oldest)).Take(Together),
            cancellation);
    }

    // That there was a notice, and how it ended, is counted in the yearly numbers; who gave it and what they said is not.
    private static async Task ForgetNoticesAsync(Writing writing, DateTimeOffset oldest, CancellationToken cancellation) => _ = await writing.DoAsync(
        async (act, stop) =>
        {
            _ = await act.Db.Notices
                .Where(n => n.DecidedAt < oldest && n.Explanation != "" && (n.ComplainedAt == null || n.ComplaintAnsweredAt < oldest))
                .ExecuteUpdateAsync(
                    n => n.SetProperty(x => x.NotifierName, (string?)null).SetProperty(x => x.NotifierEmail, (string?)null)
                        .SetProperty(x => x.Explanation, "").SetProperty(x => x.Text, "").SetProperty(x => x.Name, "").SetProperty(x => x.Answer, "")
                        .SetProperty(x => x.Complaint, "").SetProperty(x => x.ComplaintAnswer, ""), stop);
            await act.KeepAsync(stop);
            return true;
        },
        cancellation);

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
                _ = await act.Db.Flags.Where(f => f.NetworkHash != null && f.At < oldest.Address)
                    .ExecuteUpdateAsync(f => f.SetProperty(x => x.NetworkHash, (byte[]?)null), stop);
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
}
