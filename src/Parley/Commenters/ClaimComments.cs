using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST that what this browser did as a guest on a site is one's own. Names on the comments stay as they were read.</summary>
internal static class ClaimComments
{
    public const string Field = "site";

    // Whoever writes as the guest without pause meanwhile is asked to come again.
    private const int Tries = 5;

    public static async Task<IResult> Handle(
        HttpContext context, Writing writing, ParleyContext db, CancellationToken cancellation)
    {
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var (key, account) = (form[Field].ToString(), (await SignIn.OfAsync(context))!.Account);
        var site = await db.Sites.Where(s => s.Key == key).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(cancellation);
        if (site is not { } here || !account.MayBeUsedOn(here)) return Pages.NotFound();

        // The page asks for a name first: nobody speaks without one.
        if (Browser.HashOf(context.Request) is not { } browser || account.Name.Length == 0) return Pages.SeeOther("/account");

        for (var left = Tries; left > 0; left--)
        {
            if (await writing.DoAsync((act, stop) => Claim.TakeAsync(act, account.Id, here, browser, stop), cancellation) is { } isTaken)
                return Pages.SeeOther(isTaken ? "/account?saved=claim" : "/account");
        }

        return Pages.Problem("busy", "BusyDetail");
    }

    /// <summary>What this browser did as a guest, on every site where the account may be used.</summary>
    public static async Task<List<GuestPast>> FindAsync(
        ParleyContext db, Account account, byte[]? browser, CancellationToken cancellation)
    {
        if (browser is null) return [];

        var only = account.SiteId;
        var pasts = await (
            from guest in db.Commenters
            where guest.BrowserHash == browser && guest.AccountId == null && (only == null || guest.SiteId == only)
            join site in db.Sites on guest.SiteId equals site.Id
            orderby site.Name, site.Key
            select new
            {
                Past = new GuestPast(site, db.Comments.Count(c => c.CommenterId == guest.Id && c.State != CommentState.Deleted)),
                HasMore = db.Votes.Any(v => v.CommenterId == guest.Id) || db.Follows.Any(f => f.CommenterId == guest.Id),
            }).AsNoTracking().ToListAsync(cancellation);
        return [.. pasts.Where(p => p.Past.Comments > 0 || p.HasMore).Select(p => p.Past)];
    }
}
