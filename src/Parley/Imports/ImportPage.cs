using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Imports;

/// <summary>Takes a story and its discussion in, as a whole or not at all.</summary>
/// <remarks>
/// Importing the same source again changes nothing, and an amended one adds what is new. The words of an entry that
/// were missing are put in their place; words that were changed or cut off are replaced where the same person wrote most
/// of them under the same comment. What was moderated here stays as it was decided.
/// </remarks>
internal sealed class ImportPage
{
    /// <param name="StoryKey">The story it is for; null to go by the headline.</param>
    /// <param name="IsDryRun">Whether to do everything and then nothing.</param>
    /// <param name="Words">The word lists that look at each comment; null where none do.</param>
    public sealed record Request(string? StoryKey, bool IsDryRun, WordMatcher? Words = null);

    public sealed record Response(Story Story, bool IsNew, IReadOnlyDictionary<EntryOutcome, int> Counts)
    {
        public int Count(EntryOutcome outcome) => Counts.GetValueOrDefault(outcome);
    }

    /// <exception cref="UnreadableSource">The source cannot be read to its end.</exception>
    /// <exception cref="ImportRefused">It cannot be imported as it was asked.</exception>
    public static async Task<Response> RunAsync(
        ParleyContext db, Site site, ImportedPage page, Request request, Action<ImportedRow> report, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var key = KeyFor(page.Story.Title, request.StoryKey);
        await using var turn = await db.BeginWritingAsync(cancellation);
        var (story, isNew, isChanged) = await TakeStoryAsync(db, site, page.Story, key, request, now, cancellation);

        var counts = new Dictionary<EntryOutcome, int>();
        var discussion = new ImportedDiscussion(db, story, isNew, now, request.Words is null ? null : new ImportScreening(request.Words, story.Language ?? site.Language));
        foreach (var (entry, hasReplies) in WithReplies(page.Comments))
        {
            var row = await discussion.TakeAsync(entry, hasReplies, cancellation);
            counts[row.Outcome] = counts.GetValueOrDefault(row.Outcome) + 1;
            report(row);
        }

        isChanged |= await discussion.FinishAsync(cancellation);
        // Taking one's turn raised the version already; without a change that must not be seen either.
        if (isChanged && !request.IsDryRun) await turn.CommitAsync(cancellation);
        return new Response(story, isNew, counts);
    }

    private static string KeyFor(string title, string? given)
    {
        if (given is not null)
        {
            return Story.IsKey(given)
                ? given
                : throw new ImportRefused($"\"{given}\" cannot be a story's key: use 1 to 100 of a-z, 0-9 and inner hyphens.");
        }

        var key = KeyText.FromTitle(title, Story.MaximumKeyLength);
        // A headline without a Latin letter still leads to the same story every time.
        return Story.IsKey(key)
            ? key
            : "story-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(title)))[..8];
    }

    private static async Task<(Story Story, bool IsNew, bool IsChanged)> TakeStoryAsync(
        ParleyContext db, Site site, ImportedStory source, string key, Request request, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var story = await db.Stories.SingleOrDefaultAsync(s => s.SiteId == site.Id && s.Key == key, cancellation);
        if (story is null)
        {
            story = new Story
            {
                Id = Id.New(now),
                SiteId = site.Id,
                Key = key,
                Title = source.Title,
                BodySource = source.Body,
                BodyHtml = PlainBody.Write(source.Body),
                PublishedAt = now,
            };
            _ = db.Stories.Add(story);
            _ = await db.SaveChangesAsync(cancellation);
            return (story, true, true);
        }

        _ = await db.TakeTurnAsync(story.Id, cancellation);
        await db.Entry(story).ReloadAsync(cancellation);

        // Another article that happens to have this headline must not be mixed with it unasked.
        var isOther = story.BodySource.Length > 0 && source.Body.Length > 0 && !Wording.IsAlike(story.BodySource, source.Body, 1);
        if (request.StoryKey is null && isOther)
        {
            throw new ImportRefused(
                $"There is a story \"{key}\" with another text; name the story this page is for with --story.");
        }

        // A body that was published in another way, or lives elsewhere, stays; one that was imported follows its source.
        var wasImported = story.Url is null && story.BodyHtml == PlainBody.Write(story.BodySource);
        if (!wasImported || (story.Title == source.Title && story.BodySource == source.Body)) return (story, false, false);

        (story.Title, story.BodySource) = (source.Title, source.Body);
        story.BodyHtml = PlainBody.Write(source.Body);
        _ = await db.SaveChangesAsync(cancellation);
        return (story, false, true);
    }

    // An entry that cannot be taken is a loss only for itself: whether something hangs on it is seen one entry later.
    private static IEnumerable<(ImportedComment Entry, bool HasReplies)> WithReplies(IEnumerable<ImportedComment> entries)
    {
        ImportedComment? entry = null;
        var outside = new List<ImportedComment>();
        foreach (var next in entries)
        {
            if (!next.HasPlace)
            {
                outside.Add(next);
                continue;
            }

            if (entry is not null) yield return (entry, next.Level > entry.Level);
            foreach (var words in outside) yield return (words, false);
            outside.Clear();
            entry = next;
        }

        if (entry is not null) yield return (entry, false);
        foreach (var words in outside) yield return (words, false);
    }
}

/// <summary>An import that was asked for in a way that cannot be done; the message is one sentence.</summary>
internal sealed class ImportRefused(string sentence) : Exception(sentence);
