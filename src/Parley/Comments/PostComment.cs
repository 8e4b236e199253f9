using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>POST a comment or a reply, as JSON.</summary>
internal static class PostComment
{
    /// <summary>What a client sends. <c>Website</c> is a field that people never see and bots like to fill.</summary>
    public sealed record Request(string? Text, string? ParentId, string? Name, string? Email, string? Website);

    public sealed record Response(string Id, string State, string Url);

    public static async Task<IResult> Handle(
        string site, string story, Request request, HttpContext context, ParleyContext db,
        Settings settings, RateLimits limits, ProofOfWork proof, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the decision needs.
        if (!Posting.TryReadKey(context.Request, out var key)) return Problems.Of("bad-request", "IdempotencyKeyUnreadable");

        Guid? parentId = null;
        if (!string.IsNullOrEmpty(request.ParentId))
        {
            if (!Id.TryRead(request.ParentId, out var id)) return Problems.NotAccepted(Posting.Error("parentId", "ParentUnknown"));
            parentId = id;
        }

        if (!limits.Allow(Pace.Posting, proof.Accept(context.Request), context, out _))
            return Problems.Of("too-many-requests", "TooManyComments");

        // Decide and save.
        var draft = new Draft { Text = request.Text, Name = request.Name, Email = request.Email, ParentId = parentId };
        var keys = key is null ? [] : new[] { key };
        var outcome = await Posting.PostAsync(db, site, story, draft, request.Website, keys, context, clock.GetUtcNow(), cancellation);

        // Answer.
        return outcome switch
        {
            Posting.Posted posted => Answer(posted),
            Posting.Refused refused => Problems.NotAccepted(refused.Errors),
            Posting.OtherRequest => Problems.Of("other-request", "IdempotencyKeyReused"),
            _ => Problems.NotFound(),
        };

        IResult Answer(Posting.Posted posted)
        {
            var path = "/comments/" + Id.Text(posted.Comment.Id);
            return TypedResults.Created(settings.Origin + path, new Response(
                Id.Text(posted.Comment.Id),
                Discussions.DiscussionJson.NameOf(posted.Comment.State),
                settings.Origin + path));
        }
    }
}

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
        ParleyContext db, string siteKey, string storyKey, Draft draft, string? honeypot, string[] keys,
        HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var site = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == siteKey, cancellation);
        if (site is null) return new NotFound();

        var storyId = await db.Stories.Where(s => s.SiteId == site.Id && s.Key == storyKey)
            .Select(s => (Guid?)s.Id).SingleOrDefaultAsync(cancellation);
        if (storyId is null) return new NotFound();

        var request = HashOf(storyKey, draft);
        var browser = Browser.HashOrNew(context);
        if (DraftReading.Read(draft, honeypot, out var reading) is { Count: > 0 } errors)
            return await RepetitionAsync(db, site, keys, request, now, cancellation) ?? new Refused(errors);

        // From here on nobody else changes this story until the comment is stored or refused.
        await using var turn = await db.BeginWritingAsync(cancellation);
        if (await db.TakeTurnAsync(storyId.Value, cancellation) is not { } story) return new NotFound();
        if (await RepetitionAsync(db, site, keys, request, now, cancellation) is { } first) return first;

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
        if (badged.Exists(b => b.Id != commenter?.Id && CommenterName.Imitates(reading.Name, b.Name))
            || (story.Byline is { } byline && commenter?.Badge != Badge.Author && CommenterName.Imitates(reading.Name, byline)))
        {
            return new Refused(Error("name", "NameImitates"));
        }

        // Save: the comment, what counts it, and the keys under which its repetition is known, together or not at all.
        if (commenter is null)
        {
            commenter = new Commenter
            {
                Id = Id.New(now),
                SiteId = site.Id,
                Kind = CommenterKind.Guest,
                Name = reading.Name,
                NameSkeleton = "",
                BrowserHash = browser,
                CreatedAt = now,
            };
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
        await RememberAsync(db, site, keys, request, comment, now, cancellation);
        try
        {
            _ = await db.SaveChangesAsync(cancellation);
            await turn.CommitAsync(cancellation);
        }
        catch (DbUpdateException exception) when (db.IsDuplicate(exception))
        {
            // Only a key that went to another story in the same moment comes here: the turn guards the rest.
            await turn.RollbackAsync(cancellation);
            db.ChangeTracker.Clear();
            return await RepetitionAsync(db, site, keys, request, now, cancellation) ?? new OtherRequest();
        }

        Browser.MarkAsWriter(context, Comment.EditingTime);
        return new Posted(site, story, comment);
    }

    public static IReadOnlyDictionary<string, string> Error(string field, string text) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [field] = Texts.Text.English[text] };

    /// <summary>Reads the client's key; false if there is one that cannot be a key.</summary>
    public static bool TryReadKey(HttpRequest request, out string? key)
    {
        var header = request.Headers["Idempotency-Key"];
        key = header.Count == 0 ? null : "client:" + header[0];
        return header.Count == 0 || (header.Count == 1 && header[0] is { Length: > 0 } text
            && text.Length <= IdempotencyKey.MaximumLength - "client:".Length && text.All(c => c is > ' ' and < '\u007f'));
    }

    private static byte[] HashOf(string story, Draft draft) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\0', story, draft.ParentId?.ToString("N"), draft.Name, draft.Email, draft.Text)));

    private static async Task<Outcome?> RepetitionAsync(
        ParleyContext db, Site site, string[] keys, byte[] request, DateTimeOffset now, CancellationToken cancellation)
    {
        if (keys.Length == 0) return null;

        var known = await db.IdempotencyKeys.AsNoTracking()
            .Where(k => k.SiteId == site.Id && keys.Contains(k.Key)).ToListAsync(cancellation);
        foreach (var key in known.Where(k => now - k.At < LifeOf(k.Key)))
        {
            if (!key.RequestHash.AsSpan().SequenceEqual(request) && !IsOfForm(key.Key)) return new OtherRequest();

            var comment = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == key.CommentId, cancellation);
            var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation);
            return new Posted(site, story, comment);
        }

        return null;
    }

    private static async Task RememberAsync(
        ParleyContext db, Site site, string[] keys, byte[] request, Comment comment, DateTimeOffset now, CancellationToken cancellation)
    {
        if (keys.Length == 0) return;

        // What has been kept long enough gives way, here and for everybody: no job is needed to forget.
        var oldest = now - IdempotencyKey.KeptFor;
        _ = await db.IdempotencyKeys.Where(k => k.SiteId == site.Id && (keys.Contains(k.Key) || k.At < oldest))
            .ExecuteDeleteAsync(cancellation);
        foreach (var key in keys)
        {
            _ = db.IdempotencyKeys.Add(new IdempotencyKey
            {
                SiteId = site.Id,
                Key = key,
                RequestHash = request,
                CommentId = comment.Id,
                At = now,
            });
        }
    }

    private static TimeSpan LifeOf(string key) => IsOfForm(key) ? IdempotencyKey.SameFormFor : IdempotencyKey.KeptFor;

    private static bool IsOfForm(string key) => key.StartsWith("form:", StringComparison.Ordinal);
}
