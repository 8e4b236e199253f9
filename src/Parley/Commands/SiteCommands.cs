using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Sites;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commands;

/// <summary>parley site add, set, list, sign-on and words</summary>
internal static class SiteCommands
{
    public static Command Command() => new("site", "Publications on this installation.") { Add(), Change(), List(), SignOnCommand.Command(), WordsCommand.Command() };

    private static Command Add()
    {
        var key = KeyArgument();
        var name = new Option<string>("--name") { Description = "The name people read.", Required = true, HelpName = "NAME" };
        var options = new Options(name, OriginOption(), LanguageOption(), ThemeOption(), GuestVotesOption(), GuestsOption(), PasswordsOption(),
            NewcomersOption(), LinksOption(), ClosingOption(), StepsOption(), PaceOption());
        var command = new Command("add", "Adds a publication.") { key };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var siteKey = parsed.GetRequiredValue(key);
            if (!Site.IsKey(siteKey))
                throw new RefusedException($"\"{siteKey}\" cannot be a site's key: use 1 to 40 of a-z, 0-9 and inner hyphens, and no word of Parley's own.");

            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            await using var db = database.Open();
            if (await db.Sites.AnyAsync(s => s.Key == siteKey, cancellation))
                throw new RefusedException($"There is a site \"{siteKey}\" already; change it with: parley site set {siteKey}");

            var now = TimeProvider.System.GetUtcNow();
            var site = new Site { Id = Id.New(now), Key = siteKey, Name = "", CreatedAt = now };
            await ApplyAsync(site, parsed, options, cancellation);
            _ = db.Sites.Add(site);
            _ = await db.SaveChangesAsync(cancellation);
            Terminal.Say($"Added the site {siteKey}.");
            SayLanguage(site, parsed, options.Language);
        });
        return command;
    }

    private static Command Change()
    {
        var key = KeyArgument();
        var name = new Option<string>("--name") { Description = "The name people read.", HelpName = "NAME" };
        var options = new Options(name, OriginOption(), LanguageOption(), ThemeOption(), GuestVotesOption(), GuestsOption(), PasswordsOption(),
            NewcomersOption(), LinksOption(), ClosingOption(), StepsOption(), PaceOption());
        var command = new Command("set", "Changes a publication; what is not named stays.") { key };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            await using var db = database.Open();
            await using var turn = await db.BeginWritingAsync(cancellation);
            var site = await CommandLine.SiteAsync(db, parsed.GetRequiredValue(key), cancellation);
            var weight = site.GuestVoteWeight;
            await ApplyAsync(site, parsed, options, cancellation);
            site.Version++;
            _ = await db.SaveChangesAsync(cancellation);
            if (site.GuestVoteWeight != weight) await RankAnew.OfSiteAsync(db, site, cancellation);
            await turn.CommitAsync(cancellation);
            Terminal.Say($"Changed the site {site.Key}.");
            SayLanguage(site, parsed, options.Language);
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists publications with their origins.");
        command.SetAction(async (parsed, cancellation) =>
        {
            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            await using var db = database.Open();
            foreach (var site in await db.Sites.AsNoTracking().Include(s => s.Origins).OrderBy(s => s.Key).ToListAsync(cancellation))
                Terminal.Say($"{site.Key}\t{site.Name}\t{string.Join(' ', site.Origins.Select(o => o.Origin))}");
        });
        return command;
    }

    private sealed record Options(
        Option<string> Name, Option<string[]> Origins, Option<string> Language, Option<string> Theme, Option<int?> Votes, Option<string> Guests,
        Option<string> Passwords, Option<string> Newcomers, Option<int?> Links, Option<string> Closing, Option<string> Steps,
        Option<string> Pace)
    {
        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { Name, Origins, Language, Theme, Votes, Guests, Passwords, Newcomers, Links, Closing, Steps, Pace }) command.Add(option);
        }
    }

    private static async Task ApplyAsync(Site site, ParseResult parsed, Options options, CancellationToken cancellation)
    {
        if (parsed.GetValue(options.Name) is { } given)
        {
            var line = OneLine.Read(given);
            if (line.Length is 0 or > Site.MaximumNameLength || given.Any(char.IsControl))
                throw new RefusedException("--name takes 1 to 100 characters on one line.");
            site.Name = line;
        }

        if (parsed.GetValue(options.Origins) is { Length: > 0 } texts)
        {
            site.Origins.Clear();
            foreach (var text in texts)
            {
                if (!WebAddress.TryReadOrigin(text.TrimEnd('/'), out var origin))
                    throw new RefusedException($"\"{text}\" is no origin: write scheme and host, such as https://example.org, without a path.");
                if (!site.MayBeEmbeddedBy(origin)) site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = origin });
            }
        }

        if (parsed.GetValue(options.Votes) is { } percent) site.GuestVoteWeight = percent;
        if (parsed.GetValue(options.Guests) is { } guests) site.Guests = Enum.Parse<GuestRule>(guests, ignoreCase: true);
        if (parsed.GetValue(options.Passwords) is { } passwords) site.HasPasswords = passwords == "on";
        if (parsed.GetValue(options.Newcomers) is { } newcomers) site.HoldsNewcomers = newcomers == "held";
        if (parsed.GetValue(options.Steps) is { } steps) site.TakesSteps = steps == "automatic";
        if (parsed.GetValue(options.Pace) is { } pace) site.PacesByStanding = pace == "standing";
        if (parsed.GetValue(options.Links) is { } links) site.NewcomersLinks = links;
        if (parsed.GetValue(options.Closing) is { } closing)
            site.ClosesAfterDays = closing == "never" ? null : int.Parse(closing, NumberStyles.None, CultureInfo.InvariantCulture);
        if (parsed.GetValue(options.Language) is { } tag) site.Language = tag;
        if (parsed.GetValue(options.Theme) is { } file)
        {
            if (!SiteTheme.TryRead(await File.ReadAllTextAsync(file, cancellation), out var css, out var problem))
                throw new RefusedException($"{file}: {problem}");
            site.Theme = css.Length == 0 ? null : css;
        }
    }

    private static void SayLanguage(Site site, ParseResult parsed, Option<string> language)
    {
        if (parsed.GetValue(language) is null || Text.Find(site.Language) is not null) return;

        var known = string.Join(", ", Text.All.Select(t => t.Language));
        Terminal.Say($"Its stories are marked as {site.Language}; Parley itself speaks {known} and will speak English there.");
    }

    private static Argument<string> KeyArgument() => new("KEY") { Description = "The site's name in URLs." };

    private static Option<string[]> OriginOption() => new("--origin")
    {
        Description = "An origin whose pages may embed the discussions; may be given again.",
        HelpName = "https://example.org",
    };

    private static Option<string> LanguageOption()
    {
        var option = new Option<string>("--language") { Description = "The language of the site and of its stories; Parley speaks en, de, fr, uk and ar.", HelpName = "TAG" };
        option.Validators.Add(result =>
        {
            var tag = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (!KeyText.IsKey(tag.ToLowerInvariant(), 35)) result.AddError("--language takes a tag such as en, de or ar.");
        });
        return option;
    }

    private static Option<int?> GuestVotesOption()
    {
        var option = new Option<int?>("--guest-votes")
        {
            Description = "How much a guest's vote weighs in Best, in percent of a commenter's (50).",
            HelpName = "0-100",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100))
                result.AddError("--guest-votes takes a whole number from 0 to 100.");
        });
        return option;
    }

    private static Option<string> GuestsOption()
    {
        var option = new Option<string>("--guests")
        {
            Description = "Whether those without an account may comment: as anybody (open), after a moderator looked (held), or not (closed).",
            HelpName = "open|held|closed",
        };
        return CommandLine.OneOf(option, "open", "held", "closed");
    }

    private static Option<string> PasswordsOption()
    {
        var option = new Option<string>("--passwords")
        {
            Description = "Whether its readers may sign in with a password besides a code by mail and passkeys (off).",
            HelpName = "on|off",
        };
        return CommandLine.OneOf(option, "on", "off");
    }

    private static Option<string> NewcomersOption()
    {
        var option = new Option<string>("--newcomers")
        {
            Description = "Whether what newcomers write is published at once (open) or after a moderator looked (held).",
            HelpName = "open|held",
        };
        return CommandLine.OneOf(option, "open", "held");
    }

    private static Option<string> StepsOption()
    {
        var option = new Option<string>("--ladder")
        {
            Description = "Whether the ladder only proposes steps about a commenter (by-hand) or also takes the lower ones by itself (automatic).",
            HelpName = "by-hand|automatic",
        };
        return CommandLine.OneOf(option, "by-hand", "automatic");
    }

    private static Option<string> PaceOption()
    {
        var option = new Option<string>("--pace")
        {
            Description = "Whether everybody writes as often as they like (free) or as their standing allows: newcomers least (standing).",
            HelpName = "free|standing",
        };
        return CommandLine.OneOf(option, "free", "standing");
    }

    private static Option<int?> LinksOption()
    {
        var option = new Option<int?>("--newcomers-links")
        {
            Description = "How many links a newcomer may set before their comment waits for a moderator (0).",
            HelpName = "0-20",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var links) && links is >= 0 and <= 20))
                result.AddError("--newcomers-links takes a whole number from 0 to 20.");
        });
        return option;
    }

    private static Option<string> ClosingOption()
    {
        var option = new Option<string>("--close-after")
        {
            Description = "After how many days a discussion closes by itself, counted from the story's publication, or never.",
            HelpName = "DAYS|never",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is var given && given != "never"
                && !(int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 3_650))
            {
                result.AddError("--close-after takes a number of days from 1 to 3650, or never.");
            }
        });
        return option;
    }

    private static Option<string> ThemeOption() => new("--theme")
    {
        Description = "A file with the site's own design tokens, one a line; an empty file takes them back.",
        HelpName = "FILE",
    };
}
