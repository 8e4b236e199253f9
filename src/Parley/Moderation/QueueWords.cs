using Parley.Core.Moderation;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>Why something stands where it stands in the queue, in a sentence or two.</summary>
internal static class QueueWords
{
    // What counts less than this moved nothing.
    private const double Little = 0.5;

    public static string Of(QueueKind kind, Text text) => kind switch
    {
        QueueKind.Held => text["WaitingComments"],
        QueueKind.Flagged => text["FlaggedTitle"],
        QueueKind.Marked => text["QueueMarked"],
        QueueKind.Notice => text["NoticesTitle"],
        QueueKind.Appeal => text["Appeals"],
    };

    public static string Why(QueueItem item, Text text, DateTimeOffset now)
    {
        var why = new List<string>(Grounds(item, text));
        // Flags are told of above, and are among those against it.
        var reactions = item.Facts.Answers + item.Facts.For + item.Facts.Against - item.Flags.Count;
        if (item.Urgency.Reach >= Little && reactions > 0) why.Add(text.Count("WhyReach", reactions));
        if (item.Urgency.Disagreement >= Little) why.Add(text["WhyDisagreement"]);
        if (item.Urgency.Age >= 1) why.Add(Waits(now - item.Facts.Since, text));
        return string.Join(' ', why);
    }

    private static IEnumerable<string> Grounds(QueueItem item, Text text)
    {
        if (item.IsChange) yield return text["WhyChange"];
        foreach (var reason in item.Reasons.Where(r => r != HoldReason.Words || item.Found.Count == 0)) yield return WaitWords.ForModerators(reason, text);
        if (item.Found.Count > 0) yield return text.Format("WhyWords", string.Join(", ", item.Found.Select(f => f.Word).Distinct(StringComparer.Ordinal).Take(3)));
        if (item.FlaggedFor is { } reason2) yield return text.Count("WhyFlags", item.Flags.Count, ReasonWords.Of(reason2, text));
        if (FlagWeight.FromOnePlace(item.Flags.Select(f => f.Flag)) is > 0 and var many) yield return text.Format("FlagsFromOnePlace", many) + ".";
        if (item.Flags.Any(f => f.IsOftenUnfounded)) yield return text["WhyUnfounded"];
        if (item.Kind == QueueKind.Appeal) yield return text["WhyAppeal"];
        if (item.Kind == QueueKind.Notice) yield return text["WhyNotice"];
    }

    private static string Waits(TimeSpan since, Text text) =>
        since < TimeSpan.FromDays(2) ? text.Count("WhyHours", (int)since.TotalHours) : text.Count("WhyDays", (int)since.TotalDays);
}
