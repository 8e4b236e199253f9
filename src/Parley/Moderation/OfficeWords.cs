using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>How the newsroom calls what it decides with, and how its forms name that.</summary>
internal static class OfficeWords
{
    // As much of a text as tells it from the others.
    private const int OpeningLength = 90;

    /// <summary>How a text begins, for lists.</summary>
    public static string Opening(string text)
    {
        if (text.Length <= OpeningLength) return text;

        var length = char.IsHighSurrogate(text[OpeningLength - 1]) ? OpeningLength - 1 : OpeningLength;
        return text[..length] + "…";
    }

    /// <summary>A role, and where it holds.</summary>
    public static string Of(Role role, Text text) => Of(role.Kind, text)
        + (role.SiteId is null ? " · " + text["OnEverySite"] : role.Reach.IsEverywhere ? "" : " · " + Of(role.Reach, text));

    /// <summary>The sections in which a role holds.</summary>
    public static string Of(Reach reach, Text text) => text.Format("RoleInSections", string.Join(", ", reach.Sections));

    public static string Of(RoleKind role, Text text) => role switch
    {
        RoleKind.Flagger => text["RoleFlagger"],
        RoleKind.Moderator => text["RoleModerator"],
        RoleKind.Editor => text["RoleEditor"],
        RoleKind.Owner => text["RoleOwner"],
    };

    public static string Of(Mode mode, Text text) => mode switch
    {
        Mode.Open => text["ModeOpen"],
        Mode.Slow => text["ModeSlow"],
        Mode.NewcomersHeld => text["ModeNewcomersHeld"],
        Mode.AllHeld => text["ModeAllHeld"],
        Mode.Closed => text["ModeClosed"],
    };

    public static string Of(DecisionKind kind, Text text) => kind switch
    {
        DecisionKind.Publish => text["DecidedPublish"],
        DecisionKind.Refuse => text["DecidedRefuse"],
        DecisionKind.Remove => text["DecidedRemove"],
        DecisionKind.Restore => text["DecidedRestore"],
        DecisionKind.Remind => text["DecidedRemind"],
        DecisionKind.Restrict => text["DecidedRestrict"],
        DecisionKind.Sign => text["DecidedSign"],
        DecisionKind.Lift => text["DecidedLift"],
        DecisionKind.Uphold => text["DecidedUphold"],
        DecisionKind.Dismiss => text["DecidedDismiss"],
        DecisionKind.Return => text["DecidedReturn"],
        DecisionKind.Feature => text["DecidedFeature"],
        DecisionKind.Unfeature => text["DecidedUnfeature"],
        DecisionKind.PublishChange => text["DecidedPublishChange"],
        DecisionKind.RefuseChange => text["DecidedRefuseChange"],
    };

    public static string Of(Standing standing, Text text) => standing switch
    {
        Standing.Newcomer => text["StandingNewcomer"],
        Standing.Member => text["StandingMember"],
        Standing.Trusted => text["StandingTrusted"],
    };

    /// <summary>What a level means, for whoever chooses it.</summary>
    public static string NoteOf(RestrictionLevel level, Text text) => level switch
    {
        RestrictionLevel.Slowed => text["SlowedNote"],
        RestrictionLevel.Quieted => text["QuietedNote"],
        RestrictionLevel.Held => text["HeldNote"],
        RestrictionLevel.Suspended => text["SuspendedNote"],
        RestrictionLevel.Removed => text["RemovedNote"],
    };

    public static string Of(CommenterKind kind, Text text) => kind switch
    {
        CommenterKind.Guest => text["KindGuest"],
        CommenterKind.Imported => text["KindImported"],
        CommenterKind.Account => text["KindAccount"],
    };

    /// <summary>The word by which forms and commands name a value: lower case, as it is spelled here.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Reads such a word; false for any other, digits included.</summary>
    public static bool TryRead<T>(string? word, out T value)
        where T : struct, Enum
    {
        foreach (var each in Enum.GetValues<T>())
        {
            if (!string.Equals(Word(each), word, StringComparison.Ordinal)) continue;

            value = each;
            return true;
        }

        value = default;
        return false;
    }
}
