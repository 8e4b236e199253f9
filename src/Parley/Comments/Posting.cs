using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Live;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>How a comment is posted, whichever door the draft came in by.</summary>
internal static class Posting
{
    public abstract record Outcome;

    public sealed record Posted(Site Site, Story Story, Comment Comment) : Outcome;

    public sealed record Refused(IReadOnlyDictionary<string, string> Errors) : Outcome;

    /// <summary>No such site or story.</summary>
    public sealed record NotFound : Outcome;

    /// <summary>The idempotency key belongs to a request that said something else.</summary>
    public sealed record OtherRequest : Outcome;

    /// <param name="keys">Idempotency keys; a repetition of any of them gets the first answer.</param>
    public static async Task<Outcome> PostAsync(
        Writing writing, ParleyContext db, string siteKey, string storyKey, Draft draft, string? honeypot, string[] keys,
        HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var found = await (
            from publication in db.Sites.AsNoTracking()
            join article in db.Stories on publication.Id equals article.SiteId
            where publication.Key == siteKey && article.Key == storyKey
            select new { Site = publication, StoryId = article.Id }).SingleOrDefaultAsync(cancellation);
        if (found is null) return new NotFound();

        var site = found.Site;
        var request = Repetitions.HashOf(storyKey, draft);
        var browser = Browser.HashOrNew(context);
        if (DraftReading.Read(draft, honeypot, out var reading) is { Count: > 0 } errors)
            return await Repetitions.FindAsync(db, site, keys, request, now, cancellation) ?? new Refused(errors);

        var outcome = await writing.DoAsync(
            (act, stop) => TakeAsync(act, site, found.StoryId, draft, reading, browser, keys, request, now, stop), cancellation);
        if (outcome is Posted) Browser.MarkAsWriter(context);
        return outcome;
    }

    private static async Task<Outcome> TakeAsync(
        Act act, Site site, Guid storyId, Draft draft, DraftReading reading, byte[] browser, string[] keys, byte[] request,
        DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else changes this story.
        var db = act.Db;
        if (await db.TakeStoryAsync(storyId, cancellation) is not { } story) return new NotFound();
        if (await Repetitions.FindAsync(db, site, keys, request, now, cancellation) is { } first) return first;

        var parent = draft.ParentId is { } parentId
            ? await db.Comments.SingleOrDefaultAsync(c => c.Id == parentId && c.StoryId == story.Id, cancellation)
            : null;
        var commenter = await db.Commenters
            .SingleOrDefaultAsync(c => c.SiteId == site.Id && c.BrowserHash == browser, cancellation);
        var badged = await db.Commenters.AsNoTracking()
            .Where(c => c.SiteId == site.Id && c.Badge != Badge.None).ToListAsync(cancellation);

        // Decide.
        if (!story.IsOpen) return new Refused(Error("text", "StoryClosed"));
        if (draft.ParentId is not null && parent is not { MayBeAnswered: true }) return new Refused(Error("text", "ParentGone"));
        var spokenFor = badged.Where(b => b.Id != commenter?.Id).Select(b => b.Name).Append(site.Name);
        if (story.Byline is { } byline && commenter?.Badge != Badge.Author) spokenFor = spokenFor.Append(byline);
        if (spokenFor.Any(n => CommenterName.Imitates(reading.Name, n) || CommenterName.ClaimsToBe(reading.Name, n)))
            return new Refused(Error("name", "NameImitates"));

        // Save: the comment, what counts it, and the keys under which its repetition is known, together or not at all.
        if (commenter is null)
        {
            commenter = Commenter.Guest(Id.New(now), site.Id, browser, now);
            _ = db.Commenters.Add(commenter);
        }

        (commenter.Name, commenter.NameSkeleton) = (reading.Name, CommenterName.Skeleton(reading.Name));
        commenter.Email = reading.Email ?? commenter.Email;

        var comment = new Comment
        {
            Id = Id.New(now),
            SiteId = site.Id,
            StoryId = story.Id,
            Number = story.LastNumber + 1,
            CommenterId = commenter.Id,
            Name = reading.Name,
            At = now,
            Text = reading.Text.Source,
            Format = reading.Text.Format,
            Html = reading.Text.Html,
            Renderer = CommentText.Renderer,
            State = CommentState.Published,
        };
        comment.PlaceUnder(parent);
        _ = db.Comments.Add(comment);
        await Places.AddAsync(db, comment, cancellation);
        await Repetitions.RememberAsync(db, site, keys, request, comment, now, cancellation);
        await act.KeepAsync(cancellation, new Change(
            story.Id, story.Version, ChangeKind.Posted, comment.Id, comment.Number));
        return new Posted(site, story, comment);
    }

    public static IReadOnlyDictionary<string, string> Error(string field, string text) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [field] = Texts.Text.English[text] };
}
