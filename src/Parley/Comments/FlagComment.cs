using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>PUT one's flag on a comment, with a reason, or DELETE it. It asks a moderator to look, and changes nothing by itself.</summary>
internal static class FlagComment
{
    public sealed record Request(string? Reason, string? Note);

    /// <summary>The state of one's flag: open, upheld or dismissed.</summary>
    public sealed record Response(string State);

    /// <param name="Problem">The name of what went wrong; null where nothing did.</param>
    public sealed record Outcome(Flag? Flag, string? Problem);

    public static async Task<IResult> Put(
        string id, Request request, HttpContext context, Writing writing, RateLimits limits, TimeProvider clock, CancellationToken cancellation)
    {
        if (Read(request.Reason) is not { } reason) return Problems.NotAccepted("reason", new Sentence("FlagReasonMissing"));
        if ((request.Note ?? "").Length > Flag.MaximumNote) return Problems.NotAccepted("note", new Sentence("FlagNoteTooLong", Flag.MaximumNote));

        var outcome = await FlagAsync(writing, limits, id, reason, request.Note, context, clock.GetUtcNow(), cancellation);
        return outcome.Flag is { } flag ? TypedResults.Ok(new Response(NameOf(flag.Outcome))) : Problem(outcome.Problem!);
    }

    public static async Task<IResult> Delete(string id, HttpContext context, Writing writing, CancellationToken cancellation) =>
        await TakeBackAsync(writing, id, context, cancellation) ? TypedResults.NoContent() : Problems.NotFound();

    /// <summary>Reads a reason by its name, as the API and the forms write it; null for none that one may flag for.</summary>
    public static ReasonClass? Read(string? word) => Enum.TryParse<ReasonClass>(word, ignoreCase: true, out var reason)
        && Enum.IsDefined(reason) && !char.IsAsciiDigit(word![0]) && Flag.IsReason(reason) ? reason : null;

    private static string NameOf(FlagOutcome? outcome) => outcome is { } end ? end.ToString().ToLowerInvariant() : "open";

    public static IResult Problem(string name) => name switch
    {
        "own-comment" => Problems.Of(name, "OwnFlagDetail"),
        "too-many-requests" => Problems.Of(name, "TooManyRequestsDetail"),
        _ => Problems.NotFound(),
    };

    /// <summary>Flags it, or changes why. What a moderator has looked at stays looked at, unless its text is another since.</summary>
    public static async Task<Outcome> FlagAsync(
        Writing writing, RateLimits limits, string id, ReasonClass reason, string? note, HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!Id.TryRead(id, out var commentId)) return new Outcome(null, "not-found");
        if (Browser.HashOf(context.Request) is null && await SignIn.OfAsync(context) is null && !limits.Allow(Pace.Meeting, false, context, out _))
            return new Outcome(null, "too-many-requests");

        var speaker = await Speaker.OrNewAsync(context);
        var network = VoteNetwork.HashOf(context, commentId);
        var outcome = await writing.DoAsync((act, stop) => FlagAsync(act, commentId, reason, OneLine.Read(note ?? ""), speaker, network, now, stop), cancellation);
        if (outcome.Flag is not null && speaker.Browser is not null) Browser.MarkAsWriter(context);
        return outcome;
    }

    public static async Task<bool> TakeBackAsync(Writing writing, string id, HttpContext context, CancellationToken cancellation)
    {
        if (!Id.TryRead(id, out var commentId)) return false;

        var speaker = await Speaker.OfAsync(context);
        return await writing.DoAsync(
            async (act, stop) =>
            {
                if (await OwnAsync(act.Db, commentId, speaker, stop) is not { } flag) return false;

                // What was looked at has become part of a decision.
                if (flag.Outcome is null) _ = act.Db.Flags.Remove(flag);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
    }

    /// <summary>Somebody's flag on a comment, tracked; null where they have none.</summary>
    public static async Task<Flag?> OwnAsync(ParleyContext db, Guid commentId, Speaker speaker, CancellationToken cancellation)
    {
        var site = await db.Comments.Where(c => c.Id == commentId).Select(c => (Guid?)c.SiteId).SingleOrDefaultAsync(cancellation);
        if (site is not { } here || await speaker.CommenterAsync(db, here, cancellation) is not { } person) return null;

        return await db.Flags.SingleOrDefaultAsync(f => f.CommentId == commentId && f.CommenterId == person.Id, cancellation);
    }

    private static async Task<Outcome> FlagAsync(
        Act act, Guid commentId, ReasonClass reason, string note, Speaker speaker, byte[]? network, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else flags in this story.
        var db = act.Db;
        var storyId = await db.Comments.Where(c => c.Id == commentId).Select(c => (Guid?)c.StoryId).SingleOrDefaultAsync(cancellation);
        if (storyId is null || await db.TakeStoryAsync(storyId.Value, cancellation) is not { } story) return new Outcome(null, "not-found");

        var comment = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == commentId, cancellation);
        var person = await speaker.CommenterAsync(db, story.SiteId, cancellation);
        var flag = person is null ? null : await db.Flags.SingleOrDefaultAsync(f => f.CommentId == commentId && f.CommenterId == person.Id, cancellation);

        // Decide. There is nothing to object to in what is not read; what was looked at was looked at.
        if (comment.State != CommentState.Published) return flag is null ? new Outcome(null, "not-found") : new Outcome(flag, null);
        if (person is not null && comment.CommenterId == person.Id) return new Outcome(null, "own-comment");
        if (flag is { Outcome: not null } && flag.Revision == comment.Revision) return new Outcome(flag, null);

        // Save. Nothing changes that others could see.
        if (person is null)
        {
            person = speaker.On(story.SiteId) is { } account
                ? Commenter.Of(account, Id.New(now), story.SiteId, now)
                : Commenter.Guest(Id.New(now), story.SiteId, speaker.Browser!, now);
            _ = db.Commenters.Add(person);
        }

        if (flag is null) _ = db.Flags.Add(flag = new Flag { Id = Id.New(now), SiteId = story.SiteId, CommentId = commentId, CommenterId = person.Id });
        (flag.Reason, flag.Note, flag.Revision, flag.At) = (reason, note.Length > Flag.MaximumNote ? note[..Flag.MaximumNote] : note, comment.Revision, now);
        (flag.NetworkHash, flag.Outcome, flag.DecidedAt) = (network, null, null);
        story.Version--;
        await PlanLookAsync(db, flag, comment.CommenterId, now, cancellation);
        await act.KeepAsync(cancellation);
        return new Outcome(flag, null);
    }

    // Flags from several places count, at half weight, once they have stood undecided for hours, where the site lets the ladder.
    private static async Task PlanLookAsync(ParleyContext db, Flag flag, Guid writer, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!await db.Sites.AnyAsync(s => s.Id == flag.SiteId && s.TakesSteps, cancellation)) return;

        var open = await db.Flags.AsNoTracking().Where(f => f.CommentId == flag.CommentId && f.Id != flag.Id && f.Outcome == null).ToListAsync(cancellation);
        if (LadderEvent.Of([.. open, flag]) is { } due) await Job.AddOnceAsync(db, Job.TakeStep, Id.Text(writer), due.At, now, cancellation);
    }
}
