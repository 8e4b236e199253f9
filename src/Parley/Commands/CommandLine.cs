using System.CommandLine;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Sites;
using Parley.Storage;

namespace Parley.Commands;

/// <summary>The commands. Exit codes: 0 done, 1 refused with a reason on standard error, 2 wrong use.</summary>
internal static class CommandLine
{
    private const int Refused = 1;
    private const int WrongUse = 2;

    private static readonly InvocationConfiguration Invocation = new()
    {
        // Exceptions come to us and not to the library, which would print a stack trace.
        EnableDefaultExceptionHandler = false,
        // The server stops by itself and takes the time it needs; a command that is ended leaves its transaction undone.
        ProcessTerminationTimeout = null,
    };

    private static readonly Option<string?> DataOption =
        new("--data") { Description = "The data folder (PARLEY_DATA; ./data).", HelpName = "DIR", Recursive = true };

    private static readonly Option<string?> DatabaseOption = new("--database")
    {
        Description = "A PostgreSQL connection instead of SQLite in the data folder (PARLEY_DATABASE).",
        HelpName = "CONNECTION",
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        var root = new RootCommand("Parley: discussions for publishers. Isolate the offender, not the conversation.")
        {
            DataOption,
            DatabaseOption,
            Serve.Command(),
            SiteCommands.Command(),
            ModeratorCommands.Command(),
            BadgeCommands.Command(),
            Publish.Command(),
            Import.Command(),
            BackupCommands.Backup(),
            BackupCommands.Restore(),
            CheckCommand.Command(),
            ExportCommand.Command(),
            EraseCommand.Command(),
            MailCommands.Command(),
            VersionCommand(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Terminal.Complain(parsed.Errors[0].Message);
            Terminal.Complain("Run `parley --help` for what there is.");
            return WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(Invocation, cancellation);
        }
        catch (Exception exception) when (Explain(exception) is { } sentence)
        {
            Terminal.Complain(sentence);
            return Refused;
        }
    }

    /// <summary>An option that is one of a few words; anything else is refused in one sentence.</summary>
    public static Option<T> OneOf<T>(Option<T> option, params string[] words)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !words.Contains(result.Tokens[0].Value, StringComparer.Ordinal))
                result.AddError($"{option.Name} is one of: {string.Join(", ", words)}.");
        });
        return option;
    }

    /// <summary>The environment's settings with the options of this call over them.</summary>
    public static Settings SettingsOf(ParseResult parsed)
    {
        var settings = Settings.Read(Environment.GetEnvironmentVariable, Environment.GetEnvironmentVariables().Keys.Cast<string>());
        return settings with
        {
            Data = parsed.GetValue(DataOption) ?? settings.Data,
            Database = parsed.GetValue(DatabaseOption) ?? settings.Database,
        };
    }

    /// <summary>The database, brought to the newest schema.</summary>
    public static async Task<Database> OpenAsync(Settings settings, CancellationToken cancellation)
    {
        var database = Database.Choose(settings.Database, settings.Data);
        await Migration.ApplyAsync(database, TimeProvider.System, cancellation);
        return database;
    }

    /// <summary>The site of that key, or a refusal that says how to make it.</summary>
    public static async Task<Site> SiteAsync(ParleyContext db, string key, CancellationToken cancellation) =>
        await db.Sites.Include(s => s.Origins).SingleOrDefaultAsync(s => s.Key == key, cancellation)
        ?? throw new RefusedException($"There is no site \"{key}\"; add it with: parley site add {key} --name NAME");

    // What an operator can mend is one sentence; anything else is our defect and keeps its stack trace.
    private static string? Explain(Exception exception) => exception switch
    {
        RefusedException or FormatException => exception.Message,
        UnauthorizedAccessException or IOException => exception.Message,
        _ when Sqlite.IsDamage(exception) => Sqlite.Damaged,
        DbUpdateException { InnerException: { } inner } => "The database refused: " + FirstLine(inner.Message),
        DbException => "The database cannot be used: " + FirstLine(exception.Message),
        InvalidOperationException { InnerException: DbException inner } => "The database cannot be used: " + FirstLine(inner.Message),
        OperationCanceledException => "Stopped.",
        _ => null,
    };

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();

    private static Command VersionCommand()
    {
        var command = new Command("version", "Prints the version.");
        command.SetAction(_ => Terminal.Say(Version));
        return command;
    }

    public static string Version => typeof(CommandLine).Assembly.GetName().Version!.ToString(3);
}
