using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Http;

/// <summary>Whoever speaks, votes or changes something: an account where one is signed in on the site, a browser otherwise.</summary>
internal sealed record Speaker(SignIn? SignIn, byte[]? Browser)
{
    /// <summary>The speaker of a request, who may have neither account nor token.</summary>
    public static async Task<Speaker> OfAsync(HttpContext context) =>
        new(await SignIn.OfAsync(context), Http.Browser.HashOf(context.Request));

    /// <summary>The same, giving a browser without a token one.</summary>
    public static async Task<Speaker> OrNewAsync(HttpContext context) =>
        new(await SignIn.OfAsync(context), Http.Browser.HashOrNew(context));

    /// <summary>The account that speaks on a site; null for a guest there.</summary>
    public Account? On(Guid site) =>
        SignIn is { } found && found.Session.HoldsOn(site) && found.Account.MayBeUsedOn(site) ? found.Account : null;

    /// <summary>The commenters that this speaker is on a site: what an account wrote there, or else what this browser did.</summary>
    public Expression<Func<Commenter, bool>> IsOn(Guid site)
    {
        if (On(site)?.Id is { } account) return c => c.SiteId == site && c.AccountId == account;

        var browser = Browser;
        return c => c.SiteId == site && c.BrowserHash == browser && c.BrowserHash != null;
    }

    /// <summary>The commenter on a site, tracked; null for somebody who did nothing there yet.</summary>
    public Task<Commenter?> CommenterAsync(ParleyContext db, Guid site, CancellationToken cancellation) =>
        db.Commenters.SingleOrDefaultAsync(IsOn(site), cancellation);

    /// <summary>Whether a comment is this speaker's own.</summary>
    public Task<bool> WroteAsync(ParleyContext db, Core.Comments.Comment comment, CancellationToken cancellation) =>
        db.Commenters.Where(IsOn(comment.SiteId)).AnyAsync(c => c.Id == comment.CommenterId, cancellation);
}
