using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Commands;

/// <summary>parley export: a copy of everything a reader has here whom the publisher signs on, and who has no page of their own.</summary>
internal static class ExportCommand
{
    public static Command Command()
    {
        var site = new Argument<string>("SITE") { Description = "The site's key." };
        var id = new Argument<string>("COMMENTER") { Description = "The commenter's id, as in the address of their profile." };
        var file = new Argument<string>("FILE") { Description = "Where the ZIP goes; nobody else on this machine may read it." };
        var command = new Command("export", "Writes what a reader whom you sign on has here into one ZIP, to give to them.") { site, id, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandLine.SettingsOf(parsed);
            var database = await CommandLine.OpenAsync(settings, cancellation);
            await using var db = database.Open();
            var account = await FindAsync(db, parsed.GetRequiredValue(site), parsed.GetRequiredValue(id), cancellation);
            await WriteAsync(db, account, parsed.GetRequiredValue(file), settings.Origin, cancellation);
            Terminal.Say($"Wrote {parsed.GetRequiredValue(file)}. Make sure that it is they who ask before you hand it over.");
        });
        return command;
    }

    private static async Task<Account> FindAsync(ParleyContext db, string key, string text, CancellationToken cancellation)
    {
        var site = await CommandLine.SiteAsync(db, key, cancellation);
        var found = Id.TryRead(text, out var id)
            ? await db.Commenters.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.SiteId == site.Id, cancellation)
            : null;
        if (found is null) throw new RefusedException($"There is no commenter {text} on {key}.");

        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == found.AccountId, cancellation);
        if (account is null) throw new RefusedException("A guest wrote this; whoever signs in with that browser makes it their own, and a copy at /account/export.");

        // What they wrote elsewhere is not this publisher's to see.
        return account.SiteId == site.Id
            ? account
            : throw new RefusedException("This account is its owner's, who makes a copy at /account/export.");
    }

    private static async Task WriteAsync(ParleyContext db, Account account, string file, string origin, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var target = new FileStream(file, options);
        try
        {
            db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
            await MakeExport.WriteAsync(target, db, account, origin, TimeProvider.System.GetUtcNow(), cancellation);
        }
        catch
        {
            // Half a copy is none.
            File.Delete(file);
            throw;
        }
    }
}
