using System.CommandLine;
using Parley.Commenters;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;
using Parley.Stories;

namespace Parley.Commands;

/// <summary>parley serve</summary>
internal static class Serve
{
    public static Command Command()
    {
        var urls = new Option<string?>("--urls")
        {
            Description = "Where to listen (PARLEY_URLS; http://127.0.0.1:8080).",
            HelpName = "URLS",
        };
        var command = new Command("serve", "Serves stories and discussions; the first start makes a sample.") { urls };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandLine.SettingsOf(parsed);
            return await RunAsync(settings with { Urls = parsed.GetValue(urls) ?? settings.Urls }, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, CancellationToken cancellation)
    {
        // Whoever tries it out on their own machine reads their letters where they started it.
        if (settings is { Mail: null, IsLoopbackOnly: true, PublicUrl: null, Proxies.Count: 0 }) settings = settings with { PrintsMail = true };
        var database = await CommandLine.OpenAsync(settings, cancellation);
        var sample = await Sample.FillIfEmptyAsync(database, TimeProvider.System.GetUtcNow(), cancellation);
        var key = await Secrets.ReadOrMakeAsync(database, "server", cancellation);

        await using var app = Server.Build(settings, database, key, TimeProvider.System);
        await app.StartAsync(cancellation);
        await Forget.BeginAsync(database, TimeProvider.System.GetUtcNow(), cancellation);
        Greet(settings, database, app.Urls.First(), sample);
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static void Greet(Settings settings, Database database, string url, (Site Site, Story Story)? sample)
    {
        Terminal.Say($"Parley {CommandLine.Version} listens on {url}");
        if (sample is var (site, story)) Terminal.Say($"A sample to look at: {url}/{site.Key}/{story.Key}");
        Terminal.Say(database.IsPostgres ? "Stored in PostgreSQL." : $"Stored in {database.File}");
        if (database.Concern is { } concern) Terminal.Say(concern);
        if (!settings.Limits)
        {
            Terminal.Say(settings.IsLoopbackOnly
                ? "PARLEY_LIMITS=off: no pace or rate limit holds."
                : "PARLEY_LIMITS=off is for loopback only and is ignored here.");
        }

        if (settings.Proxies.Any(p => p.PrefixLength == 0))
            Terminal.Say("PARLEY_PROXIES believes everybody: whoever comes may say from where, and no limit by address holds. Name your proxies.");

        if (settings.Mail is null)
        {
            Terminal.Say(settings.PrintsMail
                ? "No mail is sent (PARLEY_SMTP): letters are printed here."
                : "No mail is sent until PARLEY_SMTP and PARLEY_MAIL_FROM are set; letters wait.");
        }

        Terminal.Say("Stop with Ctrl+C.");
    }
}
