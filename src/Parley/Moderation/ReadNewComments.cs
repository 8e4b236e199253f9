using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>GET a site's newest comments, with what screening marked in them, and the way to each.</summary>
internal static class ReadNewComments
{
    private const int Listed = 50;

    public static async Task<IResult> Handle(
        string site, string? before, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        // Ids are in the order of time.
        var comments = db.Comments.AsNoTracking().Within(office.Reach, db).Where(c => c.SiteId == office.Site.Id
            && (c.State == CommentState.Published || c.State == CommentState.Removed));
        if (Id.TryRead(before, out var id)) comments = comments.Where(c => c.Id.CompareTo(id) < 0);
        var found = await comments.OrderByDescending(c => c.Id).Take(Listed + 1).ToListAsync(cancellation);
        var shown = found.Take(Listed).ToList();
        var stories = await db.StoriesAmong([.. shown.Select(c => c.StoryId).Distinct()]).AsNoTracking().ToDictionaryAsync(s => s.Id, cancellation);
        var ids = shown.Select(c => c.Id).ToList();
        var marked = await db.Screenings.AsNoTracking().Where(s => ids.Contains(s.CommentId) && s.Findings != "[]")
            .Select(s => s.CommentId).Distinct().ToListAsync(cancellation);
        return Pages.Page<NewCommentsPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(NewCommentsPage.Office)] = office,
            [nameof(NewCommentsPage.Comments)] = shown.Select(c => new NewComment(c, stories[c.StoryId], marked.Contains(c.Id))).ToList(),
            [nameof(NewCommentsPage.Next)] = found.Count > Listed ? Id.Text(shown[^1].Id) : null,
        });
    }
}

/// <summary>A comment in the list of the newest.</summary>
/// <param name="IsMarked">Whether a word of the lists was found in one of its texts.</param>
public sealed record NewComment(Comment Comment, Story Story, bool IsMarked);
