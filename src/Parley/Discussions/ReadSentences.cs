using Parley.Http;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>GET what the script says to those who sign in or are signed in: the page itself has only what all readers need.</summary>
internal static class ReadSentences
{
    private static readonly string[] Keys =
    [
        "AnswersOne", "AnswersOther", "CodeFromWindow", "CodeTake", "Follow", "Followed", "MoreAboutComment", "Mute", "Muted", "MutedShow", "NotDone",
        "SignIn", "SignOut", "SignedIn", "SignedOut", "SigningIn", "Unfollow", "Unfollowed", "Unmute", "Unmuted", "WindowOpen",
        "WindowShut", "WritingAs", "YouMuted",
    ];

    public static IResult Handle(HttpContext context)
    {
        var text = Text.English;
        context.Response.Headers.CacheControl = "public, max-age=300, stale-while-revalidate=86400";
        return TypedResults.Ok(Keys.ToDictionary(k => k, k => text[k], StringComparer.Ordinal));
    }
}
