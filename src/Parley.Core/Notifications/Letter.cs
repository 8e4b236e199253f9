namespace Parley.Core.Notifications;

/// <summary>A mail to one recipient, made from a template when it is sent.</summary>
public sealed class Letter
{
    public Guid Id { get; set; }

    /// <summary>The one address; emptied once it is sent or given up.</summary>
    public required string To { get; set; }

    /// <summary>A keyed hash of the address: what one recipient may get is counted by it.</summary>
    public required byte[] RecipientHash { get; set; }

    /// <summary>A keyed hash of who caused it (an account or an address on the network); null for the installation itself.</summary>
    public byte[]? SenderHash { get; set; }

    /// <summary>The account it is for, whose owner sees when it cannot be delivered; null for none.</summary>
    public Guid? AccountId { get; set; }

    public Guid? SiteId { get; set; }

    /// <summary>The template's name, of which the resources hold subject and text.</summary>
    public required string Template { get; set; }

    public required string Language { get; set; }

    /// <summary>What the template is filled with, as JSON; emptied once it is sent or given up.</summary>
    public string Values { get; set; } = "{}";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    /// <summary>When it was given up.</summary>
    public DateTimeOffset? FailedAt { get; set; }

    /// <summary>What the mail server last said; null where nothing was wrong.</summary>
    public string? Error { get; set; }
}
