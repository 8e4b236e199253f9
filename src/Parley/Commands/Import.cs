using System.CommandLine;
using System.Globalization;
using Parley.Imports;
using Parley.Storage;

namespace Parley.Commands;

/// <summary>parley import: discussions from elsewhere, one sub-command a format</summary>
internal static class Import
{
    // More than this is in the report, or in one if it is asked for.
    private const int RefusalsShown = 20;

    public static Command Command() => new("import", "Takes in discussions from elsewhere.") { Page() };

    private static Command Page()
    {
        var file = new Argument<string>("FILE") { Description = "A page as plain text: headline, article, discussion." };
        var site = new Option<string>("--site") { Description = "The site it is for.", HelpName = "KEY", Required = true };
        var story = new Option<string?>("--story") { Description = "The story's name in URLs; from the headline if not given.", HelpName = "KEY" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would happen and changes nothing." };
        var screen = new Option<bool>("--screen") { Description = "Lets the site's word lists look at every comment: what they would hold waits for a moderator, and keeps its place where it was answered." };
        var report = new Option<string?>("--report") { Description = "Writes what became of every entry.", HelpName = "FILE.csv" };
        var command = new Command("page", "Takes in a plain-text page, as text extractors leave it.") { file, site, story, dryRun, screen, report };
        command.SetAction(async (parsed, cancellation) => await RunAsync(
            parsed.GetRequiredValue(file),
            parsed.GetRequiredValue(site),
            new ImportPage.Request(parsed.GetValue(story), parsed.GetValue(dryRun)),
            parsed.GetValue(screen),
            parsed.GetValue(report),
            CommandLine.SettingsOf(parsed),
            cancellation));
        return command;
    }

    private static async Task RunAsync(
        string file, string siteKey, ImportPage.Request request, bool isScreened, string? reportPath, Settings settings,
        CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var source = File.OpenRead(file);
        var database = await CommandLine.OpenAsync(settings, cancellation);
        await using var db = database.Open();
        var site = await CommandLine.SiteAsync(db, siteKey, cancellation);
        if (isScreened) request = request with { Words = await new WordLists().OfAsync(db, site, cancellation) };
        using var report = reportPath is null ? null : new ImportReport(reportPath);
        var progress = new Progress(source);
        var refusals = new List<ImportedRow>();
        try
        {
            var page = PageFormat.Read(source, now);
            var response = await ImportPage.RunAsync(db, site, page, request, Note, now, cancellation);
            progress.End();
            report?.Finish();
            Say(response, request, siteKey, refusals);
        }
        catch (UnreadableSource unreadable)
        {
            progress.End();
            throw new RefusedException($"{Path.GetFileName(file)}: {unreadable.Message}");
        }
        catch (ImportRefused refused)
        {
            progress.End();
            throw new RefusedException(refused.Message);
        }

        void Note(ImportedRow row)
        {
            report?.Write(row);
            progress.Count();
            if (row.Outcome == EntryOutcome.Refused && refusals.Count < RefusalsShown) refusals.Add(row);
        }
    }

    private static void Say(
        ImportPage.Response response, ImportPage.Request request, string site, List<ImportedRow> refusals)
    {
        Terminal.Say($"{(request.IsDryRun ? "Would import: " : "")}{site}/{response.Story.Key}, \"{response.Story.Title}\"{(response.IsNew ? "" : " (already there)")}");
        foreach (var outcome in Enum.GetValues<EntryOutcome>())
            Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{response.Count(outcome),9:N0} {ImportedRow.Say(outcome)}"));
        foreach (var row in refusals)
            Terminal.Say($"Line {row.Line}, refused: {row.Reason}.");
        if (response.Count(EntryOutcome.Refused) > refusals.Count)
            Terminal.Say("The rest of the refusals are in the report (--report FILE.csv).");
        if (request.IsDryRun) Terminal.Say("Nothing was changed.");
    }

    // On a terminal one line that keeps up; elsewhere a line for every tenth, so that logs stay readable.
    private sealed class Progress(FileStream source)
    {
        // Shorter files are read before anybody wonders.
        private const long Long = 4 * 1024 * 1024;

        private readonly bool _isTerminal = !Console.IsErrorRedirected;
        private long _entries;
        private long _shown;

        public void Count()
        {
            _entries++;
            if (source.Length < Long || _entries % 256 != 0) return;

            var percent = 100 * source.Position / source.Length;
            if (percent < _shown + (_isTerminal ? 1 : 10)) return;

            _shown = percent;
            var line = string.Create(CultureInfo.InvariantCulture, $"{percent} %, {_entries:N0} entries");
            if (_isTerminal) Terminal.Overwrite(line);
            else Terminal.Complain(line);
        }

        public void End()
        {
            if (_isTerminal && _shown > 0) Terminal.Complain("");
        }
    }
}
