using Parley.Commenters;
using Parley.Comments;
using Parley.Discussions;
using Parley.Http;
using Parley.Moderation;
using Parley.Moderation.Notices;
using Parley.Moderation.Records;
using Parley.Moderation.Webhooks;
using Parley.Notifications;
using Parley.Stories;

namespace Parley;

/// <summary>Every door, and who may use it.</summary>
internal static class Routes
{
    public static void Map(WebApplication app)
    {
        MapPages(app);
        MapForms(app);
        MapSignIn(app);
        MapWaysIn(app.MapGroup("/account").WithMetadata(new NotOnVisit()));
        MapFrames(app);
        MapOwnPlace(app);
        MapNotifications(app);
        MapCommenters(app);
        MapNewsroom(app);
        MapApi(app.MapGroup("/api/v1"));
        MapScripts(app);
        MapHealth(app);
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new Door(Guard.Anybody, Surface.Data, Pace.Reading));
    }

    // What everybody reads
    private static void MapPages(IEndpointRouteBuilder app)
    {
        app.MapGet("/", ReadHome.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/{site}/{story}", ReadStory.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/{site}/{story}/fragment", ReadMore.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/embed/{site}", ReadFrame.Handle).For(Guard.Anybody, Surface.Frame, Pace.Reading);
        app.MapGet("/embed/{site}/{story}", ReadFrame.Handle).For(Guard.Anybody, Surface.Frame, Pace.Reading);
        app.MapGet("/comments/{id}", ReadComment.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/comments/{id}/fragment", ReadFragment.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapGet("/{site}/{story}/feed.atom", ReadFeed.OfStory).For(Guard.Anybody, Surface.Open, Pace.Reading);
        app.MapGet("/{site}/feed.atom", ReadFeed.OfSite).For(Guard.Anybody, Surface.Open, Pace.Reading);
    }

    // Forms, for writers without script
    private static void MapForms(IEndpointRouteBuilder app)
    {
        app.MapPost("/{site}/{story}/comments", PostCommentForm.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Posting);
        app.MapGet("/comments/{id}/posted", ReadPosted.Handle).For(Guard.Writer, Surface.PrivatePage, Pace.Reading);
        app.MapPost("/comments/{id}/edit", ChangeCommentForm.Edit).For(Guard.Writer, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/comments/{id}/delete", ChangeCommentForm.Delete).For(Guard.Writer, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/decisions/{id}", ReadDecision.Handle).For(Guard.Writer, Surface.PrivatePage, Pace.Reading);
        app.MapPost("/decisions/{id}/appeal", AppealDecision.Handle).For(Guard.Writer, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/comments/{id}/notice", GiveNotice.Read).For(Guard.Anybody, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/comments/{id}/notice", GiveNotice.Submit).For(Guard.Anybody, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/notices/{secret}", FollowNotice.Read).For(Guard.Anybody, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/notices/{secret}", FollowNotice.Complain).For(Guard.Anybody, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/comments/{id}/flag", FlagForm.Read).For(Guard.Browser, Surface.PrivatePage, Pace.Reading);
        app.MapPost("/comments/{id}/flag", FlagForm.Submit).For(Guard.Browser, Surface.PrivatePage, Pace.Voting);
        app.MapPost("/comments/{id}/vote", CastVoteForm.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Voting);
        app.MapGet("/comments/{id}/voted", ReadVote.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Reading);
    }

    // Coming in and going out
    private static void MapSignIn(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", ReadSignIn.Handle).For(Guard.Browser, Surface.SignInPage, Pace.Asking);
        app.MapPost("/sign-in", AskForCode.Handle).For(Guard.Browser, Surface.SignInPage, Pace.SigningIn);
        app.MapGet("/sign-in/code", EnterCode.Read).For(Guard.Browser, Surface.SignInPage, Pace.Asking);
        app.MapPost("/sign-in/code", EnterCode.Handle).For(Guard.Browser, Surface.SignInPage, Pace.SigningIn);
        app.MapGet("/sign-in/link/{secret}", FollowLink.Read).For(Guard.Browser, Surface.SignInPage, Pace.Asking);
        app.MapPost("/sign-in/link/{secret}", FollowLink.Handle).For(Guard.Browser, Surface.SignInPage, Pace.SigningIn);
        app.MapPost("/sign-in/password", EnterPassword.Handle).For(Guard.Browser, Surface.SignInPage, Pace.SigningIn);
        app.MapGet("/sign-in/reset", ResetPassword.Read).For(Guard.Browser, Surface.SignInPage, Pace.Asking);
        app.MapPost("/sign-in/reset", ResetPassword.Ask).For(Guard.Browser, Surface.SignInPage, Pace.SigningIn);
        app.MapGet("/sign-in/reset/{secret}", ResetPassword.ReadLink).For(Guard.Browser, Surface.SignInPage, Pace.Asking);
        app.MapPost("/sign-in/reset/{secret}", ResetPassword.Handle).For(Guard.Browser, Surface.SignInPage, Pace.SigningIn);
        app.MapPost("/sign-in/passkey/options", UsePasskey.Begin).For(Guard.Browser, Surface.Data, Pace.SigningIn);
        app.MapPost("/sign-in/passkey", UsePasskey.SignInByIt).For(Guard.Browser, Surface.Data, Pace.SigningIn);
        app.MapPost("/sign-out", LeaveSession.Handle).For(Guard.Browser, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/account/prove", ProveAgain.Read).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/sign-in/with/{name}", LeaveForIssuer.Handle).For(Guard.Browser, Surface.SignInPage, Pace.SigningIn);
        app.MapGet("/sign-in/back/{name}", ReturnFromIssuer.Handle).For(Guard.Browser, Surface.SignInPage, Pace.SigningIn);
    }

    // How an account's owner comes in: not for readers whom a publisher signs on
    private static void MapWaysIn(IEndpointRouteBuilder waysIn)
    {
        waysIn.MapPost("/prove/mail", ProveAgain.SendCode).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);
        waysIn.MapPost("/prove/code", ProveAgain.ByCode).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);
        waysIn.MapPost("/prove/password", ProveAgain.ByPassword).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);
        waysIn.MapPost("/prove/passkey/options", UsePasskey.BeginProof).For(Guard.Account, Surface.Data, Pace.SigningIn);
        waysIn.MapPost("/prove/passkey", UsePasskey.ProveByIt).For(Guard.Account, Surface.Data, Pace.SigningIn);
        waysIn.MapGet("/passkeys", ReadPasskeys.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        waysIn.MapPost("/passkeys/options", AddPasskey.Begin).For(Guard.Recent, Surface.Data, Pace.SigningIn);
        waysIn.MapPost("/passkeys", AddPasskey.Handle).For(Guard.Recent, Surface.Data, Pace.SigningIn);
        waysIn.MapPatch("/passkeys/{id}", RenamePasskey.Handle).For(Guard.Account, Surface.Data, Pace.Changing);
        waysIn.MapDelete("/passkeys/{id}", RemovePasskey.Handle).For(Guard.Recent, Surface.Data, Pace.Changing);
        waysIn.MapPost("/passkeys/{id}/rename", RenamePasskey.Form).For(Guard.Account, Surface.PrivatePage, Pace.Changing)
            .From("/account/passkeys");
        waysIn.MapPost("/passkeys/{id}/remove", RemovePasskey.Form).For(Guard.Recent, Surface.PrivatePage, Pace.Changing)
            .From("/account/passkeys");
        waysIn.MapGet("/password", SetPassword.Read).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        waysIn.MapPost("/password", SetPassword.Handle).For(Guard.Recent, Surface.PrivatePage, Pace.SigningIn)
            .From("/account/password");
        waysIn.MapGet("/email", ChangeEmail.Read).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        waysIn.MapPost("/email", ChangeEmail.Ask).For(Guard.Recent, Surface.PrivatePage, Pace.SigningIn)
            .From("/account/email");
        waysIn.MapPost("/email/code", ChangeEmail.ByCode).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn)
            .From("/account/email");
        waysIn.MapGet("/email/link/{secret}", ChangeEmail.ReadLink).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        waysIn.MapPost("/email/link/{secret}", ChangeEmail.ByLink).For(Guard.Account, Surface.PrivatePage, Pace.SigningIn);
        waysIn.MapGet("/identities", ReadIdentities.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        waysIn.MapPost("/identities", LinkIdentity.Handle).For(Guard.Recent, Surface.PrivatePage, Pace.SigningIn);
        waysIn.MapPost("/identities/remove", UnlinkIdentity.Handle).For(Guard.Recent, Surface.PrivatePage, Pace.Changing);
    }

    // Between a publisher's page and Parley's own host
    private static void MapFrames(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/frame", ReadHandoff.Handle).For(Guard.Account, Surface.SignInPage, Pace.Reading).WithMetadata(new NotOnVisit());
        app.MapPost("/sign-in/frame", GiveHandoff.Handle).For(Guard.Account, Surface.SignInPage, Pace.Changing).WithMetadata(new NotOnVisit());
        app.MapGet("/sign-in/visit/{secret}", Visit.Read).For(Guard.Browser, Surface.SignInPage, Pace.Asking);
        app.MapPost("/sign-in/visit/{secret}", Visit.Handle).For(Guard.Browser, Surface.SignInPage, Pace.Changing);
    }

    // What is one's own: a name, words, sessions, a copy, leaving
    private static void MapOwnPlace(IEndpointRouteBuilder app)
    {
        app.MapGet("/account/export", ReadExports.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/export", AskForExport.Handle).For(Guard.Recent, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/account/export/{id}", FetchExport.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/account/erase", ReadErasure.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/erase", AskForErasure.Handle).For(Guard.Recent, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/account/erase/undo", UndoErasure.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/account/erase/undo/{secret}", UndoErasure.Ask).For(Guard.Browser, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/erase/undo/{secret}", UndoErasure.ByLetter).For(Guard.Browser, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/account", ReadAccount.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/account/name", ReadName.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/name", ChangeName.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/account/comments", ReadAccountComments.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/claim", ClaimComments.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/account/sessions", ReadSessions.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/sessions/{id}/end", EndSessions.One).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/account/sessions/end-others", EndSessions.Others).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/account/sessions/end-all", EndSessions.All).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
    }

    // What one is told, and how
    private static void MapNotifications(IEndpointRouteBuilder app)
    {
        app.MapGet("/account/notifications", ReadNotifications.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/account/notifications/{id}", OpenNotification.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/notifications/read", MarkNotificationsRead.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/account/mail", ReadMailChoices.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/account/mail", ChangeMailChoices.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/{site}/{story}/follow", FollowStory.Read).For(Guard.Commenter, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/{site}/{story}/follow", FollowStory.Submit).For(Guard.Commenter, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/unsubscribe/{token}", Unsubscribe.Read).For(Guard.Anybody, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/unsubscribe/{token}", Unsubscribe.Handle).For(Guard.Anybody, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/mail/{secret}", ConfirmGuestMail.Read).For(Guard.Anybody, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/mail/{secret}", ConfirmGuestMail.Handle).For(Guard.Anybody, Surface.PrivatePage, Pace.Changing);
    }

    // Who the others are, and whom one does not want to read
    private static void MapCommenters(IEndpointRouteBuilder app)
    {
        app.MapGet("/{site}/commenters/{id}", ReadProfile.Handle).For(Guard.Anybody, Surface.Page, Pace.Reading);
        app.MapPost("/{site}/commenters/{id}/mute", MuteForm.Mute).For(Guard.Commenter, Surface.PrivatePage, Pace.Changing)
            .From("/{site}/commenters/{id}");
        app.MapPost("/{site}/commenters/{id}/unmute", MuteForm.Unmute).For(Guard.Commenter, Surface.PrivatePage, Pace.Changing)
            .From("/account/mutes");
        app.MapGet("/account/mutes", ReadMutes.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/account/standing/{site}", ReadStanding.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
    }

    // The newsroom
    private static void MapNewsroom(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/invitation/{secret}", AcceptInvitation.Read).For(Guard.Anybody, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/sign-in/invitation/{secret}", AcceptInvitation.Accept).For(Guard.Anybody, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/admin", ReadAdmin.Handle).For(Guard.Account, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/admin/{site}", ReadOffice.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/admin/{site}/queue", ReadQueue.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/queue/together", DecideTogether.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing)
            .From("/admin/{site}/queue");
        app.MapGet("/admin/{site}/held", ReadQueue.Held).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/held/{id}", DecideHeldComment.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Comment)
            .From("/admin/{site}/held");
        app.MapGet("/admin/{site}/new", ReadNewComments.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/admin/{site}/comments/{id}", ReviewComment.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking).About(Subject.Comment);
        app.MapPost("/admin/{site}/comments/{id}/remove", RemoveComment.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Comment)
            .From("/admin/{site}/comments/{id}");
        app.MapPost("/admin/{site}/comments/{id}/restore", RestoreComment.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Comment)
            .From("/admin/{site}/comments/{id}");
        app.MapGet("/admin/{site}/flagged", ReadQueue.Flagged).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/comments/{id}/dismiss", DismissFlags.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Comment)
            .From("/admin/{site}/comments/{id}");
        app.MapPost("/admin/{site}/comments/{id}/feature", FeatureComment.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Comment)
            .From("/admin/{site}/comments/{id}");
        app.MapPost("/admin/{site}/comments/{id}/note", NoteComment.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Comment)
            .From("/admin/{site}/comments/{id}");
        app.MapPost("/admin/{site}/comments/{id}/looking", LookAtComment.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking).About(Subject.Comment)
            .From("/admin/{site}/comments/{id}");
        app.MapPost("/admin/{site}/comments/{id}/remind", RemindCommenter.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Comment)
            .From("/admin/{site}/comments/{id}");
        app.MapPost("/admin/{site}/comments/{id}/restrict", RestrictCommenter.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Comment)
            .From("/admin/{site}/comments/{id}");
        app.MapGet("/admin/{site}/restrictions", ReadRestrictions.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/restrictions/{id}/sign", SignRestriction.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Restriction)
            .From("/admin/{site}/restrictions");
        app.MapPost("/admin/{site}/restrictions/{id}/lift", LiftRestriction.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Restriction)
            .From("/admin/{site}/restrictions");
        app.MapGet("/admin/{site}/appeals", ReadAppeals.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/appeals/{id}", DecideAppeal.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Appeal)
            .From("/admin/{site}/appeals");
        app.MapGet("/admin/{site}/decisions", ReadDecisions.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/admin/{site}/notices", ReadNotices.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/notices/{id}", DecideNotice.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Notice)
            .From("/admin/{site}/notices");
        app.MapGet("/admin/{site}/measures", ReadMeasures.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/measures", BeginMeasure.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/admin/{site}/measures/{id}/lift", LiftMeasure.Handle).For(Guard.Moderator, Surface.PrivatePage, Pace.Changing).About(Subject.Measure)
            .From("/admin/{site}/measures");
        app.MapGet("/admin/{site}/rules", ChangeRules.Read).For(Guard.Editor, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/rules", ChangeRules.Submit).For(Guard.Editor, Surface.PrivatePage, Pace.Changing);
        app.MapGet("/admin/{site}/reports/{year}/statements.json", FetchReport.Statements).For(Guard.Editor, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/admin/{site}/reports/{year}/transparency.zip", FetchReport.Transparency).For(Guard.Editor, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/rules/{site}", ReadRules.Page).For(Guard.Anybody, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/rules/{site}/{year}", ReadNumbers.Page).For(Guard.Anybody, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/admin/{site}/webhooks", ChangeWebhooks.Read).For(Guard.Editor, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/webhooks", ChangeWebhooks.Add).For(Guard.Editor, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/admin/{site}/webhooks/{id}", ChangeWebhooks.Change).For(Guard.Editor, Surface.PrivatePage, Pace.Changing)
            .From("/admin/{site}/webhooks");
        app.MapGet("/admin/{site}/words", ReadWords.Handle).For(Guard.Editor, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/words", ChangeWords.Handle).For(Guard.Editor, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/admin/{site}/words/try", TryWords.Handle).For(Guard.Editor, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/words/starter", AddStarterWords.Handle).For(Guard.Editor, Surface.PrivatePage, Pace.Changing)
            .From("/admin/{site}/words");
        app.MapGet("/admin/{site}/commenters", FindCommenters.Handle).For(Guard.Editor, Surface.PrivatePage, Pace.Asking);
        app.MapGet("/admin/{site}/commenters/{id}", ReadCommenter.Handle).For(Guard.Editor, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/commenters/{id}/badge", GiveBadge.Handle).For(Guard.Editor, Surface.PrivatePage, Pace.Changing)
            .From("/admin/{site}/commenters/{id}");
        app.MapPost("/admin/{site}/commenters/{id}/role", ChangeRole.OfCommenter).For(Guard.Editor, Surface.PrivatePage, Pace.Changing)
            .From("/admin/{site}/commenters/{id}");
        app.MapGet("/admin/{site}/staff", ReadStaff.Handle).For(Guard.SectionEditor, Surface.PrivatePage, Pace.Asking);
        app.MapPost("/admin/{site}/staff", InviteStaff.Handle).For(Guard.SectionEditor, Surface.PrivatePage, Pace.Changing);
        app.MapPost("/admin/{site}/staff/{id}", ChangeRole.OfStaff).For(Guard.SectionEditor, Surface.PrivatePage, Pace.Changing).About(Subject.Role)
            .From("/admin/{site}/staff");
    }

    // JSON, version 1
    private static void MapApi(IEndpointRouteBuilder api)
    {
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
        api.MapPost("/sites/{site}/visit", BeginVisit.Handle).For(Guard.Commenter, Surface.Data, Pace.Changing)
            .Answers<BeginVisit.Response>(200, 401, 404, 413, 415);
        api.MapDelete("/sites/{site}/session", EndSession.Handle).For(Guard.Browser, Surface.Data, Pace.Changing).Answers(204, 403, 404);
        api.MapPut("/sites/{site}/stories/{story}/follow", FollowStory.Begin).For(Guard.Commenter, Surface.Data, Pace.Changing)
            .Answers(204, 400, 401, 404, 413, 415);
        api.MapDelete("/sites/{site}/stories/{story}/follow", FollowStory.End).For(Guard.Commenter, Surface.Data, Pace.Changing)
            .Answers(204, 401, 404);
        api.MapPatch("/comments/{id}", EditComment.Handle).For(Guard.Writer, Surface.Data, Pace.Changing)
            .Answers(204, 202, 400, 403, 404, 409, 413, 415, 422);
        api.MapDelete("/comments/{id}", DeleteComment.Handle).For(Guard.Writer, Surface.Data, Pace.Changing)
            .Answers(204, 403, 404, 409);
        api.MapPut("/comments/{id}/vote", CastVote.Handle).For(Guard.Browser, Surface.Data, Pace.Voting)
            .Answers<CastVote.Response>(200, 400, 403, 404, 409, 413, 415, 422);
        api.MapPut("/comments/{id}/flag", FlagComment.Put).For(Guard.Browser, Surface.Data, Pace.Voting)
            .Answers<FlagComment.Response>(200, 400, 403, 404, 413, 415, 422);
        api.MapDelete("/comments/{id}/flag", FlagComment.Delete).For(Guard.Browser, Surface.Data, Pace.Voting).Answers(204, 403, 404);
        api.MapPut("/comments/{id}/mute", MuteCommenter.Put).For(Guard.Commenter, Surface.Data, Pace.Changing)
            .Answers(204, 401, 403, 404, 422);
        api.MapDelete("/comments/{id}/mute", MuteCommenter.Delete).For(Guard.Commenter, Surface.Data, Pace.Changing)
            .Answers(204, 401, 404);
        api.MapGet("/sites/{site}/rules", ReadRules.Data).For(Guard.Anybody, Surface.Open, Pace.Asking).Answers<ReadRules.Response>(200, 404);
        api.MapGet("/sites/{site}/numbers/{year}", ReadNumbers.Data).For(Guard.Anybody, Surface.Open, Pace.Asking).Answers<ReadNumbers.Response>(200, 404);
        api.MapPost("/preview", PreviewComment.Handle).For(Guard.Anybody, Surface.Data, Pace.Asking)
            .Answers<PreviewComment.Response>(200, 400, 413, 415, 422);
        api.MapGet("/challenge", ReadChallenge.Handle).For(Guard.Browser, Surface.Data, Pace.Asking)
            .Answers<ReadChallenge.Response>(200);
        api.MapPost("/sites/{site}/sign-on", TakeSignOn.Handle).For(Guard.Browser, Surface.Data, Pace.Asking)
            .Answers<TakeSignOn.Response>(200, 400, 401, 403, 404, 413, 415);
    }

    // Scripts, and what they say
    private static void MapScripts(IEndpointRouteBuilder app)
    {
        app.MapGet("/write.json", ReadSentences.ForWriters).For(Guard.Anybody, Surface.Open, Pace.Reading);
        app.MapGet("/account.json", ReadSentences.ForAccounts).For(Guard.Anybody, Surface.Open, Pace.Reading);
        foreach (var script in (string[])["discussion.js", "write.js", "passkeys.js", "account.js", "handoff.js", "queue.js"])
            app.MapGet("/" + script, (HttpContext context) => Assets.Read(context, script)).For(Guard.Anybody, Surface.Script, Pace.Reading);
        foreach (var loader in (string[])["embed.js", "counts.js"])
            app.MapGet("/" + loader, (HttpContext context) => Assets.Read(context, loader)).For(Guard.Anybody, Surface.Loader, Pace.Reading);
    }

    // For whoever watches over the machine
    private static void MapHealth(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", ReadHealth.Live).For(Guard.Anybody, Surface.Data, Pace.Reading);
        app.MapGet("/health/ready", ReadHealth.Ready).For(Guard.Anybody, Surface.Data, Pace.Reading);
    }
}
