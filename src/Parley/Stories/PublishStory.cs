using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Stories;

/// <summary>Publishes a story of one's own, or changes it and keeps its discussion.</summary>
internal static class PublishStory
{
    // What fits under a headline and beside a name.
    private const int MaximumLine = 500;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The source as it was found; what is null was not said, and stays as it is on a story that is there.</summary>
    public sealed record Request(
        byte[] Source, bool IsHtml, string? Key, string? Title, string? Byline, string? Standfirst, string? Language,
        string? Section = null, DateTimeOffset? ClosesAt = null);

    public sealed record Response(Story Story, bool IsNew);

    /// <returns>The story, or one sentence why it cannot be published.</returns>
    public static async Task<(Response? Response, string? Refusal)> RunAsync(
        ParleyContext db, Site site, Request request, DateTimeOffset now, CancellationToken cancellation)
    {
        // Decide what it says.
        if (Read(request, out var source, out var text) is { } unreadable) return (null, unreadable);

        var title = Line(request.Title) ?? text.Title;
        if (string.IsNullOrEmpty(title)) return (null, "There is no title: begin with a heading (# Title), or give one with --title.");
        if (new StringInfo(title).LengthInTextElements > Story.MaximumTitleLength)
            return (null, $"The title is longer than {Story.MaximumTitleLength} characters.");
        if (Line(request.Byline) is { Length: > MaximumLine } || Line(request.Standfirst) is { Length: > MaximumLine })
            return (null, $"--byline and --standfirst take at most {MaximumLine} characters.");
        if (request.Language is { } tag && !KeyText.IsKey(tag.ToLowerInvariant(), 35))
            return (null, "--language takes a tag such as en, de or ar.");
        if (request.Section is { } section && !Story.IsSection(section))
            return (null, "--section takes 1 to 40 of a-z, 0-9 and inner hyphens, such as politics.");
        if (request.Key is { } given && !Story.IsKey(given))
            return (null, $"\"{given}\" cannot be a story's key: use 1 to 100 of a-z, 0-9 and inner hyphens.");

        // Load and save in one turn: two who publish the same key at once do so one after the other.
        var key = request.Key ?? KeyFor(title);
        await using var turn = await db.BeginWritingAsync(cancellation);
        var story = await db.Stories.SingleOrDefaultAsync(s => s.SiteId == site.Id && s.Key == key, cancellation);
        if (story is { Url: not null })
            return (null, $"The story \"{key}\" lives at {story.Url}; publish under another key.");

        var isNew = story is null;
        if (story is null)
        {
            story = new Story { Id = Id.New(now), SiteId = site.Id, Key = key, Title = title, PublishedAt = now };
            _ = db.Stories.Add(story);
        }
        else
        {
            _ = await db.TakeTurnAsync(story.Id, cancellation);
            await db.Entry(story).ReloadAsync(cancellation);
        }

        story.Title = title;
        story.Byline = Line(request.Byline) ?? story.Byline;
        story.Standfirst = Line(request.Standfirst) ?? story.Standfirst;
        story.Language = request.Language ?? story.Language;
        story.Section = request.Section ?? story.Section;
        story.ClosesAt = request.ClosesAt ?? story.ClosesAt;
        (story.BodySource, story.BodyHtml) = (source, text.Html);
        try
        {
            _ = await db.SaveChangesAsync(cancellation);
            await turn.CommitAsync(cancellation);
        }
        catch (DbUpdateException exception) when (db.IsDuplicate(exception))
        {
            return (null, $"The story \"{key}\" was published by somebody else just now; publish again to change it.");
        }

        return (new Response(story, isNew), null);
    }

    private static string? Read(Request request, out string source, out StoryText text)
    {
        (source, text) = ("", new StoryText("", null));
        try
        {
            source = Strict.GetString(request.Source).TrimStart('\uFEFF');
            if (source.Contains('\0', StringComparison.Ordinal)) return "This is not a text file: it holds a zero byte.";
            if (string.IsNullOrWhiteSpace(source)) return "The file is empty.";

            text = request.IsHtml ? StoryText.FromHtml(source) : StoryText.FromMarkdown(source);
            return null;
        }
        catch (DecoderFallbackException exception)
        {
            var line = request.Source.AsSpan(0, Math.Min(exception.Index < 0 ? 0 : exception.Index, request.Source.Length)).Count((byte)'\n') + 1;
            return $"Line {line} is not UTF-8 text.";
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    private static string KeyFor(string title)
    {
        var key = KeyText.FromTitle(title, Story.MaximumKeyLength);
        // A title without a Latin letter still leads to the same story every time.
        return Story.IsKey(key)
            ? key
            : "story-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(title)))[..8];
    }

    private static string? Line(string? typed) => OneLine.Read(typed) is { Length: > 0 } line ? line : null;
}
