using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>A word of ours in a copy: programs read it as it is, people as they would say it.</summary>
internal sealed record ExportWord(string Word, Func<Text, string> Say)
{
    /// <summary>Which letter it was: by its subject, which its reader knows from their mailbox.</summary>
    /// <param name="host">What letters call this installation.</param>
    public static ExportWord OfLetter(string template, string host) => new(
        template,
        text =>
        {
            var key = $"Letter{(template == Letters.News ? "NewsMany" : template)}Subject";
            // What a version before wrote may have no name any more.
            return text.Has(key) ? text[key].Replace("{site}", host, StringComparison.Ordinal) : template;
        });

    /// <summary>Who vouches: an address, or ourselves by a letter to one.</summary>
    public static ExportWord OfIssuer(string issuer) => new(issuer, text => issuer == Identity.Mail ? text["WayEmail"] : issuer);

    /// <summary>A word of ours that has no other than its name, as people say it.</summary>
    public static string Of(Enum word, Text text) => word switch
    {
        MailChoice choice => Of(choice, text),
        Badge badge => Of(badge, text),
        NotificationKind kind => Of(kind, text),
        RoleKind role => Of(role, text),
        DecisionKind decision => Of(decision, text),
        ReasonClass reason => ReasonWords.Of(reason, text),
        RevisionState state => Of(state, text),
        RestrictionLevel level => DecisionNotice.Of(level, text),
        AppealOutcome outcome => AppealWords.Of(outcome, text),
        DecisionSource source => Of(source, text),
        FlagOutcome.Upheld => text["ExportFlagUpheld"],
        FlagOutcome.Dismissed => text["ExportFlagDismissed"],
        _ => throw new ArgumentException($"Nobody has said how people call {word.GetType().Name}.{word}.", nameof(word)),
    };

    private static string Of(DecisionKind decision, Text text) => decision switch
    {
        DecisionKind.Publish => text["ExportDecidedPublish"],
        DecisionKind.Refuse => text["ExportDecidedRefuse"],
        DecisionKind.PublishChange => text["ExportDecidedPublishChange"],
        DecisionKind.RefuseChange => text["ExportDecidedRefuseChange"],
        DecisionKind.Remove => text["ExportDecidedRemove"],
        DecisionKind.Restore => text["ExportDecidedRestore"],
        DecisionKind.Remind => text["DecidedRemind"],
        DecisionKind.Restrict => text["DecidedRestrict"],
        DecisionKind.Sign => text["DecidedSign"],
        DecisionKind.Lift => text["DecidedLift"],
        DecisionKind.Uphold => text["DecidedUphold"],
        DecisionKind.Return => text["DecidedReturn"],
        DecisionKind.Feature => text["DecidedFeature"],
        DecisionKind.Unfeature => text["DecidedUnfeature"],
        DecisionKind.Dismiss => text["DecidedDismiss"],
    };

    private static string Of(DecisionSource source, Text text) => source switch
    {
        DecisionSource.Own => text["SourceOwn"],
        DecisionSource.Flag => text["SourceFlag"],
        DecisionSource.Notice or DecisionSource.TrustedNotice => text["SourceNotice"],
        DecisionSource.Appeal => text["SourceAppeal"],
        DecisionSource.Ladder => text["SourceLadder"],
    };

    private static string Of(RevisionState state, Text text) => state switch
    {
        RevisionState.Superseded => text["ExportSuperseded"],
        RevisionState.Held => text["ExportChangeWaits"],
        RevisionState.Refused => text["ExportDecidedRefuse"],
    };

    private static string Of(MailChoice choice, Text text) => choice switch
    {
        MailChoice.Never => text["MailNever"],
        MailChoice.AtOnce => text["MailAtOnce"],
        MailChoice.Hourly => text["MailHourly"],
        MailChoice.Daily => text["MailDaily"],
    };

    private static string Of(Badge badge, Text text) => badge switch
    {
        Badge.None => text["BadgeNone"],
        Badge.Author => text["BadgeAuthor"],
        Badge.Staff => text["BadgeStaff"],
        Badge.Moderator => text["BadgeModerator"],
        Badge.Expert => text["BadgeExpert"],
    };

    private static string Of(NotificationKind kind, Text text) => kind switch
    {
        NotificationKind.Reply => text["LetterNewsReplySubject"],
        NotificationKind.Mention => text["LetterNewsMentionSubject"],
        NotificationKind.Story => text["LetterNewsStorySubject"],
        NotificationKind.Decision => text["LetterNewsDecisionSubject"],
        NotificationKind.Step => text["LetterNewsStepSubject"],
        NotificationKind.Flag => text["LetterNewsFlagSubject"],
    };

    private static string Of(RoleKind role, Text text) => role switch
    {
        RoleKind.Flagger => text["RoleFlagger"],
        RoleKind.Moderator => text["RoleModerator"],
        RoleKind.Editor => text["RoleEditor"],
        RoleKind.Owner => text["RoleOwner"],
    };
}
