using System.CommandLine;
using System.Globalization;
using Parley.Storage;
using Parley.Storage.Checks;

namespace Parley.Commands;

/// <summary>parley check</summary>
internal static class CheckCommand
{
    public static Command Command()
    {
        var repair = new Option<bool>("--repair") { Description = "Mends what can be mended." };
        var command = new Command("check", "Proves that counts, ranks and places follow from what was written.") { repair };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandLine.SettingsOf(parsed);
            var database = Database.Choose(settings.Database, settings.Data);
            await Migration.RequireCurrentAsync(database, cancellation);
            return await RunAsync(database, parsed.GetValue(repair), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Database database, bool repair, CancellationToken cancellation)
    {
        using var progress = new Progress("comments read");
        var findings = await Check.RunAsync(database, TimeProvider.System.GetUtcNow(), progress.Tell, cancellation);
        progress.End();
        var isMended = repair && !findings.IsClean && !findings.IsFileDamaged;
        if (isMended) await Check.RepairAsync(database, findings, cancellation);
        foreach (var finding in findings.All) Terminal.Say(Say(finding, isMended));
        if (findings.IsClean)
        {
            Terminal.Say("All is well.");
            return 0;
        }

        if (findings.IsFileDamaged)
        {
            Terminal.Complain(Sqlite.Damaged);
            return 1;
        }

        if (!repair) return 1;

        if (findings.CanAllBeRepaired) Terminal.Say("Repaired.");
        else Terminal.Complain("Repaired what could be; the rest needs a backup: parley restore FILE --overwrite");
        return findings.CanAllBeRepaired ? 0 : 1;
    }

    private static string Say(Finding finding, bool isMended)
    {
        var example = finding.Example.Length == 0 ? "" : $", such as {finding.Example}";
        var mend = finding switch
        {
            { IsNews: true } => "",
            { Repair: null } => "; this cannot be repaired",
            _ when isMended => ": mended",
            _ => $"; --repair {finding.Repair}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{finding.Count:N0} {finding.What}{example}{mend}.");
    }
}
