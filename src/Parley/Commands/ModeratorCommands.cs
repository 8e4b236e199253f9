using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Moderation;
using Parley.Storage;

namespace Parley.Commands;

/// <summary><c>parley moderator</c>: who may decide, edit and appoint.</summary>
internal static class ModeratorCommands
{
    public static Command Command() =>
        new("moderator", "Invites and lists those who moderate.") { Add(), List(), Remove() };

    private static Command Add()
    {
        var (email, site, everywhere, role, section) = (EmailArgument(), SiteOption(), EverywhereOption(), RoleOption(), SectionOption());
        var command = new Command("add", "Prints a link by which somebody signs in, once and within a week, with a role.") { email, site, everywhere, role, section };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandLine.SettingsOf(parsed);
            var address = AddressOf(parsed.GetRequiredValue(email));
            var reach = ReachOf(parsed.GetValue(section) ?? [], parsed.GetValue(role), parsed.GetValue(everywhere));
            var database = await CommandLine.OpenAsync(settings, cancellation);
            await using var db = database.Open();
            await using var turn = await db.BeginWritingAsync(cancellation);
            var where = await WhereAsync(db, parsed, site, everywhere, cancellation);
            var secret = await new Invitation(address, parsed.GetValue(role), reach.ToString()).IssueAsync(db, where, TimeProvider.System.GetUtcNow(), cancellation);
            _ = await db.SaveChangesAsync(cancellation);
            await turn.CommitAsync(cancellation);
            Terminal.Say($"{settings.Origin}/sign-in/invitation/{secret}");
        });
        return command;
    }

    private static Command List()
    {
        var site = SiteOption();
        var command = new Command("list", "Lists who has a role, where.") { site };
        command.SetAction(async (parsed, cancellation) =>
        {
            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            await using var db = database.Open();
            var only = parsed.GetValue(site) is { } key ? (await CommandLine.SiteAsync(db, key, cancellation)).Id : (Guid?)null;
            var found = await (
                from role in db.Roles.AsNoTracking()
                join account in db.Accounts on role.AccountId equals account.Id
                join publication in db.Sites on role.SiteId equals publication.Id into sites
                from publication in sites.DefaultIfEmpty()
                where only == null || role.SiteId == only || role.SiteId == null
                select new { role.Kind, role.Sections, account.Name, account.Email, Site = publication == null ? null : publication.Key }).ToListAsync(cancellation);
            foreach (var each in found.OrderBy(f => f.Site, StringComparer.Ordinal).ThenByDescending(f => f.Kind).ThenBy(f => f.Email, StringComparer.Ordinal))
                Terminal.Say($"{each.Site ?? "(everywhere)"}{(each.Sections.Length == 0 ? "" : "/" + each.Sections.Replace(' ', ','))}\t{OfficeWords.Word(each.Kind)}\t{each.Email}\t{each.Name}");
        });
        return command;
    }

    private static Command Remove()
    {
        var (email, site, everywhere) = (EmailArgument(), SiteOption(), EverywhereOption());
        var command = new Command("remove", "Takes somebody's role, and invitations they have not used.") { email, site, everywhere };
        command.SetAction(async (parsed, cancellation) =>
        {
            var address = AddressOf(parsed.GetRequiredValue(email));
            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            await using var db = database.Open();
            await using var turn = await db.BeginWritingAsync(cancellation);
            var where = await WhereAsync(db, parsed, site, everywhere, cancellation);
            var subject = Identity.SubjectOf(address);
            var account = await db.Identities.Where(i => i.Issuer == Identity.Mail && i.Subject == subject)
                .Select(i => (Guid?)i.AccountId).SingleOrDefaultAsync(cancellation);
            if (account is { } id && await RoleGiving.IsLastOwnerAsync(db, id, where, cancellation))
                throw new RefusedException($"{address} is the last owner there; add another first.");

            await Invitation.TakeBackAsync(db, address, where, by: null, cancellation);
            var isTaken = account is { } held
                && await RoleGiving.SetAsync(db, held, where, null, by: null, TimeProvider.System.GetUtcNow(), cancellation);
            var changes = await db.SaveChangesAsync(cancellation);
            await turn.CommitAsync(cancellation);
            if (changes == 0) throw new RefusedException($"{address} has no role there; list them with: parley moderator list");

            Terminal.Say(isTaken ? $"{address} has no role there any more." : $"The invitation of {address} is taken back.");
        });
        return command;
    }

    private static string AddressOf(string typed) => EmailAddress.TryRead(typed, out var address)
        ? address!
        : throw new RefusedException($"\"{typed}\" is no mail address that can be used.");

    private static async Task<Guid?> WhereAsync(
        ParleyContext db, ParseResult parsed, Option<string> site, Option<bool> everywhere, CancellationToken cancellation)
    {
        var (key, isEverywhere) = (parsed.GetValue(site), parsed.GetValue(everywhere));
        if (key is null != isEverywhere) throw new RefusedException("Say where: either --site KEY or --everywhere.");

        return key is null ? null : (await CommandLine.SiteAsync(db, key, cancellation)).Id;
    }

    private static Argument<string> EmailArgument() => new("EMAIL") { Description = "The address they sign in with." };

    private static Option<string> SiteOption() => new("--site") { Description = "The publication.", HelpName = "KEY" };

    private static Option<bool> EverywhereOption() => new("--everywhere") { Description = "Every publication of this installation." };

    private static Option<string[]> SectionOption() => new("--section")
    {
        Description = "Only in this section of the publication; may be given several times.",
        HelpName = "SECTION",
    };

    private static Reach ReachOf(string[] sections, RoleKind role, bool isEverywhere)
    {
        if (sections.Length == 0) return Reach.Everywhere;
        if (isEverywhere || role is not (RoleKind.Moderator or RoleKind.Editor)) throw new RefusedException("--section goes with --site, and with a moderator or an editor.");

        return EnteredRole.ReachOf(string.Join(' ', sections))
            ?? throw new RefusedException($"--section takes a section as stories have it, such as politics; at most {Reach.MostSections} of them.");
    }

    private static Option<RoleKind> RoleOption() => new("--role")
    {
        DefaultValueFactory = _ => RoleKind.Moderator,
        Description = "What they are to be (moderator).",
        HelpName = "flagger|moderator|editor|owner",
        CustomParser = result =>
        {
            if (result.Tokens.Count == 1 && OfficeWords.TryRead<RoleKind>(result.Tokens[0].Value, out var role)) return role;

            result.AddError("--role takes flagger, moderator, editor or owner.");
            return default;
        },
    };
}
