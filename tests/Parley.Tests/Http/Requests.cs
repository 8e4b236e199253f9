using Parley.Tests.App;

namespace Parley.Tests.Http;

/// <summary>A request that every unsafe door would take from whoever it is meant for: JSON, or a form's fields.</summary>
/// <remarks>Words in braces are filled with what there is in the <see cref="Room"/>.</remarks>
internal static class Requests
{
    public static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["POST /{site}/{story}/comments"] = "text=Forged&name=Eve&act=post",
        ["POST /comments/{id}/edit"] = "text=Forged",
        ["POST /comments/{id}/delete"] = "",
        ["POST /comments/{id}/vote"] = "value=1",
        ["POST /account/export"] = "",
        ["POST /account/erase"] = "name={name}",
        ["POST /account/erase/undo"] = "",
        ["POST /account/erase/undo/{secret}"] = "",
        ["POST /api/v1/sites/{site}/stories/{story}/comments"] = """{"text":"Forged","name":"Eve"}""",
        ["PATCH /api/v1/comments/{id}"] = """{"text":"Forged"}""",
        ["DELETE /api/v1/comments/{id}"] = "{}",
        ["PUT /api/v1/comments/{id}/vote"] = """{"value":1}""",
        ["POST /sign-in/frame"] = "site=times&origin=https://times.example&challenge={challenge}",
        ["POST /api/v1/sites/{site}/sign-in"] = """{"code":"{handoff}","verifier":"{verifier}","origin":"https://times.example"}""",
        ["DELETE /api/v1/sites/{site}/session"] = "",
        ["PUT /api/v1/comments/{id}/mute"] = "{}",
        ["DELETE /api/v1/comments/{id}/mute"] = "{}",
        ["POST /{site}/commenters/{id}/mute"] = "",
        ["POST /{site}/commenters/{id}/unmute"] = "",
        ["POST /sign-in/invitation/{secret}"] = "",
        ["POST /sign-in/visit/{secret}"] = "",
        ["POST /api/v1/sites/{site}/visit"] = "{}",
        ["POST /admin/{site}/held/{id}"] = "act=publish&from=held&seen={seen}",
        ["POST /admin/{site}/comments/{id}/remove"] = "reason=insult&seen={read}",
        ["POST /admin/{site}/comments/{id}/restore"] = "seen={gone seen}",
        ["POST /comments/{id}/flag"] = "reason=spam",
        ["PUT /api/v1/comments/{id}/flag"] = """{"reason":"spam"}""",
        ["DELETE /api/v1/comments/{id}/flag"] = "{}",
        ["POST /admin/{site}/comments/{id}/dismiss"] = "until={flagged}",
        ["POST /admin/{site}/queue/together"] = "of=all&act=keep&item={held}.{seen}.held",
        ["POST /admin/{site}/comments/{id}/feature"] = "act=feature",
        ["POST /admin/{site}/comments/{id}/note"] = "note=Forged",
        ["POST /admin/{site}/comments/{id}/looking"] = "",
        ["POST /comments/{id}/notice"] = "secret={fresh notice}&explanation=It+is+forbidden&name=Eve&email=eve@readers.example&faith=yes",
        ["POST /notices/{secret}"] = "text=It+was+not+so",
        ["POST /admin/{site}/notices/{id}"] = "outcome=stays&answer=Because",
        ["POST /decisions/{id}/appeal"] = "text=It+was+not+so",
        ["POST /admin/{site}/comments/{id}/remind"] = "reason=insult&statement=Facts&known={known}",
        ["POST /admin/{site}/comments/{id}/restrict"] = "level=slowed&hours=24&where=site&reason=insult&statement=Facts&known={known}",
        ["POST /admin/{site}/restrictions/{id}/sign"] = "",
        ["POST /admin/{site}/restrictions/{id}/lift"] = "",
        ["POST /admin/{site}/appeals/{id}"] = "outcome=upheld&answer=Because",
        ["POST /admin/{site}/measures"] = "where=site&mode=slow&pace=60&length=60&reason=Calm",
        ["POST /admin/{site}/measures/{id}/lift"] = "",
        ["POST /admin/{site}/rules"] = "rules=Be+kind",
        ["POST /admin/{site}/webhooks"] = "url=https://hooks.example.org/forged",
        ["POST /admin/{site}/webhooks/{id}"] = "act=remove",
        ["POST /admin/{site}/words"] = "version={words}&lists=forged",
        ["POST /admin/{site}/words/try"] = "text=forged",
        ["POST /admin/{site}/words/starter"] = "language=en",
        ["POST /admin/{site}/commenters/{id}/badge"] = "badge=staff",
        ["POST /admin/{site}/commenters/{id}/role"] = "role=moderator",
        ["POST /admin/{site}/staff"] = "role=moderator&email=eve@readers.example",
        ["POST /admin/{site}/staff/{id}"] = "role=none",
        ["POST /account/notifications/read"] = "",
        ["POST /account/mail"] = "mail=Never&story-mail=Never",
        ["POST /{site}/{story}/follow"] = "follow=yes",
        ["PUT /api/v1/sites/{site}/stories/{story}/follow"] = """{"mail":"hourly"}""",
        ["DELETE /api/v1/sites/{site}/stories/{story}/follow"] = "{}",
        ["POST /unsubscribe/{token}"] = "what=All",
        ["POST /mail/{secret}"] = "",
        ["POST /account/name"] = "name=Eve+Forged",
        ["POST /account/claim"] = "site=times",
        ["POST /account/sessions/{id}/end"] = "",
        ["POST /account/sessions/end-others"] = "",
        ["POST /account/sessions/end-all"] = "",
        ["POST /sign-in"] = "email=eve@readers.example",
        ["POST /sign-in/code"] = "code={code}",
        ["POST /sign-in/link/{secret}"] = "",
        ["POST /sign-in/password"] = "email={email}&password={password}",
        ["POST /sign-in/reset"] = "email=eve@readers.example",
        ["POST /sign-in/reset/{secret}"] = "password=another+four+words+without+sense",
        ["POST /sign-out"] = "",
        ["POST /account/prove/mail"] = "return=/account",
        ["POST /account/prove/code"] = "code={code}",
        ["POST /account/prove/password"] = "password={password}",
        ["POST /account/passkeys/{id}/rename"] = "name=Forged",
        ["POST /account/passkeys/{id}/remove"] = "",
        ["POST /account/password"] = "password=another+four+words+without+sense",
        ["POST /account/email"] = "email=eve@readers.example",
        ["POST /account/email/code"] = "code={code}",
        ["POST /account/email/link/{secret}"] = "",
        ["POST /account/identities"] = "issuer=github",
        ["POST /account/identities/remove"] = "issuer=https://elsewhere.example&subject={subject}",
        ["POST /sign-in/passkey/options"] = """{}""",
        ["POST /sign-in/passkey"] = """{"ticket":"{ticket}","credential":{}}""",
        ["POST /account/prove/passkey/options"] = """{}""",
        ["POST /account/prove/passkey"] = """{"ticket":"{ticket}","credential":{}}""",
        ["POST /account/passkeys/options"] = """{}""",
        ["POST /account/passkeys"] = """{"ticket":"{ticket}","credential":{}}""",
        ["PATCH /account/passkeys/{id}"] = """{"name":"Forged"}""",
        ["DELETE /account/passkeys/{id}"] = """{}""",
        ["POST /api/v1/sites/{site}/sign-on"] = """{"token":"{token}","origin":"https://times.example"}""",
        ["POST /api/v1/preview"] = """{"text":"Hello"}""",
    };

    /// <summary>Whether a door reads anything of a body; what reads nothing takes whatever comes for nothing.</summary>
    public static bool TakesSomething(DeclaredDoor door) => All.GetValueOrDefault(door.ToString(), "") is not ("" or "{}");

    /// <summary>What the id in a door's address is of: Ruth's own where it is somebody's own, somebody else's where it must be.</summary>
    public static string IdOf(DeclaredDoor door)
    {
        return door.Pattern switch
        {
            _ when Begins("/account/sessions/") => "{session}",
            _ when Begins("/account/export/") => "{export}",
            _ when Begins("/account/notifications/") => "{notification}",
            _ when Begins("/account/passkeys/") => "{passkey}",
            _ when Begins("/admin/{site}/staff/") => "{role}",
            _ when Begins("/admin/{site}/held/") => "{held}",
            _ when Begins("/admin/{site}/measures/") => "{measure}",
            _ when Begins("/decisions/") => "{decision}",
            _ when Begins("/admin/{site}/restrictions/") && Ends("/sign") => "{unsigned}",
            _ when Begins("/admin/{site}/restrictions/") => "{restriction}",
            _ when Begins("/admin/{site}/appeals/") => "{appeal}",
            _ when Begins("/admin/{site}/notices/") => "{notice}",
            _ when Begins("/admin/{site}/webhooks/") => "{webhook}",
            _ when Begins("/admin/{site}/comments/") && Ends("/restore") => "{gone}",
            _ when Begins("/admin/{site}/comments/") => "{reviewed}",
            _ when Begins("/{site}/commenters/") && Ends("/mute") => "{stranger}",
            _ when Begins("/{site}/commenters/") && Ends("/unmute") => "{muted commenter}",
            _ when door.Pattern.Contains("/commenters/", StringComparison.Ordinal) => "{commenter}",
            _ when Ends("/mute") && door.Method == "DELETE" => "{muted comment}",
            _ when Ends("/flag") && door.Method == "DELETE" => "{muted comment}",
            _ when Ends("/flag") || Ends("/notice") => "{strange comment}",
            _ when Ends("/mute") || Ends("/vote") || Ends("/voted") => "{strange comment}",
            _ => "{comment}",
        };

        bool Begins(string place) => door.Pattern.StartsWith(place, StringComparison.Ordinal);

        bool Ends(string act) => door.Pattern.EndsWith(act, StringComparison.Ordinal);
    }

    /// <summary>What the secret in a door's address lets somebody do.</summary>
    public static string SecretOf(DeclaredDoor door) => door.Pattern[..door.Pattern.LastIndexOf('/')] switch
    {
        "/sign-in/link" => "{link}",
        "/sign-in/reset" => "{reset}",
        "/sign-in/invitation" => "{invitation}",
        "/sign-in/visit" => "{visit}",
        "/account/email/link" => "{email link}",
        "/account/erase/undo" => "{undo}",
        "/mail" => "{guest mail}",
        "/notices" => "{decided notice}",
        _ => "{no secret}",
    };
}
