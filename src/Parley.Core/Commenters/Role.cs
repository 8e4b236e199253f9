namespace Parley.Core.Commenters;

/// <summary>What somebody may do for a publication; each may do what those before it may.</summary>
public enum RoleKind
{
    /// <summary>Decides on comments.</summary>
    Moderator,

    /// <summary>Gives badges and appoints moderators.</summary>
    Editor,

    /// <summary>Appoints editors.</summary>
    Owner,
}

/// <summary>An account's role on one site, or on all of them.</summary>
public sealed class Role
{
    public Guid Id { get; set; }

    public Guid AccountId { get; set; }

    /// <summary>Null for every site of the installation.</summary>
    public Guid? SiteId { get; set; }

    public RoleKind Kind { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Whether somebody whose highest role is <paramref name="own"/> may give or take <paramref name="other"/>.</summary>
    /// <remarks>Only what is lower than one's own: nobody makes an equal, and nobody is made one by an equal.</remarks>
    public static bool MayChange(RoleKind own, RoleKind other) => other < own;
}

/// <summary>Who gave or took which role, when: only ever added.</summary>
public sealed class RoleChange
{
    public Guid Id { get; set; }

    public Guid? SiteId { get; set; }

    /// <summary>Who did it; null for the command line.</summary>
    public Guid? ByAccountId { get; set; }

    public Guid AccountId { get; set; }

    public RoleKind Kind { get; set; }

    /// <summary>True where it was given, false where it was taken.</summary>
    public bool IsGiven { get; set; }

    public DateTimeOffset At { get; set; }
}
