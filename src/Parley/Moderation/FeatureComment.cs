using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Live;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST that a comment is to be read first, labelled with who chose it; or that it no longer is.</summary>
internal static class FeatureComment
{
    public static async Task<IResult> Handle(
        string site, string id, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (!Id.TryRead(id, out var commentId)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var isWanted = form["act"] != "unfeature";
        var now = clock.GetUtcNow();
        var (isThere, trouble) = await writing.DoAsync((act, stop) => DecideAsync(act, office, commentId, isWanted, now, stop), cancellation);
        if (!isThere) return Pages.NotFound();
        if (trouble is not null) return await ReviewComment.PageAsync(db, office, commentId, trouble, StatusCodes.Status409Conflict, now, cancellation);

        var decided = isWanted ? "feature" : "unfeature";
        return Pages.SeeOther(QueueView.From(site, form) is { } view
            ? view.With($"item={Id.Text(commentId)}&decided={decided}")
            : $"/admin/{office.Site.Key}/comments/{Id.Text(commentId)}?decided={decided}");
    }

    private static async Task<(bool IsThere, Sentence? Trouble)> DecideAsync(
        Act act, Office office, Guid commentId, bool isWanted, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else changes this story.
        var db = act.Db;
        var storyId = await db.Comments.Where(c => c.Id == commentId && c.SiteId == office.Site.Id).Select(c => (Guid?)c.StoryId).SingleOrDefaultAsync(cancellation);
        if (storyId is null || await db.TakeStoryAsync(storyId.Value, cancellation) is not { } story) return (false, null);

        var comment = await db.Comments.SingleAsync(c => c.Id == commentId, cancellation);

        // Decide. What is so already needs no decision; what cannot be read is not offered first.
        if (await PersonInRoom.IsOwnAsync(db, office, comment.CommenterId, cancellation)) return (comment.IsShown, new Sentence("NotAboutYourself"));
        if (isWanted && comment.State != CommentState.Published) return (comment.IsShown, new Sentence("FeatureUnread"));
        if (isWanted == comment.FeaturedBy is not null)
        {
            story.Version--;
            return (true, null);
        }

        // Save. Everybody's order changes, so whoever reads is told to read anew.
        comment.Feature(isWanted ? office.Role : null, office.Site);
        _ = db.Decisions.Add(new Decision
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            CommentId = comment.Id,
            Revision = comment.Revision,
            ByAccountId = office.Account.Id,
            Kind = isWanted ? DecisionKind.Feature : DecisionKind.Unfeature,
            At = now,
        });
        await act.KeepAsync(cancellation, new Change(story.Id, story.Version, ChangeKind.Edited, comment.Id, comment.Number));
        return (true, null);
    }
}
