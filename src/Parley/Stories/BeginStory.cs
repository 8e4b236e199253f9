using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Live;
using Parley.Storage;

namespace Parley.Stories;

/// <summary>Finds the story of an embedding page, or begins it when its first reader arrives.</summary>
/// <remarks>What is believed of the page around it, and why: docs/decisions/0007-one-discussion-two-addresses.md.</remarks>
internal static class BeginStory
{
    /// <summary>What the loader says of the page it stands in.</summary>
    /// <param name="Referrer">The embedding origin, as the browser sends it.</param>
    /// <param name="MayBegin">Whether a new story may still begin at this pace; asked only when one would.</param>
    public sealed record Request(string? Key, string? Url, string? Title, string? Referrer, Func<bool> MayBegin);

    public static async Task<Story?> FindOrBeginAsync(
        Writing writing, ParleyContext db, Site site, Request request, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load. What cannot be a key names no story, and not every database takes every character.
        if (request.Key is not (null or "") && !Story.IsKey(request.Key)) return null;

        var url = WebAddress.TryCanonicalize(request.Url, out var canonical) ? canonical : null;
        var known = await FindAsync(db, site, request.Key, url, cancellation);
        var title = ReadTitle(request.Title);

        // Decide: only a page on a registered origin, shown in a page of a registered origin, begins a story.
        var isVouchedFor = url is not null && url.Length <= Story.MaximumUrlLength && title.Length > 0
            && site.MayBeEmbeddedBy(WebAddress.OriginOf(url)) && site.MayBeEmbeddedBy(request.Referrer);
        if (known is not null)
            return isVouchedFor ? await CorrectAsync(writing, known, title, request.MayBegin, cancellation) : known;
        if (url is null || !isVouchedFor || !request.MayBegin()) return null;

        // Save.
        var story = new Story
        {
            Id = Id.New(now),
            SiteId = site.Id,
            Key = string.IsNullOrEmpty(request.Key) ? KeyFor(title, url) : request.Key,
            Title = title,
            Url = url,
            Section = SectionOf(url),
            PublishedAt = now,
        };
        return await writing.DoAsync(
            async (act, stop) =>
            {
                // Two first readers at once: the other one's story is ours too.
                if (await FindAsync(act.Db, site, story.Key, url, stop) is { } found) return found;

                _ = act.Db.Stories.Add(story);
                await act.KeepAsync(stop);
                return story;
            },
            cancellation);
    }

    // Publishers order their addresses by section: /politics/a-story. An address of one part has none.
    private static string? SectionOf(string url)
    {
        var parts = new Uri(url).AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && Story.IsSection(parts[0]) ? parts[0] : null;
    }

    // Whoever came first may have named it wrongly: as long as nobody has said a word, the page's own title holds.
    private static async Task<Story> CorrectAsync(
        Writing writing, Story story, string title, Func<bool> mayBegin, CancellationToken cancellation)
    {
        if (story is not { Url: not null, CommentCount: 0 } || story.Title == title || !mayBegin()) return story;

        return await writing.DoAsync(
            async (act, stop) =>
            {
                if (await act.Db.TakeStoryAsync(story.Id, stop) is not { CommentCount: 0 } now) return story;

                now.Title = title;
                await act.KeepAsync(stop, new Change(now.Id, now.Version, ChangeKind.Story));
                return now;
            },
            cancellation);
    }

    private static async Task<Story?> FindAsync(
        ParleyContext db, Site site, string? key, string? url, CancellationToken cancellation)
    {
        var stories = db.Stories.AsNoTracking().Where(s => s.SiteId == site.Id);
        if (!string.IsNullOrEmpty(key) && await stories.SingleOrDefaultAsync(s => s.Key == key, cancellation) is { } named)
            return named;

        return url is null ? null : await stories.SingleOrDefaultAsync(s => s.Url == url, cancellation);
    }

    // The words of the title for people, eight digits of the address's hash so that equal titles stay two stories.
    private static string KeyFor(string title, string url)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..8];
        var words = KeyText.FromTitle(title, Story.MaximumKeyLength - hash.Length - 1);
        return words.Length == 0 ? "story-" + hash : $"{words}-{hash}";
    }

    private static string ReadTitle(string? typed)
    {
        var title = OneLine.Read(typed);
        if (title.Length <= Story.MaximumTitleLength) return title;

        var cut = char.IsHighSurrogate(title[Story.MaximumTitleLength - 2]) ? 2 : 1;
        return title[..(Story.MaximumTitleLength - cut)].TrimEnd() + "…";
    }
}
