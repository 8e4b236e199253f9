using System.CommandLine;
using Parley.Stories;

namespace Parley.Commands;

/// <summary>parley publish</summary>
internal static class Publish
{
    public static Command Command()
    {
        var file = new Argument<string>("FILE") { Description = "The story as Markdown (.md) or HTML (.html)." };
        var site = new Option<string>("--site") { Description = "The site it is for.", HelpName = "KEY", Required = true };
        var key = new Option<string?>("--key", "--story") { Description = "The story's name in URLs; from the title if not given.", HelpName = "STORY" };
        var title = new Option<string?>("--title") { Description = "The title; the first heading if not given.", HelpName = "T" };
        var byline = new Option<string?>("--byline") { Description = "Who wrote it.", HelpName = "NAME" };
        var standfirst = new Option<string?>("--standfirst") { Description = "The sentence under the headline.", HelpName = "TEXT" };
        var language = new Option<string?>("--language") { Description = "The story's language, such as en or ar.", HelpName = "TAG" };
        var section = new Option<string?>("--section") { Description = "The part of the publication it stands in, such as politics.", HelpName = "NAME" };
        var closes = new Option<DateTimeOffset?>("--closes") { Description = "When its discussion closes by itself, such as 2027-01-31T18:00Z.", HelpName = "TIME" };
        var command = new Command("publish", "Publishes a story; the same key again changes it and keeps its discussion.")
            { file, site, key, title, byline, standfirst, language, section, closes };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            var source = await ReadAsync(path, cancellation);
            var database = await CommandLine.OpenAsync(CommandLine.SettingsOf(parsed), cancellation);
            await using var db = database.Open();
            var target = await CommandLine.SiteAsync(db, parsed.GetRequiredValue(site), cancellation);
            var request = new PublishStory.Request(
                source, IsHtml(path), parsed.GetValue(key), parsed.GetValue(title), parsed.GetValue(byline),
                parsed.GetValue(standfirst), parsed.GetValue(language), parsed.GetValue(section), parsed.GetValue(closes)?.ToUniversalTime());
            var (response, refusal) = await PublishStory.RunAsync(db, target, request, TimeProvider.System.GetUtcNow(), cancellation);
            if (response is null) throw new RefusedException($"{Path.GetFileName(path)}: {refusal}");

            Terminal.Say($"{(response.IsNew ? "Published" : "Changed")} {target.Key}/{response.Story.Key}, \"{response.Story.Title}\".");
        });
        return command;
    }

    private static bool IsHtml(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".MD" or ".MARKDOWN" => false,
        ".HTML" or ".HTM" => true,
        _ => throw new RefusedException($"{Path.GetFileName(path)}: a story is Markdown (.md) or HTML (.html)."),
    };

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        // Asked of the stream as it is read, because a pipe does not tell its length.
        var source = new byte[StoryText.MaximumSource + 1];
        var length = await file.ReadAtLeastAsync(source, source.Length, throwOnEndOfStream: false, cancellation);
        return length <= StoryText.MaximumSource
            ? source[..length]
            : throw new RefusedException($"{Path.GetFileName(path)}: a story has at most 1 MiB.");
    }
}
