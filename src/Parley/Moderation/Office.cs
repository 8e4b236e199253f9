using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>Where somebody moderates: the site, who they are, and by which appointment the door was opened.</summary>
public sealed record Office(Site Site, Account Account, Appointment Appointment)
{
    public RoleKind Role => Appointment.Kind;

    /// <summary>Where on the site it decides.</summary>
    public Reach Reach => Appointment.Reach;

    /// <summary>Whether what holds for the whole site may be changed: words, rules, badges.</summary>
    public bool IsEditors => MayAppoint && Reach.IsEverywhere;

    /// <summary>Whether roles may be given.</summary>
    public bool MayAppoint => Role >= RoleKind.Editor;

    /// <summary>The office of a request whose door has let it in.</summary>
    internal static async Task<Office> OfAsync(HttpContext context, ParleyContext db, string site, CancellationToken cancellation)
    {
        var publication = await db.Sites.AsNoTracking().SingleAsync(s => s.Key == site, cancellation);
        return new Office(publication, (await SignIn.OfAsync(context))!.Account, Guards.AppointmentOf(context));
    }
}
