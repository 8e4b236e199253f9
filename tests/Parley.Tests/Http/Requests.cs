namespace Parley.Tests.Http;

/// <summary>A request that every unsafe door would take from whoever it is meant for: JSON, or a form's fields.</summary>
internal static class Requests
{
    public static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["POST /{site}/{story}/comments"] = "text=Forged&name=Eve&act=post",
        ["POST /comments/{id}/edit"] = "text=Forged",
        ["POST /comments/{id}/delete"] = "",
        ["POST /comments/{id}/vote"] = "value=2",
        ["POST /account/export"] = "",
        ["POST /account/erase"] = "name=Ruth+Amsel",
        ["POST /account/erase/undo"] = "",
        ["POST /account/erase/undo/{secret}"] = "",
        ["POST /api/v1/sites/{site}/stories/{story}/comments"] = """{"text":"Forged","name":"Eve"}""",
        ["PATCH /api/v1/comments/{id}"] = """{"text":"Forged"}""",
        ["DELETE /api/v1/comments/{id}"] = "{}",
        ["PUT /api/v1/comments/{id}/vote"] = """{"value":2}""",
        ["POST /sign-in/frame"] = "site=times&origin=https://times.example&challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ["POST /api/v1/sites/{site}/sign-in"] = """{"code":"0000-0000","verifier":"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk","origin":"https://times.example"}""",
        ["DELETE /api/v1/sites/{site}/session"] = "",
        ["PUT /api/v1/comments/{id}/mute"] = "{}",
        ["DELETE /api/v1/comments/{id}/mute"] = "{}",
        ["POST /{site}/commenters/{id}/mute"] = "",
        ["POST /{site}/commenters/{id}/unmute"] = "",
        ["POST /sign-in/invitation/{secret}"] = "",
        ["POST /admin/{site}/held/{id}"] = "act=publish&from=held&seen=0",
        ["POST /admin/{site}/commenters/{id}/badge"] = "badge=staff",
        ["POST /admin/{site}/commenters/{id}/role"] = "role=moderator",
        ["POST /admin/{site}/staff/{id}"] = "role=none",
        ["POST /account/notifications/read"] = "",
        ["POST /account/mail"] = "mail=Never&story-mail=Never",
        ["POST /{site}/{story}/follow"] = "follow=yes",
        ["PUT /api/v1/sites/{site}/stories/{story}/follow"] = """{"mail":"often"}""",
        ["DELETE /api/v1/sites/{site}/stories/{story}/follow"] = "{}",
        ["POST /unsubscribe/{token}"] = "what=All",
        ["POST /mail/{secret}"] = "",
        ["POST /account/name"] = "name=Eve Forged",
        ["POST /account/claim"] = "site=times",
        ["POST /account/sessions/{id}/end"] = "",
        ["POST /account/sessions/end-others"] = "",
        ["POST /account/sessions/end-all"] = "",
        ["POST /api/v1/preview"] = """{"text":"Hello"}""",
    };

    /// <summary>What the id in an address is of.</summary>
    public static string KindOf(string pattern) => pattern switch
    {
        _ when pattern.StartsWith("/account/sessions/", StringComparison.Ordinal) => "{session}",
        _ when pattern.StartsWith("/account/export/", StringComparison.Ordinal) => "{export}",
        _ when pattern.StartsWith("/account/notifications/", StringComparison.Ordinal) => "{notification}",
        _ when pattern.StartsWith("/account/passkeys/", StringComparison.Ordinal) => "{passkey}",
        _ when pattern.Contains("/commenters/{id}", StringComparison.Ordinal) => "{commenter}",
        _ when pattern.Contains("/staff/{id}", StringComparison.Ordinal) => "{account}",
        _ => "{comment}",
    };
}
