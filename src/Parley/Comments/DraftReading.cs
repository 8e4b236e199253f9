using Parley.Core.Commenters;
using Parley.Core.Comments;

namespace Parley.Comments;

/// <summary>A draft whose fields can be accepted.</summary>
internal sealed record DraftReading(CommentText Text, string Name, string? Email)
{
    /// <summary>Reads what was typed; the answer has a sentence for each field that cannot be accepted.</summary>
    public static Dictionary<string, string> Read(Draft draft, string? honeypot, out DraftReading reading)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!CommentText.TryRead(draft.Text, TextFormat.Markdown, out var text, out var why)) errors["text"] = Sentence(why);
        if (!CommenterName.TryRead(draft.Name, out var name, out var reason)) errors["name"] = Sentence(reason);

        string? email = null;
        if (!string.IsNullOrWhiteSpace(draft.Email) && !EmailAddress.TryRead(draft.Email, out email))
            errors["email"] = Say("EmailUnreadable");
        if (!string.IsNullOrEmpty(honeypot)) errors["website"] = Say("WebsiteFilled");

        reading = new DraftReading(text!, name, email);
        return errors;
    }

    public static string Sentence(TextRefusal refusal) => refusal switch
    {
        TextRefusal.Empty => Say("TextEmpty"),
        TextRefusal.TooLong => Say("TextTooLong"),
        TextRefusal.NotText => Say("TextNotText"),
        TextRefusal.TooComplex => Say("TextTooComplex"),
    };

    private static string Sentence(NameRefusal refusal) => refusal switch
    {
        NameRefusal.Empty => Say("NameEmpty"),
        NameRefusal.TooLong => Say("NameTooLong"),
        NameRefusal.NotAllowed => Say("NameNotAllowed"),
        NameRefusal.Reserved => Say("NameReserved"),
    };

    private static string Say(string key) => Texts.Text.English[key];
}
