using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>GET whom one has muted, to take it back.</summary>
internal static class ReadMutes
{
    public static async Task<IResult> Handle(HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        var muted = await (
            from mute in db.Mutes.AsNoTracking()
            join commenter in db.Commenters.AsNoTracking() on mute.CommenterId equals commenter.Id
            join site in db.Sites.AsNoTracking() on commenter.SiteId equals site.Id
            where mute.AccountId == account.Id
            orderby mute.At descending, commenter.Id
            select new { mute, commenter, site }).Take(Muting.Most).ToListAsync(cancellation);
        return Pages.Page<MutesPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(MutesPage.Account)] = account,
            [nameof(MutesPage.Muted)] = muted.Select(m => (m.mute, m.commenter, m.site)).ToList(),
        });
    }
}
