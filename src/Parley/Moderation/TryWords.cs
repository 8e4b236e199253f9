using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>POST a text to see what the word lists would find in it; nothing is kept.</summary>
internal static class TryWords
{
    // As long as a comment may be.
    private const int Most = Core.Comments.CommentText.MaximumLength;

    public static async Task<IResult> Handle(
        string site, HttpContext context, ParleyContext db, WordLists lists, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var text = form["text"].ToString().ReplaceLineEndings("\n");
        if (text.Length > Most) text = text[..(char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most)];
        var words = await lists.OfAsync(db, office.Site, cancellation);
        var findings = words.Find(text, office.Site.Language)
            .Select(h => new Finding(h.Start, h.Length, h.Rule.List, h.Rule.Text, h.Rule.Note, h.IsNear)).ToList();
        return await ReadWords.PageAsync(db, office, new WordsShown { Tried = text, Findings = findings }, StatusCodes.Status200OK, cancellation);
    }
}
