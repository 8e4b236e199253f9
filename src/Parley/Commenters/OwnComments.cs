using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Commenters;

/// <summary>A part of somebody's own comments on all sites, newest first.</summary>
/// <param name="Site">The one site whose comments these are; null for all.</param>
/// <param name="Sites">The sites among which to choose.</param>
/// <param name="IsFirst">Whether nothing newer stands before it.</param>
/// <param name="Next">The cursor behind which older ones stand; null where there are none.</param>
public sealed record OwnComments(
    IReadOnlyList<OwnCommentRow> Rows, Site? Site, IReadOnlyList<Site> Sites, bool IsFirst, string? Next);

/// <summary>A comment, where it stands, and whether its writer may still change it.</summary>
/// <param name="Decision">By which it, or a change of it, is not to be read; null where none says so.</param>
public sealed record OwnCommentRow(Comment Comment, Story Story, Site Site, bool MayBeChanged, Decision? Decision);
