using Parley.Core.Comments;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>Where the composer of a page stands: beneath the comment being answered, or above them all.</summary>
public readonly record struct Composing(PlacedComment? Parent)
{
    /// <summary>The composer stands above the comments.</summary>
    public static Composing Afresh => default;
}

/// <summary>What a writer has entered so far, and what is wrong with it, by the name of the field.</summary>
/// <remarks>As is the name of the account that writes, where the page is made for one writer alone; null for anybody.</remarks>
public sealed record Entered(string Text, string Name, string Email, IReadOnlyDictionary<string, Sentence> Errors, string? As = null)
{
    /// <summary>Whether the writer wants mail about answers.</summary>
    public bool WantsMail { get; init; }

    /// <summary>An empty form.</summary>
    public static Entered Nothing { get; } = new("", "", "", new Dictionary<string, Sentence>(StringComparer.Ordinal));
}
