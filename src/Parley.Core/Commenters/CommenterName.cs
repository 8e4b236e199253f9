namespace Parley.Core.Commenters;

/// <summary>A name as it may be shown.</summary>
public static class CommenterName
{
    /// <summary>The most characters a name may have, counted as people count them.</summary>
    public const int MaximumLength = 60;
}
