using System.CommandLine;
using Parley.Moderation;

namespace Parley.Commands;

/// <summary>parley site words: a language's starter word lists for a publication, before anybody has signed in to its newsroom.</summary>
internal static class WordsCommand
{
    public static Command Command()
    {
        var key = new Argument<string>("KEY") { Description = "The publication." };
        var language = new Argument<string>("LANGUAGE") { Description = "A language of the interface: " + string.Join(", ", Texts.Text.All.Select(t => t.Language)) + "." };
        var command = new Command("words", "Adds a language's starter word lists to a publication's own; rules that are there stay.") { key, language };
        command.SetAction(async (parsed, cancellation) =>
        {
            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            await using var db = database.Open();
            await using var turn = await db.BeginWritingAsync(cancellation);
            var site = await CommandLine.SiteAsync(db, parsed.GetRequiredValue(key), cancellation);
            var wanted = parsed.GetRequiredValue(language);
            var starter = StarterWords.Of(wanted) ?? throw new RefusedException($"There are no starter lists in \"{wanted}\"; there are in {string.Join(", ", Texts.Text.All.Select(t => t.Language))}.");
            var added = await StarterWords.AddAsync(db, site.Id, starter, TimeProvider.System.GetUtcNow(), cancellation)
                ?? throw new RefusedException("The lists would be longer than they may be; take some rules away first.");
            _ = await db.SaveChangesAsync(cancellation);
            await turn.CommitAsync(cancellation);
            Terminal.Say(FormattableString.Invariant($"Added {added} rules to the word lists of {site.Key}."));
        });
        return command;
    }
}
