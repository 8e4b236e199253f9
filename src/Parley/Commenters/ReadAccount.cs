using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET one's own account: who one is here, and the ways to everything that is one's own.</summary>
internal static class ReadAccount
{
    // Somebody who comments at more publications follows the link for the rest: each takes a look through what they did there.
    private const int MostStandings = 20;

    public static async Task<IResult> Handle(
        string? saved, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        return Pages.Page<AccountPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(AccountPage.Contents)] = await LoadAsync(db, account, context, clock.GetUtcNow(), cancellation),
            [nameof(AccountPage.Status)] = saved switch
            {
                "name" => new Sentence("NameSaved", account.Name),
                "claim" => new Sentence("ClaimSaved"),
                _ => null,
            },
        });
    }

    private static async Task<AccountContents> LoadAsync(
        ParleyContext db, Account account, HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        var changes = await db.NameChanges.AsNoTracking().Where(c => c.AccountId == account.Id).ToListAsync(cancellation);
        var places = await (
            from commenter in db.Commenters
            join site in db.Sites on commenter.SiteId equals site.Id
            where commenter.AccountId == account.Id
            orderby site.Name, site.Key
            select new AccountPlace(
                site, commenter.Id, db.Comments.Count(c => c.CommenterId == commenter.Id && c.State != CommentState.Deleted),
                commenter.Name != ""))
            .AsNoTracking().ToListAsync(cancellation);
        var looked = places.OrderByDescending(p => p.Comments).Take(MostStandings).Select(p => p.CommenterId).ToList();
        return new AccountContents(
            account,
            account.NameStaysUntil(now, changes),
            await db.Identities.AsNoTracking().Where(i => i.AccountId == account.Id).OrderBy(i => i.CreatedAt).ToListAsync(cancellation),
            await db.Passkeys.CountAsync(p => p.AccountId == account.Id, cancellation),
            await ReadSignIn.HasPasswordsAsync(db, null, cancellation),
            await ReadSessions.AliveOf(db, account.Id, now).CountAsync(cancellation),
            places,
            await ReadStanding.OfAsync(db, looked, now, cancellation),
            await ClaimComments.FindAsync(db, account, Browser.HashOf(context.Request), cancellation),
            await db.Mutes.CountAsync(m => m.AccountId == account.Id, cancellation),
            context.RequestServices.GetRequiredService<WaysIn>().All.Count > 0);
    }
}
