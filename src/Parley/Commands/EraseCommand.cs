using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Live;
using Parley.Storage;

namespace Parley.Commands;

/// <summary>parley erase: takes a commenter's words and name away who cannot do it alone, a guest or an imported name.</summary>
internal static class EraseCommand
{
    public static Command Command()
    {
        var site = new Argument<string?>("SITE") { Description = "The site's key.", Arity = ArgumentArity.ZeroOrOne };
        var id = new Argument<string?>("COMMENTER") { Description = "The commenter's id, as in the address of their profile.", Arity = ArgumentArity.ZeroOrOne };
        var email = new Option<string?>("--email") { Description = "All guests of the site who gave this address.", HelpName = "ADDRESS" };
        var list = new Option<bool>("--list") { Description = "Prints who has been erased, to be kept beside the backups." };
        var again = new Option<string?>("--again") { Description = "Erases again whom a restored backup brought back: what --list printed.", HelpName = "FILE" };
        var dry = new Option<bool>("--dry-run") { Description = "Says what would go and changes nothing." };
        var command = new Command("erase", "Takes a commenter's words and name away for good; what others wrote stays where it is.")
        {
            site, id, email, list, again, dry,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandLine.SettingsOf(parsed);
            var database = await CommandLine.OpenAsync(settings, cancellation);
            if (parsed.GetValue(list)) return await ListAsync(database, cancellation);
            if (parsed.GetValue(again) is { } file) return await AgainAsync(database, settings, file, parsed.GetValue(dry), cancellation);
            if (parsed.GetValue(site) is not { } key || parsed.GetValue(id) is null == parsed.GetValue(email) is null)
                throw new RefusedException("Say whom: parley erase SITE COMMENTER, or parley erase SITE --email ADDRESS");

            var (commenters, account) = await FindAsync(database, key, parsed.GetValue(id), parsed.GetValue(email), cancellation);
            await EraseAsync(database, commenters, parsed.GetValue(dry), cancellation);
            // With the words gone, what is left is the account.
            if (account is { } readers && !parsed.GetValue(dry)) await EraseAccountsAsync(database, settings, [readers], cancellation);
            return 0;
        });
        return command;
    }

    // The account too, where it is one that the publisher signs on: nobody else can end it.
    private static async Task<(List<Guid> Commenters, Guid? Account)> FindAsync(
        Database database, string key, string? id, string? email, CancellationToken cancellation)
    {
        await using var db = database.Open();
        var site = await CommandLine.SiteAsync(db, key, cancellation);
        if (id is not null)
        {
            var found = Id.TryRead(id, out var commenter)
                ? await db.Commenters.AsNoTracking().SingleOrDefaultAsync(c => c.Id == commenter && c.SiteId == site.Id, cancellation)
                : null;
            if (found is null) throw new RefusedException($"There is no commenter {id} on {key}.");
            if (found.AccountId is not { } owner) return ([found.Id], null);
            if (await db.Accounts.AnyAsync(a => a.Id == owner && a.SiteId == site.Id, cancellation)) return ([found.Id], owner);

            Terminal.Say("An account speaks as this commenter. The account itself stays; its owner erases it at /account/erase.");
            return ([found.Id], null);
        }

        var address = email!.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // The database lowers it, and compares.
        var guests = await db.Commenters.Where(c => c.SiteId == site.Id && c.Kind == CommenterKind.Guest && c.Email!.ToLower() == address)
            .Select(c => c.Id).ToListAsync(cancellation);
#pragma warning restore CA1304, CA1311, CA1862, MA0011
        return guests.Count > 0 ? (guests, null) : throw new RefusedException($"No guest of {key} gave that address.");
    }

    private static async Task EraseAsync(Database database, List<Guid> commenters, bool isDry, CancellationToken cancellation)
    {
        if (isDry)
        {
            await using var db = database.Open();
            foreach (var commenter in commenters)
            {
                var count = await EraseWords.Left(db, commenter).CountAsync(cancellation);
                Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"Would erase {Id.Text(commenter)} with {count:N0} comments."));
            }

            return;
        }

        var writing = database.OpenWriting(new InProcessAnnouncements());
        try
        {
            using var progress = new Progress("comments");
            var done = 0;
            do
            {
                done += await EraseWords.RunAsync(database, writing, commenters, progress.Tell, cancellation);
            }
            while (!await EraseWords.ForgetWritersAsync(database, writing, commenters, cancellation));

            progress.End();
            Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"Erased {commenters.Count:N0} commenters with {done:N0} comments."));
        }
        finally
        {
            await Database.CloseAsync(writing);
        }
    }

    // Ids alone: the list says nothing of anybody.
    private static async Task<int> ListAsync(Database database, CancellationToken cancellation)
    {
        await using var db = database.Open();
        foreach (var id in await db.Accounts.Where(a => a.ErasedAt != null).OrderBy(a => a.Id).Select(a => a.Id).ToListAsync(cancellation))
            Terminal.Say("account " + Id.Text(id));
        foreach (var id in await Erased(db).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(cancellation))
            Terminal.Say("commenter " + Id.Text(id));
        return 0;
    }

    // Nothing leads back to them any more.
    private static IQueryable<Commenter> Erased(ParleyContext db) => db.Commenters.Where(c =>
        c.Name == "" && c.AccountId == null && c.BrowserHash == null && c.ImportKey == null);

    private static async Task<int> AgainAsync(
        Database database, Settings settings, string file, bool isDry, CancellationToken cancellation)
    {
        var (accounts, commenters) = Read(file);
        await using (var db = database.Open())
        {
            // Whoever is not in this backup needs no erasing.
            var known = await db.Accounts.Where(a => a.ErasedAt == null).Select(a => a.Id).ToListAsync(cancellation);
            accounts = [.. accounts.Intersect(known)];
            var erased = await Erased(db).Select(c => c.Id).ToListAsync(cancellation);
            var there = (await db.Commenters.Select(c => c.Id).ToListAsync(cancellation)).ToHashSet();
            commenters = [.. commenters.Where(there.Contains).Except(erased)];
        }

        if (isDry)
        {
            Terminal.Say($"Would erase again {accounts.Count} accounts and {commenters.Count} commenters.");
            return 0;
        }

        await EraseAccountsAsync(database, settings, accounts, cancellation);
        await EraseAsync(database, commenters, isDry: false, cancellation);
        Terminal.Say($"Erased {accounts.Count} accounts again.");
        return 0;
    }

    private static async Task EraseAccountsAsync(Database database, Settings settings, IEnumerable<Guid> accounts, CancellationToken cancellation)
    {
        var fingerprints = new Fingerprints(await Secrets.ReadOrMakeAsync(database, "server", cancellation));
        var writing = database.OpenWriting(new InProcessAnnouncements());
        try
        {
            foreach (var account in accounts)
            {
                await EraseAccount.RunAsync(
                    account, database, writing, fingerprints, new ExportFolder(settings, fingerprints), TimeProvider.System.GetUtcNow(),
                    isForced: true, cancellation);
            }
        }
        finally
        {
            await Database.CloseAsync(writing);
        }
    }

    private static (List<Guid> Accounts, List<Guid> Commenters) Read(string file)
    {
        var (accounts, commenters) = (new List<Guid>(), new List<Guid>());
        foreach (var line in File.ReadLines(file).Where(l => l.Trim().Length > 0))
        {
            if (line.Trim().Split(' ') is not [var what, var text] || !Id.TryRead(text, out var id) || what is not ("account" or "commenter"))
                throw new RefusedException($"{file} is not what --list prints: \"{line}\"");
            (what == "account" ? accounts : commenters).Add(id);
        }

        return (accounts, commenters);
    }
}
