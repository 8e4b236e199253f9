using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Tests.App;

internal static class LetterWriting
{
    /// <summary>Has a letter written as a door does it; false where its budget is used up.</summary>
    public static Task<bool> WriteALetterAsync(
        this ParleyApp app, string to, string template = "SignInCode", IReadOnlyDictionary<string, string>? values = null,
        string? sender = null, Guid? account = null, int mostToRecipient = 3, int mostFromSender = 10)
    {
        var filled = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["code"] = "123456",
            ["site"] = "The Times of Testing",
            ["link"] = app.Services.GetRequiredService<Settings>().Origin + "/sign-in/link/abc",
        };
        foreach (var (name, value) in values ?? new Dictionary<string, string>(StringComparer.Ordinal)) filled[name] = value;
        return app.Services.GetRequiredService<Writing>().DoAsync(
            async (act, stop) =>
            {
                var isWritten = await Letters.WriteAsync(
                    act.Db, app.Services.GetRequiredService<Fingerprints>(),
                    new Letters.Draft(to, template, "en", filled, sender, account), app.Clock.GetUtcNow(), mostToRecipient,
                    mostFromSender, stop);
                await act.KeepAsync(stop);
                return isWritten;
            },
            CancellationToken.None);
    }

    /// <summary>Waits until something is so in the database.</summary>
    public static Task UntilAsync(
        this ParleyApp app, Func<ParleyContext, Task<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string what = "") =>
        Patience.UntilAsync(
            async () =>
            {
                await using var db = app.Open();
                return await isSo(db);
            },
            () => what);

    /// <summary>Waits until every job that is due is done; letters that nobody sends wait on.</summary>
    public static async Task WorkIsDoneAsync(this ParleyApp app)
    {
        app.Services.GetRequiredService<JobRunner>().Ring();
        var kinds = JobKinds.All(app.Services.GetRequiredService<Settings>()).Keys.ToList();
        var now = app.Clock.GetUtcNow();
        var left = new List<Job>();
        await Patience.UntilAsync(
            async () =>
            {
                await using var db = app.Open();
                left = await db.Jobs.Where(j => j.Error == null && j.FailedAt == null && kinds.Contains(j.Kind)).ToListAsync();
                return left.TrueForAll(j => j.DueAt > now && j.Attempts == 0);
            },
            () => "the jobs that are due to be done; these are left: "
                + string.Join(", ", left.Select(j => $"{j.Kind} {j.Subject}, due {j.DueAt:u}, {j.Attempts} attempts")));
    }

    /// <summary>Moves the clock and has what is due then begun.</summary>
    public static void LetTimePass(this ParleyApp app, TimeSpan by)
    {
        app.Clock.Move(by);
        app.Services.GetRequiredService<JobRunner>().Ring();
    }
}
