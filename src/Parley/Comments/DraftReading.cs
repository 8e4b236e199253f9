using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>A draft whose fields can be accepted.</summary>
internal sealed record DraftReading(CommentText Text, string Name, string? Email)
{
    /// <summary>Reads what was typed; the answer has a sentence for each field that cannot be accepted.</summary>
    public static Dictionary<string, Sentence> Read(Draft draft, string? honeypot, out DraftReading reading)
    {
        var errors = new Dictionary<string, Sentence>(StringComparer.Ordinal);
        if (!CommentText.TryRead(draft.Text, TextFormat.Markdown, out var text, out var why)) errors["text"] = Refused(why);
        if (!CommenterName.TryRead(draft.Name, out var name, out var reason)) errors["name"] = Refused(reason);

        string? email = null;
        if (!string.IsNullOrWhiteSpace(draft.Email) && !EmailAddress.TryRead(draft.Email, out email))
            errors["email"] = new Sentence("EmailUnreadable");
        if (!string.IsNullOrEmpty(honeypot)) errors["website"] = new Sentence("WebsiteFilled");

        reading = new DraftReading(text!, name, email);
        return errors;
    }

    public static Sentence Refused(TextRefusal refusal) => refusal switch
    {
        TextRefusal.Empty => new Sentence("TextEmpty"),
        TextRefusal.TooLong => new Sentence("TextTooLong"),
        TextRefusal.NotText => new Sentence("TextNotText"),
        TextRefusal.TooComplex => new Sentence("TextTooComplex"),
    };

    private static Sentence Refused(NameRefusal refusal) => refusal switch
    {
        NameRefusal.Empty => new Sentence("NameEmpty"),
        NameRefusal.TooLong => new Sentence("NameTooLong"),
        NameRefusal.NotAllowed => new Sentence("NameNotAllowed"),
        NameRefusal.Reserved => new Sentence("NameReserved"),
    };
}
