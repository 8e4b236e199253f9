using Microsoft.EntityFrameworkCore;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET the page to sign in: all ways in that there are here.</summary>
internal static class ReadSignIn
{
    public static async Task<IResult> Handle(string? @return, string? site, HttpContext context, ParleyContext db, CancellationToken cancellation) =>
        await ShowAsync(context, db, new Entered(ReturnPath.Read(@return), site), StatusCodes.Status200OK, null, cancellation);

    /// <summary>What a form brought that is shown again: never a password.</summary>
    internal sealed record Entered(string? Return, string? SiteKey, string Email = "", bool IsPassword = false);

    /// <summary>The page again, with what was wrong.</summary>
    public static async Task<IResult> ShowAsync(
        HttpContext context, ParleyContext db, Entered entered, int status, IReadOnlyDictionary<string, Sentence>? errors,
        CancellationToken cancellation)
    {
        var site = await Entry.SiteAsync(db, entered.SiteKey, cancellation);
        var signIn = await SignIn.OfAsync(context);
        // Known before two requests of the page come at once: each would give it a token of its own, and the later answer
        // would take away the one that the mailed code is bound to.
        _ = Browser.HashOrNew(context);
        return Entry.Page<SignInPage>(
            status,
            (nameof(SignInPage.Site), site),
            (nameof(SignInPage.Return), entered.Return),
            (nameof(SignInPage.Email), entered.Email),
            (nameof(SignInPage.IsPassword), entered.IsPassword),
            (nameof(SignInPage.HasPasswords), await HasPasswordsAsync(db, site, cancellation)),
            (nameof(SignInPage.Ways), context.RequestServices.GetRequiredService<WaysIn>().All),
            (nameof(SignInPage.SignedIn), signIn?.Session.SiteId is null ? signIn?.Account : null),
            (nameof(SignInPage.Errors), errors));
    }

    /// <summary>Whether one signs in by password: as the site wants it, or any, where none is named.</summary>
    public static async Task<bool> HasPasswordsAsync(ParleyContext db, Site? site, CancellationToken cancellation) =>
        site?.HasPasswords ?? await db.Sites.AnyAsync(s => s.HasPasswords, cancellation);
}
