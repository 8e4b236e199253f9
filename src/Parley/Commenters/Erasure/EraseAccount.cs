using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>The job that takes everything of an account away, once its owner's wish is a day old.</summary>
/// <remarks>
/// First the account is closed in one act, with all that leads to a person; from then on nobody speaks as it. Then its
/// words go, and last its commenters' names (docs/decisions/0017-leaving.md). It may be killed at any point and is done
/// again; once more an hour later, for what a request that was under way meanwhile may have left.
/// </remarks>
internal static class EraseAccount
{
    /// <summary>The job's name; its subject is the account.</summary>
    public const string Kind = "erase-account";

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(1);

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        var services = run.Services;
        if (!Id.TryRead(run.Subject, out var id)) return null;

        return await RunAsync(
            id, services.GetRequiredService<Database>(), services.GetRequiredService<Writing>(), services.GetRequiredService<Fingerprints>(),
            services.GetRequiredService<ExportFolder>(), run.Now, isForced: false, cancellation);
    }

    /// <returns>When to look again for what a request that was under way may have left; null when that was done.</returns>
    /// <param name="isForced">Whether it goes whether its owner asked or not: it had gone before a backup brought it back.</param>
    public static async Task<DateTimeOffset?> RunAsync(
        Guid id, Database database, Writing writing, Fingerprints fingerprints, ExportFolder folder, DateTimeOffset now,
        bool isForced, CancellationToken cancellation)
    {
        await using (var db = database.Open())
        {
            var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellation);
            // Never was, or was taken back.
            if (account is null || !(isForced || account.ErasedAt is not null || Erasure.IsDue(account, now))) return null;

            // Files first: a row without its file is forgotten, a file without its row would lie there.
            foreach (var export in await db.Exports.Where(e => e.AccountId == id).Select(e => e.Id).ToListAsync(cancellation))
                folder.Remove(export);
        }

        if (await writing.DoAsync((act, stop) => CloseAsync(act, id, fingerprints, now, isForced, stop), cancellation) is not { } erasedAt) return null;

        var commenters = new List<Guid>();
        do
        {
            await using var db = database.Open();
            commenters = await db.Commenters.Where(c => c.AccountId == id).Select(c => c.Id).ToListAsync(cancellation);
            _ = await EraseWords.RunAsync(database, writing, commenters, (_, _) => { }, cancellation);
        }
        while (!await EraseWords.ForgetWritersAsync(database, writing, commenters, cancellation));

        return now < erasedAt + LookAgainAfter ? erasedAt + LookAgainAfter : null;
    }

    // When it was closed, now or before; null where it is not to be.
    private static async Task<DateTimeOffset?> CloseAsync(
        Act act, Guid id, Fingerprints fingerprints, DateTimeOffset now, bool isForced, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var db = act.Db;
        var account = await db.Accounts.SingleAsync(a => a.Id == id, cancellation);

        // Decide. What was taken back since is not to go.
        if (account.IsUsable && !isForced && !Erasure.IsDue(account, now)) return null;

        // Save.
        var addresses = await db.Identities.Where(i => i.AccountId == id && i.Issuer == Identity.Mail).Select(i => i.Subject).ToListAsync(cancellation);
        if (account.Email is { } email) addresses.Add(email.ToLowerInvariant());
        Erasure.Empty(account, account.ErasedAt ?? now);
        await RemoveAsync(db, id, cancellation);
        foreach (var address in addresses.Distinct(StringComparer.Ordinal)) await RemoveAsync(db, address, fingerprints, cancellation);
        var sender = fingerprints.Of("sender", Id.Text(id));
        _ = await db.Letters.Where(l => l.SenderHash == sender && l.SentAt == null && l.FailedAt == null).ExecuteDeleteAsync(cancellation);
        await act.KeepAsync(cancellation);
        return account.ErasedAt;
    }

    private static async Task RemoveAsync(ParleyContext db, Guid id, CancellationToken cancellation)
    {
        _ = await db.Sessions.Where(s => s.AccountId == id).ExecuteDeleteAsync(cancellation);
        _ = await db.Identities.Where(i => i.AccountId == id).ExecuteDeleteAsync(cancellation);
        _ = await db.Passkeys.Where(p => p.AccountId == id).ExecuteDeleteAsync(cancellation);
        _ = await db.Tickets.Where(t => t.AccountId == id).ExecuteDeleteAsync(cancellation);
        _ = await db.Mutes.Where(m => m.AccountId == id).ExecuteDeleteAsync(cancellation);
        _ = await db.NameChanges.Where(c => c.AccountId == id).ExecuteDeleteAsync(cancellation);
        _ = await db.Exports.Where(e => e.AccountId == id).ExecuteDeleteAsync(cancellation);
        _ = await db.Roles.Where(r => r.AccountId == id).ExecuteDeleteAsync(cancellation);
        _ = await db.Letters.Where(l => l.AccountId == id).ExecuteDeleteAsync(cancellation);
    }

    // What was sent to the address or asked for it while nobody knew whose it was: a sign-in, a guest's wish for mail.
    private static async Task RemoveAsync(ParleyContext db, string address, Fingerprints fingerprints, CancellationToken cancellation)
    {
        var recipient = fingerprints.Of("recipient", address);
        _ = await db.Letters.Where(l => l.RecipientHash == recipient).ExecuteDeleteAsync(cancellation);
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // The database lowers it, and compares.
        // Whole, and as JSON writes it: the end of somebody else's address is none of it.
        var quoted = $"\"{JsonEncodedText.Encode(address)}\"".ToLowerInvariant();
        // What was given notice of stays to be decided; by whom is forgotten.
        _ = await db.Notices.Where(n => n.NotifierEmail != null && n.NotifierEmail.ToLower() == address)
            .ExecuteUpdateAsync(n => n.SetProperty(x => x.NotifierEmail, (string?)null).SetProperty(x => x.NotifierName, (string?)null), cancellation);
        _ = await db.Tickets.Where(t => t.About.ToLower() == address || t.About.ToLower().Contains(quoted)).ExecuteDeleteAsync(cancellation);
#pragma warning restore CA1304, CA1311, CA1862, MA0011
    }
}
