using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>POST the buttons beside a comment, without script; the answer is a page that says what was counted.</summary>
internal static class CastVoteForm
{
    public static async Task<IResult> Handle(
        string id, HttpContext context, Writing writing, RateLimits limits, TimeProvider clock, CancellationToken cancellation)
    {
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var typed = form["value"].ToString();
        if (typed is not ("1" or "0" or "-1")) return Pages.Problem("bad-request", "VoteUnreadable");

        var value = typed switch { "1" => 1, "0" => 0, _ => -1 };
        var (comment, problem) = await CastVote.CastAsync(writing, limits, id, value, context, clock.GetUtcNow(), cancellation);
        if (comment is not null) return Pages.SeeOther($"/comments/{id}/voted");

        return problem switch
        {
            "own-comment" => Pages.Problem(problem, "OwnCommentDetail"),
            "not-votable" => Pages.Problem(problem, "NotVotableDetail"),
            "too-many-requests" => Pages.Problem(problem, "TooManyRequestsDetail"),
            "story-closed" => Pages.Problem(problem, "StoryClosedToVotes"),
            "votes-paused" => Pages.Problem(problem, "VotesPaused"),
            _ => Pages.NotFound(),
        };
    }
}
