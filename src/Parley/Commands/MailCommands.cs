using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Notifications;
using Parley.Storage;

namespace Parley.Commands;

/// <summary>parley mail</summary>
internal static class MailCommands
{
    // Whoever has more has one cause for them.
    private const int Shown = 20;

    public static Command Command()
    {
        var retry = new Option<bool>("--retry") { Description = "Has what failed so far tried again at once, as if for the first time." };
        var command = new Command("mail", "Says which letters wait and which could not be delivered.") { retry };
        command.SetAction(async (parsed, cancellation) =>
        {
            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            if (parsed.GetValue(retry)) await RetryAsync(database, TimeProvider.System.GetUtcNow(), cancellation);
            return await RunAsync(database, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Database database, CancellationToken cancellation)
    {
        await using var db = database.Open();
        var waiting = await db.Letters.CountAsync(l => l.SentAt == null && l.FailedAt == null, cancellation);
        Terminal.Say(Counted(waiting, "waits", "wait") + ".");
        foreach (var (error, count) in await ErrorsAsync(db.Jobs.Where(j => j.FailedAt == null && j.Error != null).Select(j => j.Error!), cancellation))
            Terminal.Say($"  {count.ToString("N0", CultureInfo.InvariantCulture)} tried in vain so far: {error}");

        var failed = db.Letters.Where(l => l.FailedAt != null);
        Terminal.Say(Counted(await failed.CountAsync(cancellation), "could not be delivered", "could not be delivered") + ".");
        foreach (var letter in await failed.AsNoTracking().OrderByDescending(l => l.FailedAt).Take(Shown).ToListAsync(cancellation)) Terminal.Say(Line(letter));

        var gaveUp = await db.Jobs.AsNoTracking().Where(j => j.FailedAt != null).OrderByDescending(j => j.FailedAt).Take(Shown).ToListAsync(cancellation);
        foreach (var job in gaveUp) Terminal.Say($"  The job {job.Kind} was given up: {job.Error}");
        return 0;
    }

    // A letter that was given up is gone with its address; what still waits, and every other job, is tried.
    private static async Task RetryAsync(Database database, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = database.Open();
        var count = await db.Jobs.Where(j => j.Error != null).ExecuteUpdateAsync(
            j => j.SetProperty(x => x.DueAt, now).SetProperty(x => x.Attempts, 0).SetProperty(x => x.FailedAt, (DateTimeOffset?)null)
                .SetProperty(x => x.Error, (string?)null),
            cancellation);
        Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{count:N0} tried again by the server that runs."));
    }

    private static async Task<List<(string Error, int Count)>> ErrorsAsync(IQueryable<string> errors, CancellationToken cancellation) =>
        [.. (await errors.GroupBy(e => e).Select(g => new { g.Key, Count = g.Count() }).OrderByDescending(g => g.Count).Take(Shown)
            .ToListAsync(cancellation)).Select(g => (g.Key, g.Count))];

    // Whom it was for is known no more; an account's owner sees it on their own page.
    private static string Line(Letter letter) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {letter.FailedAt:yyyy-MM-dd HH:mm}  {letter.Template,-14}{(letter.AccountId is { } account ? "account " + Id.Text(account) : "no account")}  {letter.Error}");

    private static string Counted(int count, string one, string more) => string.Create(
        CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "letter " + one : "letters " + more)}");
}
