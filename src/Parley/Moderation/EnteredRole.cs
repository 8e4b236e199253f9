using Parley.Core.Commenters;
using Parley.Core.Stories;

namespace Parley.Moderation;

/// <summary>An invitation that was not sent, as it was typed.</summary>
public sealed record EnteredInvitation(string Email = "", string Role = "", string Sections = "");

/// <summary>Reads what a form for a role brought.</summary>
internal static class EnteredRole
{
    /// <summary>The sections as they are typed, with spaces or commas between; null where one of them can be none, or they are too many.</summary>
    public static Reach? ReachOf(string? typed)
    {
        var sections = (typed ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return sections.Length <= Reach.MostSections && sections.All(Story.IsSection) ? Reach.Of(sections) : null;
    }
}
