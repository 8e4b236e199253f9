using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Live;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>PUT one's vote on a comment: for it, against it, or none.</summary>
internal static class CastVote
{
    public sealed record Request(int? Value);

    public sealed record Response(int Up, int Down);

    public static async Task<IResult> Handle(
        string id, Request request, HttpContext context, Writing writing, RateLimits limits, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.Value is not { } value || !Vote.IsValue(value))
            return Problems.NotAccepted(Posting.Error("value", "VoteUnreadable"));

        var (comment, problem) = await CastAsync(writing, limits, id, value, context, clock.GetUtcNow(), cancellation);
        return comment is null ? Problem(problem!) : TypedResults.Ok(new Response(comment.UpVotes, comment.DownVotes));
    }

    /// <summary>Casts it; otherwise the name of the problem. Casting again what is cast changes nothing.</summary>
    public static async Task<(Comment? Comment, string? Problem)> CastAsync(
        Writing writing, RateLimits limits, string id, int value, HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!Id.TryRead(id, out var commentId)) return (null, "not-found");

        if (value != 0 && Browser.HashOf(context.Request) is null && await SignIn.OfAsync(context) is null && !limits.Allow(Pace.Meeting, false, context, out _))
            return (null, "too-many-requests");

        // Whoever takes back a vote must have cast it: no token is made for that.
        var speaker = value == 0 ? await Speaker.OfAsync(context) : await Speaker.OrNewAsync(context);
        var network = VoteNetwork.HashOf(context, commentId);
        var outcome = await writing.DoAsync((act, stop) => CastAsync(act, commentId, value, speaker, network, now, stop), cancellation);
        if (outcome.Comment is not null && speaker.Browser is not null) Browser.MarkAsWriter(context);
        return outcome;
    }

    public static IResult Problem(string name) => name switch
    {
        "own-comment" => Problems.Of(name, "OwnCommentDetail"),
        "not-votable" => Problems.Of(name, "NotVotableDetail"),
        "too-many-requests" => Problems.Of(name, "TooManyRequestsDetail"),
        "story-closed" => Problems.Of(name, "StoryClosedToVotes"),
        "votes-paused" => Problems.Of(name, "VotesPaused"),
        _ => Problems.NotFound(),
    };

    private static async Task<(Comment? Comment, string? Problem)> CastAsync(
        Act act, Guid commentId, int value, Speaker speaker, byte[]? network, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs, while nobody else changes this story.
        var db = act.Db;
        var storyId = await db.Comments.Where(c => c.Id == commentId).Select(c => (Guid?)c.StoryId)
            .SingleOrDefaultAsync(cancellation);
        if (storyId is null || await db.TakeStoryAsync(storyId.Value, cancellation) is not { } story) return (null, "not-found");

        var comment = await db.Comments.SingleAsync(c => c.Id == commentId, cancellation);
        var voter = await speaker.CommenterAsync(db, story.SiteId, cancellation);
        var vote = voter is null
            ? null
            : await db.Votes.SingleOrDefaultAsync(v => v.CommentId == commentId && v.CommenterId == voter.Id, cancellation);

        // Decide. Casting again what is cast is done already, whatever became of the discussion since.
        if (!comment.IsShown) return (null, "not-found");
        if (voter is not null && comment.CommenterId == voter.Id) return (null, "own-comment");
        if ((vote?.Value ?? 0) == value) return (comment, null);
        if (!comment.MayBeVotedOn) return (null, "not-votable");
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == story.SiteId, cancellation);
        if (!(await Rooms.OfAsync(db, story, site, now, cancellation)).IsOpen) return (null, "story-closed");
        // What was voted before stays, and may be taken back.
        if (value != 0 && voter is not null && !Limits.MayVote((await Restrictions.OfAsync(db, voter.Id, story, now, cancellation))?.Level)) return (null, "votes-paused");

        // Save: the vote, what counts it and what ranks by it, together or not at all.
        if (voter is null)
        {
            voter = speaker.On(site.Id) is { } account
                ? Commenter.Of(account, Id.New(now), site.Id, now)
                : Commenter.Guest(Id.New(now), site.Id, speaker.Browser!, now);
            _ = db.Commenters.Add(voter);
        }

        var isGuest = vote?.IsGuest ?? voter.Kind == CommenterKind.Guest;
        comment.CountVote(vote?.Value ?? 0, value, isGuest, site);
        if (vote is null)
        {
            vote = new Vote { CommentId = commentId, CommenterId = voter.Id, StoryId = story.Id, IsGuest = isGuest };
            _ = db.Votes.Add(vote);
        }

        if (value == 0) _ = db.Votes.Remove(vote);
        else (vote.Value, vote.At, vote.NetworkHash) = (value, now, network);
        await act.KeepAsync(cancellation, new Change(
            story.Id, story.Version, ChangeKind.Voted, comment.Id, comment.Number, comment.UpVotes, comment.DownVotes));
        return (comment, null);
    }
}
