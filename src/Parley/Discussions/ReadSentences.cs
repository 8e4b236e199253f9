using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>GET what scripts say to those who write, and to those who sign in: the page itself has only what all readers need.</summary>
internal static class ReadSentences
{
    private static readonly string[] OfWriters =
    [
        "Cancel", "ChangeHeld", "ChangeWaiting", "CommentHeld", "CommentPosted", "Delete", "DeleteConfirm", "DeleteKeep", "DeleteReally", "Deleted", "Edit", "EditSave", "FlagIllegal", "FlagNote", "FlagSee", "Flagged",
        "NotDeleted", "NotFlagged", "NotSaved", "NotSent", "NotVoted", "PostAnswerTo", "PostComment", "Posting", "PreviewFailed", "PreviewIs",
        "Saved", "YourAnswerTo", "YourComment", .. Enum.GetValues<HoldReason>().Select(WaitWords.KeyOf),
    ];

    private static readonly string[] OfAccounts =
    [
        "CodeFromWindow", "CodeTake", "Followed", "MoreAboutComment", "MuteName", "Muted", "MutedShow", "NotDone", "SignIn", "SignOut",
        "SignedIn", "SignedInNameless", "SignedOut", "SigningIn", "Unfollow", "Unfollowed", "UnmuteName", "Unmuted", "WindowOpen", "WindowShut",
        "WritingAs", "YouMuted", "YourName",
    ];

    private static readonly string[] WritersCount = ["CharactersLeft", "CharactersTooMany"];

    private static readonly string[] AccountsCount = ["Answers"];

    public static IResult ForWriters(string? lang, HttpContext context) => Say(
        context, Text.In(lang), OfWriters, WritersCount, KeyValuePair.Create<string, object>("Maximum", CommentText.MaximumLength),
        KeyValuePair.Create<string, object>("FlagReasons", FlagReasons(Text.In(lang))));

    private static string FlagReasons(Text text) => string.Join('|', Enum.GetValues<ReasonClass>().Where(Flag.IsReason)
        .Select(r => $"{r.ToString().ToLowerInvariant()}={ReasonWords.Of(r, text)}"));

    public static IResult ForAccounts(string? lang, HttpContext context) => Say(context, Text.In(lang), OfAccounts, AccountsCount);

    private static IResult Say(
        HttpContext context, Text text, IEnumerable<string> sentences, IEnumerable<string> counts, params ReadOnlySpan<KeyValuePair<string, object>> more)
    {
        // The same for everybody who names the same language, whatever else a request says.
        context.Response.Headers.CacheControl = "public, max-age=300, stale-while-revalidate=86400";
        var said = sentences.Select(k => KeyValuePair.Create<string, object>(k, text[k]))
            .Concat(counts.SelectMany(text.Forms).Select(f => KeyValuePair.Create<string, object>(f.Key, f.Value)));
        return TypedResults.Ok(said.Concat(more.ToArray()).ToDictionary(StringComparer.Ordinal));
    }
}
