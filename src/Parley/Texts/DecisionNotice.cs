using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Texts;

/// <summary>What somebody is told who is decided about: on a page and by mail the same words.</summary>
/// <remarks>After Article 17 of Regulation (EU) 2022/2065: what changes, where and until when; the facts; how it was found and decided; the ground; how to contest it.</remarks>
/// <param name="Revision">The text that was decided about, where it is not the one that the comment has now; null where it is, or is gone.</param>
/// <param name="WasFound">Whether the word lists had marked the text that was decided about.</param>
public sealed record DecisionNotice(
    Decision Decision, Restriction? Restriction, Comment Comment, Story Story, Site Site, Appeal? Contest, Revision? Revision = null, bool WasFound = false)
{
    /// <summary>The words that were decided about, as HTML; empty where their writer took them back.</summary>
    public string Html => Revision?.Html ?? Comment.Html;

    /// <summary>What was decided, in one sentence.</summary>
    public string What(Text text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Decision.Kind switch
        {
            DecisionKind.Publish => text["NoticePublished"],
            DecisionKind.Refuse => text["NoticeRefused"],
            DecisionKind.Remove => text["NoticeRemoved"],
            DecisionKind.Restore or DecisionKind.Dismiss => text["NoticeRestored"],
            DecisionKind.Return => text["NoticeReturned"],
            DecisionKind.Feature => text["DecidedFeature"],
            DecisionKind.Unfeature => text["DecidedUnfeature"],
            DecisionKind.Remind => text.Format("NoticeReminded", Site.Name),
            DecisionKind.Restrict or DecisionKind.Sign => text.Format("NoticeRestricted", LevelOf(text), Where(text), Until(text)),
            DecisionKind.Lift => Restriction is null ? text["NoticeReminderTakenBack"] : text.Format("NoticeLifted", LevelOf(text)),
            DecisionKind.Uphold => text["NoticeUpheld"],
            DecisionKind.PublishChange => text["NoticeChangePublished"],
            DecisionKind.RefuseChange => text["NoticeChangeRefused"],
        };
    }

    /// <summary>What changes and what stays possible; null where nothing is limited.</summary>
    public string? Possible(Text text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return (Decision.Kind, Restriction?.Level) switch
        {
            (DecisionKind.Remind, _) => text["MeansReminder"],
            (DecisionKind.Restrict or DecisionKind.Sign, { } level) => Means(level, text),
            _ => null,
        };
    }

    /// <summary>The ground, the way it was found, whether a program decided.</summary>
    public IEnumerable<string> Grounds(Text text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Decision.Reason is { } reason)
            yield return text.Format(reason == ReasonClass.Illegal ? "NoticeLaw" : "NoticeRule", ReasonWords.Of(reason, text));
        if (Decision.Kind is DecisionKind.Uphold or DecisionKind.Lift or DecisionKind.Publish or DecisionKind.PublishChange or DecisionKind.Restore or DecisionKind.Return or DecisionKind.Feature or DecisionKind.Unfeature) yield break;

        yield return Decision.Source switch
        {
            DecisionSource.Own => text[WasFound ? "FoundLists" : "FoundOwn"],
            DecisionSource.Flag => text["FoundFlag"],
            DecisionSource.Appeal => text["FoundAppeal"],
            DecisionSource.Notice or DecisionSource.TrustedNotice => text["FoundNotice"],
            DecisionSource.Ladder => text["FoundLadder"],
        };
        if (WasFound && Decision.Source is DecisionSource.Flag or DecisionSource.Notice or DecisionSource.TrustedNotice) yield return text["FoundListsToo"];
    }

    /// <summary>What each level means for whom it is about.</summary>
    public static string Means(RestrictionLevel level, Text text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return level switch
        {
            RestrictionLevel.Slowed => text["MeansSlowed"],
            RestrictionLevel.Quieted => text["MeansQuieted"],
            RestrictionLevel.Held => text["MeansHeld"],
            RestrictionLevel.Suspended => text["MeansSuspended"],
            RestrictionLevel.Removed => text["MeansRemoved"],
        };
    }

    public static string Of(RestrictionLevel level, Text text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return level switch
        {
            RestrictionLevel.Slowed => text["LevelSlowed"],
            RestrictionLevel.Quieted => text["LevelQuieted"],
            RestrictionLevel.Held => text["LevelHeld"],
            RestrictionLevel.Suspended => text["LevelSuspended"],
            RestrictionLevel.Removed => text["LevelRemoved"],
        };
    }

    /// <summary>Until when it can be contested; null where it cannot be.</summary>
    public DateTimeOffset? ContestableUntil => Appeal.IsPossibleAgainst(Decision.Kind) ? Appeal.OpenUntil(Decision.At) : null;

    private string LevelOf(Text text) => Restriction is null ? "" : Of(Restriction.Level, text);

    private string Where(Text text) => Restriction switch
    {
        { StoryId: not null } => text.Format("NoticeInStory", Story.Title),
        { Section: { } section } => text.Format("NoticeInSection", section, Site.Name),
        _ => Site.Name,
    };

    private string Until(Text text) => Restriction is null ? "" : text.Moment(Restriction.EndsAt);
}
