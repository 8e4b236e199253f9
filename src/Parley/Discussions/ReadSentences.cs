using Parley.Texts;

namespace Parley.Discussions;

/// <summary>GET what the script says to those who sign in or are signed in: the page itself has only what all readers need.</summary>
internal static class ReadSentences
{
    private static readonly string[] Keys =
    [
        "CodeFromWindow", "CodeTake", "Follow", "Followed", "MoreAboutComment", "MuteName", "Muted", "MutedShow", "NotDone",
        "SignIn", "SignOut", "SignedIn", "SignedOut", "SigningIn", "Unfollow", "Unfollowed", "UnmuteName", "Unmuted", "WindowOpen",
        "WindowShut", "WritingAs", "YouMuted", "YourName",
    ];

    public static IResult Handle(string? lang, HttpContext context)
    {
        var text = Text.In(lang);
        context.Response.Headers.CacheControl = "public, max-age=300, stale-while-revalidate=86400";
        return TypedResults.Ok(Keys.Select(k => KeyValuePair.Create(k, text[k])).Concat(text.Forms("Answers"))
            .ToDictionary(StringComparer.Ordinal));
    }
}
