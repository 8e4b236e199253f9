using System.Globalization;
using Parley.Core;
using Parley.Core.Moderation;

namespace Parley.Moderation;

/// <summary>Something that waits for moderators, as the list shows it.</summary>
/// <param name="CommentId">The comment it is about.</param>
/// <param name="Name">Whose comment, or whose appeal or notice.</param>
/// <param name="Text">The words to be looked at.</param>
public sealed record QueueItem(QueueKind Kind, Guid CommentId, string Name, string Text, Guid StoryId, string Story, string? Section, QueueFacts Facts, Urgency Urgency)
{
    /// <summary>What tells it from all others in the list: the notice, the appeal, or the comment.</summary>
    public Guid Key { get; init; } = CommentId;

    /// <summary>Whether it is a change of a comment that everybody reads as it was.</summary>
    public bool IsChange { get; init; }

    /// <summary>Why it waits, where screening held it.</summary>
    public IReadOnlyList<HoldReason> Reasons { get; init; } = [];

    /// <summary>The words that the lists found.</summary>
    public IReadOnlyList<Finding> Found { get; init; } = [];

    /// <summary>The flags on it that nobody has looked at.</summary>
    public IReadOnlyList<WeighedFlag> Flags { get; init; } = [];

    /// <summary>The reason that most of the flags give; null where there are none.</summary>
    public ReasonClass? FlaggedFor { get; init; }

    /// <summary>Which text was looked at when the list was read; see <see cref="Waiting.Seen"/>.</summary>
    public long Seen { get; init; }

    /// <summary>How it waits, for whoever decides about several.</summary>
    public Chosen Choice => new(CommentId, IsChange ? "change" : Kind == QueueKind.Held ? "held" : "read", Seen);
}

/// <summary>Which part of the queue is looked at.</summary>
/// <param name="Kind">Which kind alone; null for all.</param>
/// <param name="Section">Of which section alone; null for all.</param>
/// <param name="Query">Whose words, which story, or which words alone; null for all.</param>
/// <param name="Page">Which page of the list, from 1.</param>
public sealed record QueueView(string Site, QueueKind? Kind, string? Section, string? Query = null, int Page = 1)
{
    /// <summary>As many as one looks through before the list is read again.</summary>
    public const int OnAPage = 50;

    // Nobody looks for more than a name or a title.
    private const int MaximumQuery = 200;

    /// <summary>Its address.</summary>
    public string Path => Kind switch
    {
        QueueKind.Held => $"/admin/{Site}/held",
        QueueKind.Flagged => $"/admin/{Site}/flagged",
        { } other => $"/admin/{Site}/queue?of={OfficeWords.Word(other)}",
        null => $"/admin/{Site}/queue",
    };

    /// <summary>Its address with something more to ask for.</summary>
    public string With(string? query)
    {
        var all = string.Join('&', ((string?[])[
            Section is null ? null : "section=" + Uri.EscapeDataString(Section), Query is null ? null : "q=" + Uri.EscapeDataString(Query),
            Page == 1 ? null : "page=" + Page.ToString(CultureInfo.InvariantCulture), query]).OfType<string>());
        return all.Length == 0 ? Path : Path + (Path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + all;
    }

    /// <summary>Where one of what waits is decided about.</summary>
    public string LinkTo(QueueItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return With("item=" + Id.Text(item.Key));
    }

    /// <summary>As forms carry it.</summary>
    public string Word => Kind is { } kind ? OfficeWords.Word(kind) : "all";

    /// <summary>What of a list belongs to it.</summary>
    public bool Has(QueueItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return (Kind is null || item.Kind == Kind) && HasElsewhere(item);
    }

    /// <summary>What of a list would belong to it if it were of all kinds.</summary>
    public bool HasElsewhere(QueueItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return (Section is null || item.Section == Section)
            && (Query is null || Says(item.Name) || Says(item.Story) || Says(item.Text));

        bool Says(string text) => text.Contains(Query, StringComparison.CurrentCultureIgnoreCase);
    }

    internal static QueueView Of(string site, string? of, string? section, string? query = null, string? page = null) => new(
        site, OfficeWords.TryRead<QueueKind>(of, out var kind) ? kind : null, string.IsNullOrWhiteSpace(section) ? null : section,
        query?.Trim() is { Length: > 0 and <= MaximumQuery } sought ? sought : null,
        int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1 ? number : 1);

    /// <summary>The view that a form was sent from; null where it was sent from elsewhere.</summary>
    internal static QueueView? From(string site, IFormCollection form) =>
        form["of"].ToString() is { Length: > 0 } of ? Of(site, of, form["section"], form["q"], form["page"]) : null;
}
