namespace Parley.Core.Comments;

/// <summary>A comment not yet posted: what somebody typed and where it is to stand.</summary>
public sealed record Draft
{
    public string? Text { get; init; }

    public string? Name { get; init; }

    /// <summary>Optional; never shown to anybody.</summary>
    public string? Email { get; init; }

    /// <summary>The comment it answers; null at the top level.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Whether the writer wants mail when somebody answers; counts for guests who gave an address.</summary>
    public bool WantsMail { get; init; }
}
