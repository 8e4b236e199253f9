using Parley.Core.Moderation;

namespace Parley.Texts;

/// <summary>How an appeal's end is called, by whoever asked and whoever decided.</summary>
internal static class AppealWords
{
    public static string Of(AppealOutcome outcome, Text text) => outcome switch
    {
        AppealOutcome.Upheld => text["AppealUpheld"],
        AppealOutcome.Softened => text["AppealSoftened"],
        AppealOutcome.Reversed => text["AppealReversed"],
    };
}
