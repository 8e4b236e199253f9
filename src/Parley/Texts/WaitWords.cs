using Parley.Core.Moderation;

namespace Parley.Texts;

/// <summary>Why something waits, as its writer and as moderators read it, and how the word lists are called.</summary>
internal static class WaitWords
{
    /// <summary>For the writer: a reason they can act on.</summary>
    public static string ForWriter(HoldReason reason, Text text) => text[KeyOf(reason)];

    /// <summary>The key of the same, by which scripts find it.</summary>
    public static string KeyOf(HoldReason reason) => reason switch
    {
        HoldReason.CheckFailed => "WaitsCheckFailed",
        HoldReason.Flood => "WaitsFlood",
        HoldReason.Words => "WaitsWords",
        HoldReason.Links => "WaitsLinks",
        HoldReason.Newcomer => "WaitsNewcomer",
        HoldReason.Guest => "WaitsGuest",
        HoldReason.Room => "WaitsRoom",
        HoldReason.Approved => "WaitsApproved",
        HoldReason.Restricted => "WaitsRestricted",
    };

    public static string ForModerators(HoldReason reason, Text text) => reason switch
    {
        HoldReason.CheckFailed => text["WaitsCheckFailedSeen"],
        HoldReason.Flood => text["WaitsFloodSeen"],
        HoldReason.Words => text["WaitsWordsSeen"],
        HoldReason.Links => text["WaitsLinksSeen"],
        HoldReason.Newcomer => text["WaitsNewcomerSeen"],
        HoldReason.Guest => text["WaitsGuestSeen"],
        HoldReason.Room => text["WaitsRoomSeen"],
        HoldReason.Approved => text["WaitsApprovedSeen"],
        HoldReason.Restricted => text["WaitsRestrictedSeen"],
    };

    public static string Of(WordList list, Text text) => list switch
    {
        WordList.Banned => text["ListBanned"],
        WordList.Held => text["ListHeld"],
        WordList.Look => text["ListLook"],
    };
}
