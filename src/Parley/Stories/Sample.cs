using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Stories;

/// <summary>The sample publication that the first start makes, so that there is a room to look at.</summary>
internal static class Sample
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Entry(string Name, int Minutes, string Text, string? Badge, string? State, List<Entry>? Replies);

    /// <summary>Fills a database that has no site; the sample story, or null where there was one already.</summary>
    public static async Task<(Site Site, Story Story)?> FillIfEmptyAsync(
        Database database, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = database.Open();
        if (await db.Sites.AnyAsync(cancellation))
        {
            var demo = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == "demo", cancellation);
            var story = demo is null ? null : await db.Stories.AsNoTracking().Where(s => s.SiteId == demo.Id)
                .OrderBy(s => s.Id).FirstOrDefaultAsync(cancellation);
            return story is null ? null : (demo!, story);
        }

        try
        {
            return await FillAsync(db, now, cancellation);
        }
        catch (DbUpdateException exception) when (db.IsDuplicate(exception))
        {
            // Another process started at the same moment and was first.
            return await FillIfEmptyAsync(database, now, cancellation);
        }
    }

    private static async Task<(Site, Story)> FillAsync(ParleyContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        var entries = JsonSerializer.Deserialize<List<Entry>>(Read("discussion.json"), Json)!;
        var publishedAt = MondayBefore(now - TimeSpan.FromMinutes(LastMinute(entries) + 1));
        var site = new Site { Id = Id.New(now), Key = "demo", Name = "", CreatedAt = now };
        site.Name = Text.In(site.Language)["SampleSiteName"];
        var story = ReadStory(site, publishedAt, now);

        await using var turn = await db.BeginWritingAsync(cancellation);
        _ = db.Sites.Add(site);
        _ = db.Stories.Add(story);
        var people = new Dictionary<string, Commenter>(StringComparer.Ordinal);
        foreach (var (comment, badge) in Place(entries, site, story))
        {
            if (!people.TryGetValue(comment.Name, out var commenter))
            {
                commenter = new Commenter
                {
                    Id = Id.New(comment.At),
                    SiteId = site.Id,
                    Kind = CommenterKind.Imported,
                    Name = comment.Name,
                    NameSkeleton = CommenterName.Skeleton(comment.Name),
                    Badge = badge,
                    ImportKey = "sample:" + comment.Name,
                    CreatedAt = comment.At,
                };
                people.Add(comment.Name, commenter);
                _ = db.Commenters.Add(commenter);
            }

            comment.CommenterId = commenter.Id;
            _ = db.Comments.Add(comment);
        }

        _ = await db.SaveChangesAsync(cancellation);
        await turn.CommitAsync(cancellation);
        return (site, story);
    }

    private static IEnumerable<(Comment Comment, Badge Badge)> Place(List<Entry> entries, Site site, Story story)
    {
        var all = new List<(Entry Entry, Entry? Parent)>();
        var rest = new Queue<(Entry Entry, Entry? Parent)>(entries.Select(e => (e, (Entry?)null)));
        while (rest.TryDequeue(out var next))
        {
            all.Add(next);
            foreach (var reply in next.Entry.Replies ?? []) rest.Enqueue((reply, next.Entry));
        }

        var placed = new Dictionary<Entry, Comment>(ReferenceEqualityComparer.Instance);
        foreach (var (entry, parent) in all.OrderBy(e => e.Entry.Minutes))
        {
            var at = story.PublishedAt + TimeSpan.FromMinutes(entry.Minutes);
            var comment = new Comment
            {
                Id = Id.New(at),
                SiteId = site.Id,
                StoryId = story.Id,
                Number = ++story.LastNumber,
                Name = entry.Name,
                At = at,
                State = entry.State is null ? CommentState.Published : Enum.Parse<CommentState>(entry.State, ignoreCase: true),
            };
            if (CommentText.TryRead(entry.Text, TextFormat.Markdown, out var text, out _))
                (comment.Text, comment.Html, comment.Renderer) = (text.Source, text.Html, CommentText.Renderer);

            comment.PlaceUnder(parent is null ? null : placed[parent]);
            placed.Add(entry, comment);
            story.CommentCount++;
            if (parent is not null)
            {
                placed[parent].ReplyCount++;
                placed.Values.Single(c => c.Id == comment.BranchId).BranchCount++;
            }
        }

        return all.OrderBy(e => e.Entry.Minutes).Select(e => (placed[e.Entry],
            e.Entry.Badge is { } badge ? Enum.Parse<Badge>(badge, ignoreCase: true) : Badge.None));
    }

    private static Story ReadStory(Site site, DateTimeOffset publishedAt, DateTimeOffset now)
    {
        var blocks = Read("story.md").ReplaceLineEndings("\n").Split("\n\n", 4);
        var title = blocks[0].TrimStart('#').Trim();
        return new Story
        {
            Id = Id.New(now),
            SiteId = site.Id,
            Key = KeyText.FromTitle(title, 60),
            Title = title,
            Standfirst = blocks[1].Trim('_', '\n', ' '),
            Byline = blocks[2]["By ".Length..].Trim(),
            BodySource = blocks[3],
            BodyHtml = StoryText.FromMarkdown(blocks[3]).Html,
            PublishedAt = publishedAt,
        };
    }

    // The discussion speaks of weekdays: it fits a story that appeared on a Monday morning.
    private static DateTimeOffset MondayBefore(DateTimeOffset moment)
    {
        var day = new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero).AddHours(7);
        while (day > moment || day.DayOfWeek != DayOfWeek.Monday) day = day.AddDays(-1);
        return day;
    }

    private static int LastMinute(List<Entry> entries) =>
        entries.Max(e => Math.Max(e.Minutes, e.Replies is { Count: > 0 } ? LastMinute(e.Replies) : 0));

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("sample/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
