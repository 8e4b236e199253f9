using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Notifications;

/// <summary>The job that sends one letter, and remembers what became of it.</summary>
internal static class SendLetter
{
    // Whoever asked for it has long given up; a server set up late does not begin with old letters.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(2);

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var services = run.Services;
        var (settings, db) = (services.GetRequiredService<Settings>(), services.GetRequiredService<ParleyContext>());
        var letter = Id.TryRead(run.Subject, out var id)
            ? await db.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, cancellation)
            : null;
        if (letter is null || letter.SentAt is not null || letter.FailedAt is not null) return null;

        // Decide.
        // Whoever wrote the letter has read the address as one; a row that says anything else goes nowhere.
        if (!EmailAddress.TryRead(letter.To, out var address) || address != letter.To)
            return await EndAsync(services, letter, run.Now, "Its address is none.", cancellation);
        if (run.Now - letter.CreatedAt > KeptFor) return await EndAsync(services, letter, run.Now, "It waited too long.", cancellation);

        var text = Text.In(letter.Language.Length > 0
            ? letter.Language
            : await db.Sites.Where(s => s.Id == letter.SiteId).Select(s => s.Language).SingleOrDefaultAsync(cancellation));
        var body = letter.Template == Letters.News
            ? await NewsLetter.OfAsync(db, services.GetRequiredService<Fingerprints>(), letter, text, settings.Origin, run.Now, cancellation)
            : LetterTemplate.Fill(
                text, letter.Template, JsonSerializer.Deserialize<Dictionary<string, string>>(letter.Values)!, settings.Origin);
        if (body is null) return await DropAsync(services, letter, cancellation);

        // Send.
        try
        {
            if (settings.Mail is null) await Console.Out.WriteLineAsync($"\n--- {body.Subject}\n{LetterText.Of(body)}---\n".AsMemory(), cancellation);
            else await Mail.SendAsync(settings, letter, body, services.GetRequiredService<TimeProvider>(), cancellation);
        }
#pragma warning disable CA1031 // Whatever kept it from being sent, that is what its recipient and the operator are told.
        catch (Exception exception) when (!cancellation.IsCancellationRequested
            && (run.IsLast || exception is RefusedLetterException { IsFinal: true }))
#pragma warning restore CA1031
        {
            return await EndAsync(services, letter, run.Now, JobError.Of(exception), cancellation);
        }

        // Save.
        return await EndAsync(services, letter, run.Now, null, cancellation);
    }

    // What it said, and to whom, is nobody's business any more.
    private static Task<DateTimeOffset?> EndAsync(
        IServiceProvider services, Letter letter, DateTimeOffset now, string? error, CancellationToken cancellation) =>
        services.GetRequiredService<Writing>().DoAsync(
            async (act, stop) =>
            {
                DateTimeOffset? sent = error is null ? now : null, failed = error is null ? null : now;
                _ = await act.Db.Letters.Where(l => l.Id == letter.Id).ExecuteUpdateAsync(
                    l => l.SetProperty(x => x.SentAt, sent).SetProperty(x => x.FailedAt, failed).SetProperty(x => x.Error, error)
                        .SetProperty(x => x.To, "").SetProperty(x => x.Values, "{}"),
                    stop);
                if (letter.AccountId is { } account)
                {
                    _ = await act.Db.Accounts.Where(a => a.Id == account && (a.MailFailedAt != null || failed != null))
                        .ExecuteUpdateAsync(a => a.SetProperty(x => x.MailFailedAt, failed), stop);
                }

                await act.KeepAsync(stop);
                return (DateTimeOffset?)null;
            },
            cancellation);

    // What it was to tell of was read, taken back or unsubscribed from before it was sent.
    private static Task<DateTimeOffset?> DropAsync(IServiceProvider services, Letter letter, CancellationToken cancellation) =>
        services.GetRequiredService<Writing>().DoAsync(
            async (act, stop) =>
            {
                _ = await act.Db.Letters.Where(l => l.Id == letter.Id).ExecuteDeleteAsync(stop);
                await act.KeepAsync(stop);
                return (DateTimeOffset?)null;
            },
            cancellation);
}
