using Parley.Commenters;
using Parley.Comments;
using Parley.Discussions;
using Parley.Http;
using Parley.Stories;

namespace Parley;

/// <summary>Every door, and who may use it.</summary>
internal static class Routes
{
    public static void Map(WebApplication app)
    {
        // Pages
        app.MapGet("/", ReadHome.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/{site}/{story}", ReadStory.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/{site}/{story}/fragment", ReadMore.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/embed/{site}", ReadFrame.Handle).For(Guard.Anybody, Surface.Frame, Pace.Reading);
        app.MapGet("/embed/{site}/{story}", ReadFrame.Handle).For(Guard.Anybody, Surface.Frame, Pace.Reading);
        app.MapGet("/comments/{id}", ReadComment.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/comments/{id}/fragment", ReadFragment.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);

        app.MapGet("/{site}/{story}/feed.atom", ReadFeed.OfStory).For(Guard.Anybody, Surface.Open, Pace.Reading);
        app.MapGet("/{site}/feed.atom", ReadFeed.OfSite).For(Guard.Anybody, Surface.Open, Pace.Reading);

        // Forms, for writers without script
        app.MapPost("/{site}/{story}/comments", PostCommentForm.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Posting);
        app.MapGet("/comments/{id}/posted", ReadPosted.Handle).For(Guard.Writer, Surface.PrivatePage, Pace.Reading);
        app.MapPost("/comments/{id}/edit", ChangeCommentForm.Edit).For(Guard.Writer, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/comments/{id}/delete", ChangeCommentForm.Delete).For(Guard.Writer, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/comments/{id}/vote", CastVoteForm.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Voting);
        app.MapGet("/comments/{id}/voted", ReadVote.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Reading);

        // Signing in, from a publisher's page
        app.MapGet("/sign-in/frame", ReadHandoff.Handle).For(Guard.Account, Surface.SignInPage, Pace.Reading);
        app.MapPost("/sign-in/frame", GiveHandoff.Handle).For(Guard.Account, Surface.SignInPage, Pace.Changing);

        // JSON, version 1
        var api = app.MapGroup("/api/v1");
        api.MapGet("/sites/{site}/stories/{story}/discussion", ReadDiscussion.Handle).For(Guard.Anybody, Surface.Open, Pace.Reading)
            .Answers<DiscussionContract>(200, 400, 404);
        api.MapGet("/sites/{site}/stories/{story}/live", WatchDiscussion.Handle).For(Guard.Anybody, Surface.Data, Pace.Reading)
            .Answers(200, 400, 404);
        api.MapGet("/sites/{site}/counts", CountComments.Handle).For(Guard.Anybody, Surface.Open, Pace.Reading)
            .Answers<Dictionary<string, int>>(200, 400, 404);
        api.MapPost("/sites/{site}/stories/{story}/comments", PostComment.Handle).For(Guard.Browser, Surface.Data, Pace.Posting)
            .Answers<PostComment.Response>(201, 400, 403, 404, 413, 415, 422);
        api.MapGet("/sites/{site}/stories/{story}/mine", ReadOwnComments.Handle).For(Guard.Writer, Surface.Data, Pace.Asking)
            .Answers<ReadOwnComments.Response>(200);
        api.MapPost("/sites/{site}/sign-in", TakeHandoff.Handle).For(Guard.Browser, Surface.Data, Pace.Changing)
            .Answers<TakeHandoff.Response>(200, 400, 403, 413, 415, 422);
        api.MapDelete("/sites/{site}/session", EndSession.Handle).For(Guard.Browser, Surface.Data, Pace.Changing).Answers(204, 403);
        api.MapPatch("/comments/{id}", EditComment.Handle).For(Guard.Writer, Surface.Data, Pace.Changing)
            .Answers(204, 400, 403, 404, 409, 413, 415, 422);
        api.MapDelete("/comments/{id}", DeleteComment.Handle).For(Guard.Writer, Surface.Data, Pace.Changing)
            .Answers(204, 403, 404, 409);
        api.MapPut("/comments/{id}/vote", CastVote.Handle).For(Guard.Browser, Surface.Data, Pace.Voting)
            .Answers<CastVote.Response>(200, 400, 403, 404, 409, 413, 415, 422);
        api.MapPost("/preview", PreviewComment.Handle).For(Guard.Anybody, Surface.Data, Pace.Asking)
            .Answers<PreviewComment.Response>(200, 400, 413, 415, 422);
        api.MapGet("/challenge", ReadChallenge.Handle).For(Guard.Browser, Surface.Data, Pace.Asking)
            .Answers<ReadChallenge.Response>(200);
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new Door(Guard.Anybody, Surface.Data, Pace.Reading));

        // Scripts
        app.MapGet("/embed.js", (HttpContext context) => Assets.Read(context, "embed.js"))
            .For(Guard.Anybody, Surface.Loader, Pace.Reading);
        app.MapGet("/discussion.js", (HttpContext context) => Assets.Read(context, "discussion.js"))
            .For(Guard.Anybody, Surface.Script, Pace.Reading);
        app.MapGet("/write.js", (HttpContext context) => Assets.Read(context, "write.js"))
            .For(Guard.Anybody, Surface.Script, Pace.Reading);
        app.MapGet("/account.js", (HttpContext context) => Assets.Read(context, "account.js"))
            .For(Guard.Anybody, Surface.Script, Pace.Reading);
        app.MapGet("/account.json", ReadSentences.Handle).For(Guard.Anybody, Surface.Open, Pace.Reading);
        app.MapGet("/handoff.js", (HttpContext context) => Assets.Read(context, "handoff.js"))
            .For(Guard.Anybody, Surface.Script, Pace.Reading);
        app.MapGet("/counts.js", (HttpContext context) => Assets.Read(context, "counts.js"))
            .For(Guard.Anybody, Surface.Loader, Pace.Reading);

        // For whoever watches over the machine
        app.MapGet("/health/live", ReadHealth.Live).For(Guard.Anybody, Surface.Data, Pace.Reading);
        app.MapGet("/health/ready", ReadHealth.Ready).For(Guard.Anybody, Surface.Data, Pace.Reading);
    }
}
