namespace Parley.Core.Moderation;

/// <summary>A decision against somebody's words or voice, in the attributes of the Commission's database of statements of reasons.</summary>
/// <remarks>
/// The attributes and their values are those of the database's schema 2, in force since 1 July 2025 (Regulation (EU)
/// 2022/2065, Article 24(5)). Nothing in it tells of a person: the facts are those of the class of reasons, not a
/// moderator's words, and ids lead nowhere but into this installation's own record.
/// </remarks>
public sealed record StatementOfReasons
{
    private const string Visibility = "DECISION_VISIBILITY_CONTENT_";

    /// <summary>The decision's own id, by which it is submitted once.</summary>
    public required string Puid { get; init; }

    public IReadOnlyList<string> DecisionVisibility { get; init; } = [];

    /// <summary>Whether the service is suspended in part, wholly, or ended; null where it is not.</summary>
    public string? DecisionProvision { get; init; }

    public string? DecisionAccount { get; init; }

    /// <summary>When what was decided ends; null for never.</summary>
    public DateTimeOffset? Ends { get; init; }

    public bool IsIllegal { get; init; }

    public required string Category { get; init; }

    public required string Keyword { get; init; }

    public required string Source { get; init; }

    public bool IsAutomatedDecision { get; init; }

    /// <summary>Whether a program found it: the word lists, or the ladder's count.</summary>
    public bool IsAutomatedDetection { get; init; }

    public required string Facts { get; init; }

    public required string Language { get; init; }

    public DateTimeOffset ContentAt { get; init; }

    public DateTimeOffset AppliedAt { get; init; }

    /// <summary>The statement of a decision; null where it goes against nobody, or does not hold yet.</summary>
    /// <param name="restriction">What it imposed; null for a decision about a comment.</param>
    /// <param name="wasFound">Whether the word lists had marked the text that was decided about.</param>
    /// <param name="contentAt">When the comment was written.</param>
    public static StatementOfReasons? Of(Decision decision, Restriction? restriction, bool wasFound, DateTimeOffset contentAt, string language)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var isAgainst = decision.Kind switch
        {
            DecisionKind.Remove or DecisionKind.Refuse or DecisionKind.RefuseChange => true,
            DecisionKind.Restrict => restriction is { Level: not RestrictionLevel.Removed },
            // A removal holds from its second signature on.
            DecisionKind.Sign => restriction is { Level: RestrictionLevel.Removed },
            _ => false,
        };
        if (!isAgainst || (decision.Reason ?? restriction?.Reason) is not { } reason) return null;

        return new StatementOfReasons
        {
            Puid = Id.Text(decision.Id),
            DecisionVisibility = restriction is { } imposed ? VisibilityOf(imposed.Level) : [Visibility + (decision.Kind == DecisionKind.RefuseChange ? "DISABLED" : "REMOVED")],
            DecisionProvision = ProvisionOf(restriction),
            DecisionAccount = AccountOf(restriction),
            Ends = restriction?.EndsAt,
            IsIllegal = reason == ReasonClass.Illegal,
            Category = "STATEMENT_CATEGORY_" + CategoryOf(reason),
            Keyword = "KEYWORD_" + KeywordOf(reason),
            Source = decision.Source switch
            {
                DecisionSource.Notice => "SOURCE_ARTICLE_16",
                DecisionSource.TrustedNotice => "SOURCE_TRUSTED_FLAGGER",
                DecisionSource.Flag => "SOURCE_TYPE_OTHER_NOTIFICATION",
                DecisionSource.Own or DecisionSource.Appeal or DecisionSource.Ladder => "SOURCE_VOLUNTARY",
            },
            IsAutomatedDecision = decision.ByAccountId is null,
            IsAutomatedDetection = decision.ByAccountId is null || wasFound,
            Facts = FactsOf(decision.Kind, reason),
            Language = language,
            ContentAt = contentAt,
            AppliedAt = decision.At,
        };
    }

    /// <summary>The category that a class of reasons falls under.</summary>
    public static string CategoryOf(ReasonClass reason) => reason switch
    {
        ReasonClass.Hatred or ReasonClass.Illegal => "ILLEGAL_OR_HARMFUL_SPEECH",
        ReasonClass.Threat => "VIOLENCE",
        ReasonClass.Insult => "CYBER_VIOLENCE",
        ReasonClass.PrivateDetails => "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        ReasonClass.Spam or ReasonClass.OffTopic or ReasonClass.Other => "OTHER_VIOLATION_TC",
    };

    private static string KeywordOf(ReasonClass reason) => reason switch
    {
        ReasonClass.Hatred => "HATE_SPEECH",
        ReasonClass.Threat => "INCITEMENT_VIOLENCE_HATRED",
        ReasonClass.Insult => "CYBER_HARASSMENT",
        ReasonClass.Illegal or ReasonClass.PrivateDetails or ReasonClass.Spam or ReasonClass.OffTopic or ReasonClass.Other => "OTHER",
    };

    private static string FactsOf(DecisionKind kind, ReasonClass reason) => (kind == DecisionKind.RefuseChange ? "A change of a comment beneath a published story " : "A comment beneath a published story ") + reason switch
    {
        ReasonClass.OffTopic => "had nothing to do with the story.",
        ReasonClass.Spam => "advertised, or said the same everywhere.",
        ReasonClass.Insult => "attacked a person instead of what they said.",
        ReasonClass.Hatred => "stirred up hatred against people for what they are.",
        ReasonClass.Threat => "threatened.",
        ReasonClass.PrivateDetails => "told what belongs to somebody's private life.",
        ReasonClass.Illegal => "said what the law forbids.",
        ReasonClass.Other => "was against another rule of the publication.",
    };

    private static IReadOnlyList<string> VisibilityOf(RestrictionLevel level) => level switch
    {
        RestrictionLevel.Slowed => [Visibility + "INTERACTION_RESTRICTED"],
        RestrictionLevel.Quieted => [Visibility + "DEMOTED", Visibility + "INTERACTION_RESTRICTED", Visibility + "LABELLED"],
        RestrictionLevel.Held or RestrictionLevel.Suspended or RestrictionLevel.Removed => [],
    };

    private static string? ProvisionOf(Restriction? restriction) => restriction switch
    {
        { Level: RestrictionLevel.Slowed or RestrictionLevel.Held } => "DECISION_PROVISION_PARTIAL_SUSPENSION",
        // In one story or section, the rest of the service stays.
        { Level: RestrictionLevel.Suspended } when restriction.StoryId is not null || restriction.Section is not null => "DECISION_PROVISION_PARTIAL_SUSPENSION",
        _ => null,
    };

    private static string? AccountOf(Restriction? restriction) => restriction switch
    {
        { Level: RestrictionLevel.Removed } => "DECISION_ACCOUNT_TERMINATED",
        { Level: RestrictionLevel.Suspended, StoryId: null, Section: null } => "DECISION_ACCOUNT_SUSPENDED",
        _ => null,
    };
}
