using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Http;

/// <summary>Holds every door to the guard that Routes.cs declares for it, before anything of the request is read.</summary>
internal static class Guards
{
    private static readonly object RoleKey = new();

    /// <summary>Lets the request through, or answers it.</summary>
    public static async Task<bool> AdmitAsync(HttpContext context)
    {
        var guard = context.GetEndpoint()?.Metadata.GetMetadata<Door>()?.Guard;
        if (guard is null or Guard.Anybody or Guard.Browser or Guard.Writer) return true;

        var signIn = await SignIn.OfAsync(context);
        var site = await SiteOfAsync(context);
        // A frame's session holds on its site alone; what has no site in its address is Parley's own host's.
        if (signIn is not null && guard == Guard.Commenter && site is { } here && !(signIn.Session.HoldsOn(here) && signIn.Account.MayBeUsedOn(here)))
            signIn = null;
        if (signIn is not null && guard != Guard.Commenter && signIn.Session.SiteId is not null) signIn = null;
        if (signIn is null) return await RefuseAsync(context, "signed-out", "/sign-in");

        // How a publisher's reader comes in is the publisher's to say, and its word makes nobody a moderator.
        if (signIn.Session.IsVisitOf(signIn.Account)
            && (guard is Guard.Moderator or Guard.Editor || context.GetEndpoint()!.Metadata.GetMetadata<NotOnVisit>() is not null))
        {
            await Failures.Answer(context, "not-found", "NotOnVisitDetail");
            return false;
        }

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return guard switch
        {
            Guard.Recent => signIn.Session.IsRecent(now) || await RefuseAsync(context, "prove-again", "/account/prove"),
            Guard.Moderator => await IsInOfficeAsync(context, signIn, site, RoleKind.Moderator, now),
            Guard.Editor => await IsInOfficeAsync(context, signIn, site, RoleKind.Editor, now),
            _ => true,
        };
    }

    /// <summary>The role by which a moderator's door was opened.</summary>
    public static RoleKind RoleOf(HttpContext context) => (RoleKind)context.Items[RoleKey]!;

    /// <summary>The highest role of an account on a site; null for none.</summary>
    public static async Task<RoleKind?> RoleOnAsync(ParleyContext db, Account account, Guid site, CancellationToken cancellation)
    {
        if (!account.MayBeUsedOn(site)) return null;

        var roles = await db.Roles.AsNoTracking().Where(r => r.AccountId == account.Id && (r.SiteId == site || r.SiteId == null))
            .Select(r => r.Kind).ToListAsync(cancellation);
        return roles.Count == 0 ? null : roles.Max();
    }

    // Whoever has no role here is told what everybody is told of an address that does not exist.
    private static async Task<bool> IsInOfficeAsync(
        HttpContext context, SignIn signIn, Guid? site, RoleKind wanted, DateTimeOffset now)
    {
        var db = context.RequestServices.GetRequiredService<ParleyContext>();
        var role = site is { } here ? await RoleOnAsync(db, signIn.Account, here, context.RequestAborted) : null;
        if (role is null || role < wanted)
        {
            await Failures.Answer(context, "not-found", "NotFoundDetail");
            return false;
        }

        if (!signIn.Session.IsInOffice(now)) return await RefuseAsync(context, "prove-again", "/account/prove");

        context.Items[RoleKey] = role.Value;
        return true;
    }

    private static async Task<Guid?> SiteOfAsync(HttpContext context)
    {
        if (context.GetRouteValue("site") is not string key) return null;

        var db = context.RequestServices.GetRequiredService<ParleyContext>();
        // A site that is not there is nobody's: no role, no session holds on it.
        return await db.Sites.Where(s => s.Key == key).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(context.RequestAborted) ?? Guid.Empty;
    }

    // A page that is only read is come back to; anything else says what to do.
    private static async Task<bool> RefuseAsync(HttpContext context, string problem, string place)
    {
        var surface = context.GetEndpoint()!.Metadata.GetMetadata<Door>()!.Surface;
        var wanted = HttpMethods.IsGet(context.Request.Method)
            ? context.Request.PathBase + context.Request.Path + context.Request.QueryString
            : context.GetEndpoint()!.Metadata.GetMetadata<StandsOn>()?.PathFor(context);
        if (wanted is not null && surface is Surface.PrivatePage or Surface.SignInPage)
        {
            // Whose reader comes, the page for signing in names, and so does its letter.
            var site = place == "/sign-in" && context.Request.Query["site"] is [{ Length: > 0 } key] ? key : null;
            await Pages.SeeOther(ReturnPath.On(place, wanted, site)).ExecuteAsync(context);
            return false;
        }

        await Failures.Answer(context, problem, problem == "signed-out" ? "SignedOutDetail" : "ProveAgainDetail");
        return false;
    }
}
