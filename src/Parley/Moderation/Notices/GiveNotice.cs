using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation.Notices;

/// <summary>What the form of a notice brought.</summary>
/// <param name="Secret">What is in the address of the notice to be; sent twice, it is one.</param>
public sealed record EnteredNotice(string Secret, string Explanation = "", string Name = "", string Email = "", bool IsAboutChildren = false, bool IsInGoodFaith = false)
{
    internal static EnteredNotice Of(IFormCollection form) => new(
        form["secret"].ToString(), form["explanation"].ToString().ReplaceLineEndings("\n").Trim(), form["name"].ToString().Trim(), form["email"].ToString().Trim(),
        form["children"] == "yes", form["faith"] == "yes");

    /// <summary>What is wrong with it, by field; nothing where it can be taken.</summary>
    internal IReadOnlyDictionary<string, Sentence> Errors()
    {
        var errors = new Dictionary<string, Sentence>(StringComparer.Ordinal);
        if (Explanation.Length is 0 or > Notice.MaximumText) errors["explanation"] = new Sentence("NoticeExplanationMissing", Notice.MaximumText);
        // Who gives notice of the abuse of children need not say who they are; everybody else must.
        if (Name.Length > Notice.MaximumName || (Name.Length == 0 && !IsAboutChildren)) errors["name"] = new Sentence("NoticeNameMissing");
        if (Email.Length == 0 ? !IsAboutChildren : EmailAddress.TryRead(Email, out _) is false) errors["email"] = new Sentence("NoticeEmailMissing");
        if (!IsInGoodFaith) errors["faith"] = new Sentence("NoticeFaithMissing");
        return errors;
    }
}

/// <summary>GET the form by which somebody gives notice that a comment is illegal; POST it. It is received at once, and decided by a person.</summary>
internal static class GiveNotice
{
    // Whoever gives more notices in an hour gets no letter for each: the page shows them all.
    private const int ReceiptsAnHour = 20;

    public static async Task<IResult> Read(string id, HttpContext context, ParleyContext db, Settings settings, CancellationToken cancellation)
    {
        if (await FindAsync(db, id, cancellation) is not ({ } site, { } story, { IsReadable: true } comment)) return Pages.NotFound();

        var flagger = await TrustedAsync(context, db, site, cancellation);
        return Page(context, settings, site, story, comment, new EnteredNotice(NoticeSecret.New(), "", flagger?.Name ?? "", flagger?.Email ?? ""), new Dictionary<string, Sentence>(StringComparer.Ordinal), StatusCodes.Status200OK);
    }

    public static async Task<IResult> Submit(
        string id, HttpContext context, ParleyContext db, Writing writing, Fingerprints fingerprints, Settings settings, TimeProvider clock, CancellationToken cancellation)
    {
        // Load. What was taken away since the form was read can still be given notice of: it was read.
        if (await FindAsync(db, id, cancellation) is not ({ } site, { } story, { } comment)) return Pages.NotFound();

        var entered = EnteredNotice.Of(await Forms.ReadAsync(context.Request, cancellation));
        if (NoticeSecret.HashOf(entered.Secret) is not { } hash) return Pages.NotFound();
        if (await db.Notices.AnyAsync(n => n.SecretHash == hash, cancellation)) return Pages.SeeOther("/notices/" + entered.Secret);
        if (!comment.IsReadable) return Pages.NotFound();

        // Decide.
        if (entered.Errors() is { Count: > 0 } errors) return Page(context, settings, site, story, comment, entered, errors, StatusCodes.Status422UnprocessableEntity);

        // Save: the notice with what it is about, and the receipt.
        var now = clock.GetUtcNow();
        var text = Text.Of(context);
        var isTrusted = await TrustedAsync(context, db, site, cancellation) is not null;
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                if (await act.Db.Notices.AnyAsync(n => n.SecretHash == hash, stop)) return false;

                var notice = new Notice
                {
                    Id = Id.New(now),
                    SiteId = site.Id,
                    CommentId = comment.Id,
                    Revision = comment.Revision,
                    Url = $"{settings.Origin}/comments/{Id.Text(comment.Id)}",
                    Text = comment.Text,
                    Name = comment.Name,
                    Explanation = entered.Explanation,
                    NotifierName = entered.Name.Length == 0 ? null : entered.Name,
                    NotifierEmail = entered.Email.Length == 0 ? null : entered.Email,
                    IsTrusted = isTrusted,
                    IsAboutChildren = entered.IsAboutChildren,
                    Language = text.Language,
                    SecretHash = hash,
                    At = now,
                };
                _ = act.Db.Notices.Add(notice);
                await TellNotifier.AddAsync(act.Db, fingerprints, notice, TellNotifier.Receipt, site, $"{settings.Origin}/notices/{entered.Secret}", now, ReceiptsAnHour, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return Pages.SeeOther("/notices/" + entered.Secret);
    }

    // Who is signed in, where they are the site's trusted flagger; anybody else is nobody in particular here.
    private static async Task<Account?> TrustedAsync(HttpContext context, ParleyContext db, Site site, CancellationToken cancellation) =>
        await SignIn.OfAsync(context) is { } signIn && !signIn.Session.IsVisitOf(signIn.Account) && signIn.Session.SiteId is null
        && await Guards.AppointmentOnAsync(db, signIn.Account, site.Id, cancellation) is { Kind: RoleKind.Flagger }
            ? signIn.Account
            : null;

    // What has a place: what was taken away had one when it was read.
    private static async Task<(Site Site, Story Story, Comment Comment)?> FindAsync(ParleyContext db, string id, CancellationToken cancellation)
    {
        if (!Id.TryRead(id, out var commentId)) return null;

        var comment = await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Id == commentId, cancellation);
        if (comment is null || !comment.IsShown) return null;

        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == comment.StoryId, cancellation);
        return (await db.Sites.AsNoTracking().SingleAsync(s => s.Id == story.SiteId, cancellation), story, comment);
    }

    private static IResult Page(
        HttpContext context, Settings settings, Site site, Story story, Comment comment, EnteredNotice entered, IReadOnlyDictionary<string, Sentence> errors, int status)
    {
        context.BelongsTo(site);
        return Pages.Page<GiveNoticePage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(GiveNoticePage.Site)] = site,
                [nameof(GiveNoticePage.Story)] = story,
                [nameof(GiveNoticePage.Comment)] = comment,
                [nameof(GiveNoticePage.Url)] = $"{settings.Origin}/comments/{Id.Text(comment.Id)}",
                [nameof(GiveNoticePage.Entered)] = entered,
                [nameof(GiveNoticePage.Errors)] = errors,
            },
            status);
    }
}
