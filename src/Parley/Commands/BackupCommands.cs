using System.CommandLine;
using System.Globalization;
using Parley.Storage;
using Parley.Storage.Backups;

namespace Parley.Commands;

/// <summary>parley backup and parley restore</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "Where the backup goes; it is whole or not there." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replaces FILE if it is there." };
        var command = new Command("backup", "Writes everything that is stored into one file, while the server runs.") { file, overwrite };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandLine.SettingsOf(parsed);
            var database = Database.Choose(settings.Database, settings.Data);
            await Migration.RequireCurrentAsync(database, cancellation);
            using var progress = new Progress("rows");
            var manifest = await Storage.Backups.Backup.RunAsync(
                database, parsed.GetRequiredValue(file), parsed.GetValue(overwrite), CommandLine.Version,
                TimeProvider.System.GetUtcNow(), progress.Tell, cancellation);
            progress.End();
            Terminal.Say($"Backed up {Count(manifest)} into {parsed.GetRequiredValue(file)}.");
        });
        return command;
    }

    public static Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "A backup that this or an older version made." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replaces what is stored, all of it." };
        var command = new Command("restore", "Puts a backup in the place of what is stored: all of it or nothing.") { file, overwrite };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandLine.SettingsOf(parsed);
            var database = Database.Choose(settings.Database, settings.Data);
            await using var model = database.Open();
            using var verifying = new Progress("rows verified");
            // All of it is verified before anything is touched, even before an empty folder is made.
            using var backup = await BackupFile.OpenAsync(
                parsed.GetRequiredValue(file), model, Migration.Known(database), verifying.Tell, cancellation);
            verifying.End();
            _ = await CommandLine.OpenAsync(settings, cancellation);
            using var progress = new Progress("rows restored");
            await Storage.Backups.Restore.RunAsync(database, backup, parsed.GetValue(overwrite), progress.Tell, cancellation);
            progress.End();
            Terminal.Say($"Restored {Count(backup.Manifest)} as of {backup.Manifest.At.ToString("u", CultureInfo.InvariantCulture)}. Restart servers that ran meanwhile.");
        });
        return command;
    }

    private static string Count(BackupManifest manifest) => string.Create(CultureInfo.InvariantCulture,
        $"{manifest.Tables.Single(t => t.Name == "comments").Rows:N0} comments in {manifest.Tables.Single(t => t.Name == "stories").Rows:N0} stories");
}
