using Microsoft.EntityFrameworkCore;
using Parley.Core;
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
            && (guard is Guard.Moderator or Guard.Editor or Guard.SectionEditor || context.GetEndpoint()!.Metadata.GetMetadata<NotOnVisit>() is not null))
        {
            await Failures.Answer(context, "not-found", "NotOnVisitDetail");
            return false;
        }

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return guard switch
        {
            Guard.Recent => signIn.Session.IsRecent(now) || await RefuseAsync(context, "prove-again", "/account/prove"),
            Guard.Moderator => await IsInOfficeAsync(context, signIn, site, RoleKind.Moderator, now),
            Guard.Editor or Guard.SectionEditor => await IsInOfficeAsync(context, signIn, site, RoleKind.Editor, now),
            _ => true,
        };
    }

    /// <summary>The appointment by which a moderator's door was opened.</summary>
    public static Appointment AppointmentOf(HttpContext context) => (Appointment)context.Items[RoleKey]!;

    /// <summary>What an account may do on a site; null for nothing.</summary>
    public static async Task<Appointment?> AppointmentOnAsync(ParleyContext db, Account account, Guid site, CancellationToken cancellation) =>
        account.MayBeUsedOn(site)
            ? Appointment.Of(await db.Roles.AsNoTracking().Where(r => r.AccountId == account.Id && (r.SiteId == site || r.SiteId == null)).ToListAsync(cancellation))
            : null;

    // Whoever has no role here is told what everybody is told of an address that does not exist.
    private static async Task<bool> IsInOfficeAsync(
        HttpContext context, SignIn signIn, Guid? site, RoleKind wanted, DateTimeOffset now)
    {
        var db = context.RequestServices.GetRequiredService<ParleyContext>();
        var appointment = site is { } here ? await AppointmentOnAsync(db, signIn.Account, here, context.RequestAborted) : null;
        if (appointment is null || appointment.Kind < wanted || !await IsInReachAsync(context, db, appointment.Reach))
        {
            await Failures.Answer(context, "not-found", "NotFoundDetail");
            return false;
        }

        if (!signIn.Session.IsInOffice(now)) return await RefuseAsync(context, "prove-again", "/account/prove");

        context.Items[RoleKey] = appointment;
        return true;
    }

    // Somebody with some sections comes to lists, which show theirs, and to what stands in one of them; to nothing else.
    private static async Task<bool> IsInReachAsync(HttpContext context, ParleyContext db, Reach reach)
    {
        if (reach.IsEverywhere) return true;

        var metadata = context.GetEndpoint()!.Metadata;
        if (metadata.GetMetadata<Door>()!.Guard == Guard.Editor) return false;
        if (context.GetRouteValue("id") is not string text) return true;
        if (metadata.GetMetadata<About>() is not { } about || !Id.TryRead(text, out var id)) return false;

        var cancellation = context.RequestAborted;
        return about.Subject switch
        {
            Subject.Comment => await db.Comments.Where(c => c.Id == id).Within(reach, db).AnyAsync(cancellation),
            Subject.Restriction => await db.Restrictions.Where(r => r.Id == id).Within(reach, db).AnyAsync(cancellation),
            Subject.Appeal => await db.Appeals.Where(a => a.Id == id).Within(reach, db).AnyAsync(cancellation),
            Subject.Notice => await db.Notices.Where(n => n.Id == id).Within(reach, db).AnyAsync(cancellation),
            Subject.Measure => await db.RoomMeasures.Where(m => m.Id == id).Within(reach, db).AnyAsync(cancellation),
            Subject.Role => true,
        };
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
