using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>POST the composer's form, without script: a comment, a preview, or the form again with what is wrong.</summary>
internal static class PostCommentForm
{
    public static async Task<IResult> Handle(
        string site, string story, HttpContext context, Writing writing, ParleyContext db, RateLimits limits,
        RequestKeys requestKeys, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var publication = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);
        var article = publication is null
            ? null
            : await db.Stories.AsNoTracking()
                .SingleOrDefaultAsync(s => s.SiteId == publication.Id && s.Key == story, cancellation);
        if (publication is null || article is null) return Pages.NotFound();

        var draft = new Draft
        {
            Text = form["text"].ToString().ReplaceLineEndings("\n"),
            Name = form["name"].ToString(),
            Email = form["email"].ToString(),
            WantsMail = form["notify"].Count > 0,
            ParentId = Id.TryRead(form["parent"].ToString(), out var parentId) ? parentId : null,
        };
        var parent = draft.ParentId is null
            ? null
            : await db.Comments.AsNoTracking()
                .SingleOrDefaultAsync(c => c.Id == draft.ParentId && c.StoryId == article.Id, cancellation);
        context.BelongsTo(publication);
        var account = (await SignIn.OnAsync(context, publication.Id))?.Account;
        if (form["parent"].Count > 0 && form["parent"].ToString().Length > 0 && parent is not { IsShown: true })
            return await AgainAsync(Posting.Error("text", "ParentGone"), null, StatusCodes.Status422UnprocessableEntity);

        // Decide and save.
        if (form["act"] == "preview") return await PreviewAsync();
        if (!limits.Allow(Pace.Posting, false, context, out _))
            return await AgainAsync(Posting.Error("text", "TooManyComments"), null, StatusCodes.Status429TooManyRequests);

        var keys = requestKeys.ForForm(context, story, draft);
        var outcome = await Posting.PostAsync(
            writing, db, site, story, draft, form["website"], keys, context, clock.GetUtcNow(), cancellation);

        // Answer.
        return outcome switch
        {
            Posting.Posted posted => Pages.SeeOther($"/comments/{Id.Text(posted.Comment.Id)}/posted"),
            Posting.Refused refused => await AgainAsync(refused.Errors, null, StatusCodes.Status422UnprocessableEntity),
            _ => Pages.NotFound(),
        };

        async Task<IResult> PreviewAsync()
        {
            if (!limits.Allow(Pace.Asking, false, context, out _))
                return await AgainAsync(Posting.Error("text", "TooManyRequestsDetail"), null, StatusCodes.Status429TooManyRequests);
            if (CommentText.TryRead(draft.Text, TextFormat.Markdown, out var text, out var why))
                return await AgainAsync(new Dictionary<string, Sentence>(StringComparer.Ordinal), text.Html, StatusCodes.Status200OK);

            var errors = new Dictionary<string, Sentence>(StringComparer.Ordinal) { ["text"] = DraftReading.Refused(why) };
            return await AgainAsync(errors, null, StatusCodes.Status422UnprocessableEntity);
        }

        async Task<IResult> AgainAsync(IReadOnlyDictionary<string, Sentence> errors, string? preview, int status) =>
            Compose(publication, article, parent is { IsShown: true } ? parent : null, draft, errors, preview, account is { Name.Length: > 0 } ? account.Name : null,
                await ReadOwnComments.LimitOfAsync(context, db, article, clock.GetUtcNow(), cancellation), status);
    }

    private static IResult Compose(
        Site site, Story story, Comment? parent, Draft draft, IReadOnlyDictionary<string, Sentence> errors, string? preview, string? account,
        ReadOwnComments.Limit? limited, int status)
    {
        var form = new ComposeForm(site, story, parent, draft.Text ?? "", draft.Name ?? "", draft.Email ?? "", errors, preview, account)
        {
            WantsMail = draft.WantsMail,
            Limited = limited,
        };
        return Pages.Page<ComposePage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ComposePage.Form)] = form,
            },
            status);
    }
}
