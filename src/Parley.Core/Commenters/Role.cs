namespace Parley.Core.Commenters;

/// <summary>What somebody may do for a publication; each may do what those before it may.</summary>
public enum RoleKind
{
    /// <summary>Gives legal notices that are looked at before others (Art. 22 DSA), and decides on nothing.</summary>
    Flagger = -1,

    /// <summary>Decides on comments.</summary>
    // Invitations that are not used yet have its number.
    Moderator = 0,

    /// <summary>Gives badges and appoints moderators.</summary>
    Editor,

    /// <summary>Appoints editors.</summary>
    Owner,
}

/// <summary>An account's role on one site or some of its sections, or on every site.</summary>
public sealed class Role
{
    public Guid Id { get; set; }

    public Guid AccountId { get; set; }

    /// <summary>Null for every site of the installation.</summary>
    public Guid? SiteId { get; set; }

    public RoleKind Kind { get; set; }

    /// <summary>The sections in which it holds, as <see cref="Reach.ToString"/> writes them; empty for the whole site.</summary>
    public string Sections { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Where on its site it holds.</summary>
    public Reach Reach => Reach.Read(Sections);
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

    /// <summary>The sections in which it holds or held; empty for the whole site.</summary>
    public string Sections { get; set; } = "";

    /// <summary>True where it was given, false where it was taken.</summary>
    public bool IsGiven { get; set; }

    public DateTimeOffset At { get; set; }
}
