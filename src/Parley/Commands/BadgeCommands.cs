using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Moderation;

namespace Parley.Commands;

/// <summary><c>parley badge</c>: marks beside names that a publication answers for.</summary>
internal static class BadgeCommands
{
    public static Command Command() => new("badge", "Gives badges to commenters.") { Set() };

    private static Command Set()
    {
        var site = new Argument<string>("SITE") { Description = "The publication." };
        var id = new Argument<string>("COMMENTER-ID") { Description = "The end of the address of their profile." };
        var badge = new Argument<Badge>("BADGE")
        {
            Description = "author, staff, moderator, expert or none.",
            CustomParser = result =>
            {
                if (result.Tokens.Count == 1 && OfficeWords.TryRead<Badge>(result.Tokens[0].Value, out var read)) return read;

                result.AddError("BADGE is author, staff, moderator, expert or none.");
                return default;
            },
        };
        var command = new Command("set", "Gives a commenter a badge on a publication, or takes it.") { site, id, badge };
        command.SetAction(async (parsed, cancellation) =>
        {
            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            await using var db = database.Open();
            await using var turn = await db.BeginWritingAsync(cancellation);
            var publication = await CommandLine.SiteAsync(db, parsed.GetRequiredValue(site), cancellation);
            var typed = parsed.GetRequiredValue(id);
            var commenter = Id.TryRead(typed, out var commenterId)
                ? await db.Commenters.SingleOrDefaultAsync(c => c.Id == commenterId && c.SiteId == publication.Id, cancellation)
                : null;
            if (commenter is null) throw new RefusedException($"Nobody called {typed} comments on {publication.Key}.");

            var given = parsed.GetRequiredValue(badge);
            if (!await BadgeGiving.SetAsync(db, commenter, given, cancellation))
                throw new RefusedException($"{commenter.Name} is a guest, and whoever has the browser would have the badge; let them sign in first.");

            _ = await db.SaveChangesAsync(cancellation);
            var alike = await BadgeGiving.WhoLooksLikeAsync(db, commenter, cancellation);
            await turn.CommitAsync(cancellation);
            Terminal.Say(given == Badge.None ? $"{commenter.Name} wears no badge any more." : $"{commenter.Name} wears the badge {OfficeWords.Word(given)}.");
            if (given != Badge.None)
            {
                foreach (var other in alike) Terminal.Say($"Looks alike: {other.Name} ({OfficeWords.Word(other.Kind)}, since {other.CreatedAt:yyyy-MM-dd})");
            }
        });
        return command;
    }
}
