using Microsoft.EntityFrameworkCore;
using Parley.Core.Notifications;
using Parley.Http;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>GET how one is told by mail, in all and of each followed story.</summary>
internal static class ReadMailChoices
{
    public const string Path = "/account/mail";

    // Each has a field in the form.
    public const int MostStories = 200;

    public static async Task<IResult> Handle(string? saved, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        var rows = await (
            from follow in FollowsOf(db, account)
            join story in db.Stories on follow.StoryId equals story.Id
            join site in db.Sites on story.SiteId equals site.Id
            orderby follow.At descending, follow.StoryId
            select new { follow, story.Title, site.Name }).AsNoTracking().Take(MostStories).ToListAsync(cancellation);
        return Pages.Page<MailPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(MailPage.Account)] = account,
            [nameof(MailPage.Stories)] = rows.ConvertAll(r => new FollowedStory(r.follow, r.Title, r.Name)),
            [nameof(MailPage.IsSaved)] = saved is not null,
        });
    }

    public static IQueryable<Follow> FollowsOf(ParleyContext db, Core.Commenters.Account account)
    {
        var commenters = News.CommentersOf(db, account);
        return db.Follows.Where(f => commenters.Contains(f.CommenterId));
    }
}

/// <summary>A story for which something was chosen.</summary>
public sealed record FollowedStory(Follow Follow, string Title, string Site);
