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

        // Coming in and going out
        app.MapGet("/sign-in", ReadSignIn.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/sign-in", AskForCode.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.SigningIn);
        app.MapGet("/sign-in/code", EnterCode.Read).For(Guard.Browser, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/sign-in/code", EnterCode.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.SigningIn);
        app.MapGet("/sign-in/link/{secret}", FollowLink.Read).For(Guard.Browser, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/sign-in/link/{secret}", FollowLink.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.SigningIn);
        app.MapPost("/sign-in/password", EnterPassword.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.SigningIn);
        app.MapGet("/sign-in/reset", ResetPassword.Read).For(Guard.Browser, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/sign-in/reset", ResetPassword.Ask).For(Guard.Browser, Surface.PrivatePage, Pace.SigningIn);
        app.MapGet("/sign-in/reset/{secret}", ResetPassword.ReadLink).For(Guard.Browser, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/sign-in/reset/{secret}", ResetPassword.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.SigningIn);
        app.MapPost("/sign-in/passkey/options", UsePasskey.Begin).For(Guard.Browser, Surface.Data, Pace.SigningIn);
        app.MapPost("/sign-in/passkey", UsePasskey.SignInByIt).For(Guard.Browser, Surface.Data, Pace.SigningIn);
        app.MapPost("/sign-out", LeaveSession.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Changing);

        app.MapGet("/account/prove", ProveAgain.Read).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/prove/mail", ProveAgain.SendCode).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);
        app.MapPost("/account/prove/code", ProveAgain.ByCode).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);
        app.MapPost("/account/prove/password", ProveAgain.ByPassword).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);
        app.MapPost("/account/prove/passkey/options", UsePasskey.BeginProof).For(Guard.Account, Surface.Data, Pace.SigningIn);
        app.MapPost("/account/prove/passkey", UsePasskey.ProveByIt).For(Guard.Account, Surface.Data, Pace.SigningIn);
        app.MapGet("/account/passkeys", ReadPasskeys.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/passkeys/options", AddPasskey.Begin).For(Guard.Recent, Surface.Data, Pace.SigningIn);
        app.MapPost("/account/passkeys", AddPasskey.Handle).For(Guard.Recent, Surface.Data, Pace.SigningIn);
        app.MapPatch("/account/passkeys/{id}", RenamePasskey.Handle).For(Guard.Account, Surface.Data, Pace.Changing);
        app.MapDelete("/account/passkeys/{id}", RemovePasskey.Handle).For(Guard.Recent, Surface.Data, Pace.Changing);
        app.MapPost("/account/passkeys/{id}/rename", RenamePasskey.Form).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/account/passkeys/{id}/remove", RemovePasskey.Form).For(Guard.Recent, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/account/password", SetPassword.Read).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/password", SetPassword.Handle).For(Guard.Recent, Surface.PrivatePage, Pace.SigningIn);
        app.MapGet("/account/email", ChangeEmail.Read).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/email", ChangeEmail.Ask).For(Guard.Recent, Surface.PrivatePage, Pace.SigningIn);
        app.MapPost("/account/email/code", ChangeEmail.ByCode).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);
        app.MapGet("/account/email/link/{secret}", ChangeEmail.ReadLink).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/email/link/{secret}", ChangeEmail.ByLink).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);

        // The commenter's own place
        app.MapGet("/account", ReadAccount.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);

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
        app.MapGet("/passkeys.js", (HttpContext context) => Assets.Read(context, "passkeys.js"))
            .For(Guard.Anybody, Surface.Script, Pace.Reading);
        app.MapGet("/counts.js", (HttpContext context) => Assets.Read(context, "counts.js"))
            .For(Guard.Anybody, Surface.Loader, Pace.Reading);

        // For whoever watches over the machine
        app.MapGet("/health/live", ReadHealth.Live).For(Guard.Anybody, Surface.Data, Pace.Reading);
        app.MapGet("/health/ready", ReadHealth.Ready).For(Guard.Anybody, Surface.Data, Pace.Reading);
    }
}
