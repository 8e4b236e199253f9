using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Http;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>GET the comment that a notification is about; from then on it is read.</summary>
internal static class OpenNotification
{
    public static async Task<IResult> Handle(
        string id, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var account = (await SignIn.OfAsync(context))!.Account;
        if (!Id.TryRead(id, out var notification)) return Pages.NotFound();

        var commenters = News.CommentersOf(db, account);
        var own = News.VisibleOf(db, db.Notifications.Where(n => n.Id == notification && commenters.Contains(n.CommenterId)));
        if (await News.LoadAsync(db, own, cancellation) is not [var news]) return Pages.NotFound();

        // Save.
        // A link in somebody else's page leads there all the same, and changes nothing.
        if (news.Notification.ReadAt is null && context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none")
        {
            var now = clock.GetUtcNow();
            _ = await writing.DoAsync(
                async (act, stop) =>
                {
                    _ = await act.Db.Notifications.Where(n => n.Id == notification && n.ReadAt == null)
                        .ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, now), stop);
                    await act.KeepAsync(stop);
                    return true;
                },
                cancellation);
        }

        // Answer.
        return Pages.SeeOther(news.Path);
    }
}
