using Parley.Core;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>POST a comment or a reply, as JSON.</summary>
internal static class PostComment
{
    /// <summary>
    /// What a client sends. <c>Website</c> is a field that people never see and bots like to fill; <c>Notify</c> asks for
    /// mail about answers to the address given, for those without an account.
    /// </summary>
    public sealed record Request(string? Text, string? ParentId, string? Name, string? Email, string? Website, bool? Notify);

    public sealed record Response(string Id, string State, string Url);

    public static async Task<IResult> Handle(
        string site, string story, Request request, HttpContext context, Writing writing, ParleyContext db,
        Settings settings, RateLimits limits, ProofOfWork proof, RequestKeys requestKeys, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the decision needs.
        if (!Repetitions.TryReadKey(context.Request, out var key)) return Problems.Of("bad-request", "IdempotencyKeyUnreadable");

        Guid? parentId = null;
        if (!string.IsNullOrEmpty(request.ParentId))
        {
            if (!Id.TryRead(request.ParentId, out var id)) return Problems.NotAccepted(Posting.Error("parentId", "ParentUnknown"));
            parentId = id;
        }

        if (!limits.Allow(Pace.Posting, proof.Accept(context.Request), context, out _))
            return Problems.Of("too-many-requests", "TooManyComments");

        // Decide and save.
        var draft = new Draft { Text = request.Text, Name = request.Name, Email = request.Email, ParentId = parentId, WantsMail = request.Notify is true };
        var keys = key is null ? [] : requestKeys.ForClient(context, key);
        var outcome = await Posting.PostAsync(writing, db, site, story, draft, request.Website, keys, context, clock.GetUtcNow(), cancellation);

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
