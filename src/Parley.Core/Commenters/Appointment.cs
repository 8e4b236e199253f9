namespace Parley.Core.Commenters;

/// <summary>What somebody may do on one site, and where on it, which follows from all their roles.</summary>
public sealed record Appointment(RoleKind Kind, Reach Reach)
{
    /// <summary>Whether they may give or take a role that holds somewhere.</summary>
    /// <remarks>Only what is lower than their own: nobody makes an equal, and nobody is made one by an equal; and only where their own holds.</remarks>
    public bool MayChange(RoleKind other, Reach where) => Kind >= RoleKind.Editor && other < Kind && Reach.Covers(where);

    /// <summary>What follows from the roles that somebody has on a site and on every site; null for none.</summary>
    /// <remarks>
    /// The highest role that holds everywhere counts, and with it the sections are nothing more; otherwise the sections' does.
    /// So no role widens another: an editor of a section who moderates the site is a moderator of the site.
    /// </remarks>
    public static Appointment? Of(IEnumerable<Role> roles)
    {
        var all = roles.ToList();
        var whole = all.Where(r => r.Reach.IsEverywhere).OrderByDescending(r => r.Kind).FirstOrDefault();
        var best = whole is { Kind: >= RoleKind.Moderator } ? whole : all.Where(r => !r.Reach.IsEverywhere).OrderByDescending(r => r.Kind).FirstOrDefault() ?? whole;
        return best is null ? null : new Appointment(best.Kind, best.Reach);
    }
}
