using Parley.Core.Moderation;
using Parley.Texts;

namespace Parley.Moderation.Notices;

/// <summary>How a notice stands, for its notifier and for moderators.</summary>
internal static class NoticeWords
{
    public static string StateOf(Notice notice, Text text) => notice.Outcome is { } outcome ? Of(outcome, text) : text["NoticeReceived"];

    public static string Of(NoticeOutcome outcome, Text text) => outcome switch
    {
        NoticeOutcome.Illegal => text["NoticeIllegal"],
        NoticeOutcome.AgainstRules => text["NoticeAgainstRules"],
        NoticeOutcome.Stays => text["NoticeStays"],
        NoticeOutcome.Mended => text["NoticeMended"],
    };
}
