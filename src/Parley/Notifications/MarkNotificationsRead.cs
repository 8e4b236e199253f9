using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>POST that everything one is told of is read.</summary>
internal static class MarkNotificationsRead
{
    public static async Task<IResult> Handle(HttpContext context, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        var now = clock.GetUtcNow();
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                var commenters = News.CommentersOf(act.Db, account);
                _ = await act.Db.Notifications.Where(n => n.ReadAt == null && commenters.Contains(n.CommenterId))
                    .ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, now), stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return Pages.SeeOther(ReadNotifications.Path);
    }
}
