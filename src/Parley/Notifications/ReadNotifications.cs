using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>GET what one is told of: what is unread first, then the newest.</summary>
internal static class ReadNotifications
{
    public const string Path = "/account/notifications";

    private const int OnAPage = 25;

    // Nobody reads on behind these; whoever looks for something older finds it in its discussion.
    private const int LastPage = 40;

    public static async Task<IResult> Handle(int? page, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        var number = Math.Clamp(page ?? 1, 1, LastPage);
        var commenters = News.CommentersOf(db, account);
        var visible = News.VisibleOf(db, db.Notifications.Where(n => commenters.Contains(n.CommenterId)));
        var news = await News.LoadAsync(
            db, visible.OrderByDescending(n => n.ReadAt == null).ThenByDescending(n => n.Id).Skip((number - 1) * OnAPage).Take(OnAPage + 1),
            cancellation);
        return Pages.Page<NotificationsPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(NotificationsPage.News)] = news.Take(OnAPage).ToList(),
            [nameof(NotificationsPage.Unread)] = await visible.CountAsync(n => n.ReadAt == null, cancellation),
            [nameof(NotificationsPage.Number)] = number,
            [nameof(NotificationsPage.HasMore)] = news.Count > OnAPage && number < LastPage,
            [nameof(NotificationsPage.Account)] = account,
        });
    }
}
